"""An auditors' room on a database of a test: auditors, a record, and entries to count."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from specimen_log import NOON, Event, release
from specimen_log import signer as record_signer
from thiqa.audit import Desk, Figures, Opened, Request, Tallying, approve, ask, open_entry
from thiqa.audit.figures import read_figures
from thiqa.audit.models import StoredRequest
from thiqa.base import ThiqaError
from thiqa.database import OpenDatabase
from thiqa.ledger.events import Release
from thiqa.ledger.history import HistoryEntry
from thiqa.ledger.models import EntryId
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.sequencer import Sequencer
from thiqa.officers import Officer, Role
from thiqa.people import Person
from thiqa.storage import Transaction, open_database

SECRET = bytes(range(32))
CITIZEN = "p-citizen"
ASKER, APPROVER, OTHER, OPERATOR = "p-asker", "p-approver", "p-other", "p-operator"
REASON = "Law 09-08, article 30: the file 114 of the commission is examined"
NO_WAIT = 0.0
DAY = 86_400
MORNING = NOON - NOON % DAY
"""The first second of a day in UTC."""


def fail(error: ThiqaError) -> None:
    """Let no trouble of a follower pass."""
    raise error


@dataclass
class AuditOffice:
    """The desk, with a clock that can be moved and a record that is written on demand."""

    database: OpenDatabase[Transaction]
    now: int = MORNING
    sequencer: Sequencer = field(init=False)
    publisher: Publisher = field(init=False)
    desk: Desk = field(init=False)
    tallying: Tallying = field(init=False)

    def __post_init__(self) -> None:
        key = record_signer().verifier_key
        policy = LogPolicy.of_log(key)
        self.sequencer = Sequencer(self.database, record_signer(), [key])
        self.publisher = Publisher(self.database, policy, lambda: self.now)
        receipts = Receipts(self.database, policy)
        self.desk = Desk(self.database, SECRET, Recorder(), receipts, lambda: self.now)
        self.tallying = Tallying(self.database, lambda: self.now, report=fail, batch_entries=64)

    async def record(self, *events: Event, person_id: str | None = CITIZEN) -> list[EntryId]:
        """Record what happened to a person."""

        async def unit(records: Transaction, event: Event) -> EntryId:
            return await self.desk.recorder.append(
                records, event, person_id=person_id, client_id=event.client_id
            )

        return [
            await self.database.run(lambda records, e=event: unit(records, e)) for event in events
        ]

    async def record_crowd(self, persons: int, event: Event, *, each: int = 1) -> None:
        """Record what happened to many persons."""
        await asyncio.gather(
            *(self.record(*[event] * each, person_id=f"p-{number}") for number in range(persons))
        )

    async def publish(self) -> None:
        """Give all that waits its place in the record, and publish it."""
        while await self.sequencer.integrate():
            pass
        await self.publisher.publish()

    async def count(self) -> None:
        """Count all that has its place."""
        await self.publish()
        while await self.tallying.count():
            pass

    async def figures(self, first: int = MORNING // DAY, days: int = 1) -> Figures:
        """Return the figures of some days."""
        return await self.database.read(lambda records: read_figures(records, first, first + days))

    async def ask(self, auditor: str = ASKER, *, index: int = 0, reason: str = REASON) -> Request:
        """Ask for an entry."""
        return await ask(self.desk, auditor, index=index, reason=reason)

    async def approve(
        self, request: Request, auditor: str = APPROVER, *, fingerprint: str | None = None
    ) -> Request:
        """Approve what was asked."""
        shown = request.fingerprint if fingerprint is None else fingerprint
        return await approve(self.desk, auditor, request.id, shown)

    async def open(self, request: Request, auditor: str = ASKER) -> Opened:
        """Look at the entry, when all that waits is published."""
        await self.publish()
        return await open_entry(self.desk, auditor, request.id, wait_seconds=NO_WAIT)

    async def history(self) -> list[HistoryEntry]:
        """Return what the citizen sees."""
        return await self.desk.receipts.history(CITIZEN)

    async def requests(self) -> list[StoredRequest]:
        """Return what waits or was approved."""
        return await self.database.read(lambda records: records.audit.list_requests(self.now))


def released(
    client_id: str = "tax-office", purpose: str = "tax-declaration", *, at: int = MORNING
) -> Release:
    """Return a release for a purpose."""
    return replace(release(at, client_id), purpose=purpose)


def cells(figures: Figures) -> dict[tuple[str, str, str], int]:
    """Return each figure by body, purpose and kind."""
    return {
        (row.client_id, row.purpose, kind): entries
        for row in figures.rows
        for kind, entries in row.entries
    }


def with_audit_office(url: str, test: Callable[[AuditOffice], Coroutine[Any, Any, None]]) -> None:
    """Run a test's coroutine with an office in which everybody is known."""

    async def main() -> None:
        async with open_database(url) as database:
            await database.run(furnish)
            await test(AuditOffice(database))

    asyncio.run(main())


async def furnish(records: Transaction) -> None:
    """Put the citizen and the officers into the records."""
    everybody: Iterable[str] = (CITIZEN, ASKER, APPROVER, OTHER, OPERATOR)
    for number, person_id in enumerate(everybody):
        await records.people.put(Person(person_id, f"ZZ{number}", {}))
    for person_id in (ASKER, APPROVER, OTHER):
        await records.officers.add(Officer(person_id, Role.AUDITOR, NOON))
    await records.officers.add(Officer(OPERATOR, Role.OPERATOR, NOON))
