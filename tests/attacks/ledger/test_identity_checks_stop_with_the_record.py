"""Entries get no place, or are not shown: identity checks stop, and go on when it is mended."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from services import http
from sign_ins import (
    Journal,
    Observer,
    UnavailableError,
    check_what_was_said,
    new_journals,
    observing,
)
from stored_log import SQLITE, fetch
from thiqa.ledger.models import TIME_BYTES
from world import Processes, SpecimenCountry, provider_processes

SIGN_INS = 3
WAIT_SECONDS = 60
LONG = 7_200
"""Longer than any entry may wait for anything."""


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


def wait_until_shown(url: str) -> None:
    """Wait until every entry is published."""
    entries = "SELECT count(*) FROM ledger_entry"
    wait_until(lambda: fetch(url, "SELECT size FROM ledger_publication") == fetch(url, entries))


def let_entries_wait(url: str) -> None:
    """Make what waits as old as if hours had passed."""
    (size,) = fetch(url, "SELECT size FROM ledger_publication")[0]
    waiting = fetch(
        url,
        "SELECT id FROM ledger_pending UNION ALL"
        f" SELECT entry_id FROM ledger_leaf WHERE leaf_index >= {size}",
    )
    assert waiting
    literal = "x'{}'" if url.startswith(SQLITE) else "'\\x{}'"
    for (entry_id,) in waiting:
        at = int.from_bytes(entry_id[:TIME_BYTES]) - LONG
        older = literal.format((at.to_bytes(TIME_BYTES) + entry_id[TIME_BYTES:]).hex())
        now = literal.format(bytes(entry_id).hex())
        for table, column in (
            ("ledger_pending", "id"),
            ("ledger_entry", "id"),
            ("ledger_leaf", "entry_id"),
        ):
            fetch(url, f"UPDATE {table} SET {column} = {older} WHERE {column} = {now}")


def wait_until_refused(world: Processes) -> None:
    """Wait until the provider says that it is not ready, and why."""

    def refused() -> bool:
        ready = http().get(f"{world.issuer}/health/ready")
        return ready.status_code == httpx.codes.SERVICE_UNAVAILABLE and "record" in ready.text

    wait_until(refused)


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


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
