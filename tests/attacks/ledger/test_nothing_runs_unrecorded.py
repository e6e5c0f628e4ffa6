"""Where entries do not become provable, or nobody knows, no entry is made: identity checks stop."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from repository.tree import SOURCE
from specimen_log import NOON, release
from stored_log import LedgerRecords, StoredLog, fetch, open_log
from thiqa.base import StorageUnavailableError
from thiqa.ledger.errors import RecordBehindError
from thiqa.ledger.gate import INTEGRATION_LIMIT_SECONDS, Gate, Waits
from thiqa.ledger.recorder import Recorder

DELAY = 3_600


@dataclass
class Guarded:
    """A record with a gate, and clocks that can be moved."""

    log: StoredLog
    now: int = NOON
    monotonic: float = 0.0
    told: list[Waits] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate = Gate(
            self.log.database,
            lambda: self.now,
            delay_seconds=DELAY,
            monotonic=lambda: self.monotonic,
            tell=self.told.append,
        )
        self.recorder = Recorder(check=self.gate.check)

    async def append(self) -> None:
        """Append an entry, if the gate lets it pass."""

        async def unit(records: LedgerRecords) -> None:
            await self.recorder.append(records, release(self.now), person_id="p", client_id="c")

        await self.log.database.run(unit)

    async def pass_time(self, seconds: int) -> None:
        """Let time pass, and look again."""
        self.now += seconds
        self.monotonic += seconds
        await self.gate.look()

    async def is_refused(self, why: str) -> None:
        """Check that an entry is refused as if the database were away, and nothing is kept."""
        with pytest.raises(StorageUnavailableError, match=why) as refused:
            await self.append()
        assert isinstance(refused.value, RecordBehindError)


def _guarded(url: str, test: Callable[[Guarded], Awaitable[None]]) -> None:
    async def main() -> None:
        async with open_log(url) as log:
            await test(Guarded(log))

    asyncio.run(main())


def test_before_anybody_has_looked_nothing_is_recorded(database_url: str) -> None:
    async def test(guarded: Guarded) -> None:
        await guarded.is_refused("not known")
        await guarded.gate.look()
        await guarded.append()

    _guarded(database_url, test)


def test_when_nobody_looks_any_more_nothing_is_recorded(database_url: str) -> None:
    async def test(guarded: Guarded) -> None:
        await guarded.gate.look()
        guarded.monotonic += INTEGRATION_LIMIT_SECONDS
        await guarded.append()
        guarded.monotonic += 1
        await guarded.is_refused("not known")

    _guarded(database_url, test)


def test_when_the_sequencer_has_stopped_nothing_is_recorded(database_url: str) -> None:
    async def test(guarded: Guarded) -> None:
        await guarded.gate.look()
        await guarded.append()
        await guarded.pass_time(INTEGRATION_LIMIT_SECONDS)
        await guarded.append()
        await guarded.pass_time(1)
        await guarded.is_refused("places")
        await guarded.log.integrate_all()
        await guarded.gate.look()
        await guarded.append()

    _guarded(database_url, test)
    assert fetch(database_url, "SELECT count(*) FROM ledger_entry") == [(3,)]


def test_when_nothing_is_published_any_more_nothing_is_recorded(database_url: str) -> None:
    async def test(guarded: Guarded) -> None:
        await guarded.gate.look()
        await guarded.append()
        while await guarded.log.sequencer.integrate():
            pass
        await guarded.pass_time(DELAY)
        await guarded.append()
        while await guarded.log.sequencer.integrate():
            pass
        await guarded.pass_time(1)
        await guarded.is_refused("published")
        assert guarded.told[-1] == Waits(0, DELAY + 1)
        await guarded.log.integrate_all()
        await guarded.pass_time(DELAY)
        await guarded.append()

    _guarded(database_url, test)


def test_when_what_is_stored_contradicts_itself_nothing_is_recorded(database_url: str) -> None:
    async def test(guarded: Guarded) -> None:
        await guarded.gate.look()
        guarded.gate.stop()
        await guarded.gate.look()
        await guarded.is_refused("contradicts")

    _guarded(database_url, test)


def test_a_clock_that_is_set_later_ages_nothing_and_a_wait_is_still_seen(
    database_url: str,
) -> None:
    async def test(guarded: Guarded) -> None:
        await guarded.gate.look()
        await guarded.append()
        guarded.now += 10 * DELAY
        await guarded.gate.look()
        await guarded.append()
        await guarded.pass_time(INTEGRATION_LIMIT_SECONDS)
        await guarded.append()
        await guarded.pass_time(1)
        await guarded.is_refused("places")

    _guarded(database_url, test)


def test_what_waited_before_anybody_looked_is_as_old_as_the_clock_says(database_url: str) -> None:
    async def test(guarded: Guarded) -> None:
        unguarded = Recorder(check=lambda: None)
        before = release(guarded.now - INTEGRATION_LIMIT_SECONDS - 1)

        async def unit(records: LedgerRecords) -> None:
            await unguarded.append(records, before, person_id="p", client_id="c")

        await guarded.log.database.run(unit)
        await guarded.gate.look()
        await guarded.is_refused("places")

    _guarded(database_url, test)


def test_a_record_in_which_nothing_happens_is_open(database_url: str) -> None:
    async def test(guarded: Guarded) -> None:
        await guarded.log.integrate_all()
        await guarded.pass_time(10 * DELAY)
        await guarded.append()

    _guarded(database_url, test)


def test_a_gate_that_runs_opens_when_entries_get_their_places_again(database_url: str) -> None:
    async def test(guarded: Guarded) -> None:
        await guarded.gate.look()
        await guarded.append()
        await guarded.pass_time(INTEGRATION_LIMIT_SECONDS + 1)
        looking = asyncio.create_task(guarded.gate.run())
        await asyncio.sleep(0.05)
        await guarded.is_refused("places")
        await guarded.log.integrate_all()
        await asyncio.sleep(0.6)
        await guarded.append()
        looking.cancel()

    _guarded(database_url, test)


def test_no_recorder_of_the_program_is_without_its_gate() -> None:
    made = [
        (path.name, line)
        for path in SOURCE.rglob("*.py")
        for line in path.read_text().splitlines()
        if "Recorder(" in line and "class " not in line
    ]
    assert {name for name, _ in made} == {"recording.py", "relink.py"}
    assert all("Recorder(check=gate.check" in line for _, line in made)
