"""Entries get no place, or are not shown: identity checks stop, and go on when it is mended."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sign_ins import (
    Journal,
    Observer,
    UnavailableError,
    check_what_was_said,
    let_entries_wait,
    new_journals,
    observing,
    wait_until_refused,
    wait_until_shown,
)
from stored_log import SQLITE, fetch
from world import Processes, SpecimenCountry, provider_processes

SIGN_INS = 3

pytestmark = pytest.mark.timeout(400)


@dataclass(frozen=True)
class Fault:
    """What is done to the record, and undone; `stops`: a process goes on only when restarted."""

    do: Callable[[str], None]
    undo: Callable[[str], None]
    stops: bool


def refuse_writing(table: str) -> Callable[[str], None]:
    """Have the database refuse every row of a table."""

    def do(url: str) -> None:
        if url.startswith(SQLITE):
            for event in ("INSERT", "UPDATE"):
                fetch(
                    url,
                    f"CREATE TRIGGER refuse_{event} BEFORE {event} ON {table}"
                    " BEGIN SELECT RAISE(ABORT, 'refused'); END",
                )
            return
        fetch(
            url,
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'refused'; END $$",
        )
        fetch(
            url,
            f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse()",
        )

    return do


def let_write(table: str) -> Callable[[str], None]:
    """Have the database accept rows of a table again."""

    def undo(url: str) -> None:
        if url.startswith(SQLITE):
            for event in ("INSERT", "UPDATE"):
                fetch(url, f"DROP TRIGGER refuse_{event}")
            return
        fetch(url, f"DROP TRIGGER refuse ON {table}")

    return undo


def flip_first_tile(url: str) -> None:
    """Flip a bit of the leaf hashes: twice is once too many, or none."""
    ((tile, hashes),) = fetch(url, "SELECT id, hashes FROM ledger_tile ORDER BY id LIMIT 1")
    flipped = bytes([hashes[0] ^ 1]) + bytes(hashes[1:])
    literal = "x'{}'" if url.startswith(SQLITE) else "'\\x{}'"
    returning = "" if url.startswith(SQLITE) else " RETURNING 1"
    fetch(
        url,
        f"UPDATE ledger_tile SET hashes = {literal.format(flipped.hex())}"
        f" WHERE id = {literal.format(bytes(tile).hex())}{returning}",
    )


FAULTS = {
    "the sequencer is stopped": Fault(
        refuse_writing("ledger_leaf"), let_write("ledger_leaf"), stops=False
    ),
    "the publisher is stopped": Fault(
        refuse_writing("ledger_publication"), let_write("ledger_publication"), stops=False
    ),
    "a tile is damaged": Fault(flip_first_tile, flip_first_tile, stops=True),
}


@pytest.fixture
def world(country: SpecimenCountry, database_url: str, tmp_path: Path) -> Iterator[Processes]:
    """A provider in a process of its own."""
    data = tmp_path / "provider"
    data.mkdir()
    with provider_processes(country, database_url, data) as made:
        yield made


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_identity_checks_stop_and_go_on(world: Processes, fault: Fault) -> None:
    url, process = world.settings.database, world.processes[0]
    journal, caught = new_journals(world, 2, receipt_every=0)
    with observing(world.issuer) as observer:
        for _ in range(SIGN_INS):
            journal.sign_in()
        wait_until_shown(url)
        fault.do(url)
        with suppress(UnavailableError):
            caught.sign_in()
        caught.access_tokens.clear()  # as old as its entry becomes, it has another name
        if not fault.stops:
            let_entries_wait(url)
        wait_until_refused(world)
        assert_nothing_happens(world, journal, observer)
        fault.undo(url)
        if fault.stops:
            process.kill()
            process.start()
        process.wait_until_ready()
        journal.sign_in()
        check_what_was_said(world, [journal, caught], observer)


def assert_nothing_happens(world: Processes, journal: Journal, observer: Observer) -> None:
    """Nobody signs in, nothing is granted, no entry is made, and nothing new is shown."""
    url = world.settings.database
    counts = [
        "SELECT count(*) FROM ledger_entry",
        "SELECT count(*) FROM oidc_authorization WHERE code IS NOT NULL",
        "SELECT size FROM ledger_publication",
    ]
    before, shown = [fetch(url, each) for each in counts], set(observer.notes)
    asked = journal.asked
    for persona in ("adult", "minor"):
        with pytest.raises(httpx.TransportError):
            journal.sign_in()
        login = world.citizen(persona)
        answer = login.post("/login/card", login.login_fields("/login"))
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert login.session is None
    assert journal.asked > asked, "the consent itself was refused"
    assert [fetch(url, each) for each in counts] == before
    assert set(observer.notes) == shown
