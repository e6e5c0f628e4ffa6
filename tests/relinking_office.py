"""An office for re-linking on a database of a test: officers, a citizen, two sectors, a record."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from services import Service
from specimen_log import NOON
from specimen_log import signer as record_signer
from thiqa.database import OpenDatabase
from thiqa.ledger.history import HistoryEntry
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.sequencer import Sequencer
from thiqa.officers import Officer, Role
from thiqa.oidc.clients.registration import client_of
from thiqa.people import Person, give_subject, pairwise_subject
from thiqa.relinking import Answer, Desk, Request, answer, approve, ask
from thiqa.storage import Transaction, open_database

SECRET = bytes(range(32))
CITIZEN = "p-citizen"
ASKER, APPROVER, OPERATOR = "p-asker", "p-approver", "p-operator"
FROM, TO = "taxes", "health"
REASON = "Law 31-08, article 12: two files of one family are brought together"
SUBJECT = pairwise_subject(SECRET, FROM, CITIZEN)
WANTED = pairwise_subject(SECRET, TO, CITIZEN)
NO_WAIT = 0.0


@dataclass
class Office:
    """The desk, with a clock that can be moved and a record that is written on demand."""

    database: OpenDatabase[Transaction]
    now: int = NOON
    sequencer: Sequencer = field(init=False)
    publisher: Publisher = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        key = record_signer().verifier_key
        policy = LogPolicy.of_log(key)
        self.sequencer = Sequencer(self.database, record_signer(), [key])
        self.publisher = Publisher(self.database, policy, lambda: self.now)
        self.desk = Desk(
            self.database,
            SECRET,
            Recorder(),
            Receipts(self.database, policy),
            lambda: self.now,
        )

    async def ask(self, officer: str = ASKER, **changes: str) -> Request:
        """Ask, with changes."""
        asked = {"from_sector": FROM, "subject": SUBJECT, "to_sector": TO, "reason": REASON}
        return await ask(self.desk, officer, **(asked | changes))

    async def approve(
        self, request: Request, officer: str = APPROVER, *, fingerprint: str | None = None
    ) -> Request:
        """Approve what was asked."""
        shown = request.fingerprint if fingerprint is None else fingerprint
        return await approve(self.desk, officer, request.id, shown)

    async def answer(self, request: Request, officer: str = ASKER) -> Answer:
        """Ask for the answer, when all that waits has its place in the record."""
        await self.publish()
        return await answer(self.desk, officer, request.id, wait_seconds=NO_WAIT)

    async def publish(self) -> None:
        """Give all that waits its place in the record, and publish it."""
        while await self.sequencer.integrate():
            pass
        await self.publisher.publish()

    async def history(self) -> list[HistoryEntry]:
        """Return what the citizen sees."""
        return await self.desk.receipts.history(CITIZEN)


def with_office(url: str, test: Callable[[Office], Coroutine[Any, Any, None]]) -> None:
    """Run a test's coroutine with an office in which everybody is known."""

    async def main() -> None:
        async with open_database(url) as database:
            await database.run(furnish)
            await test(Office(database))

    asyncio.run(main())


async def furnish(records: Transaction) -> None:
    """Put the citizen, the officers and a service of each sector into the records."""
    for number, person_id in enumerate((CITIZEN, ASKER, APPROVER, OPERATOR)):
        await records.people.put(Person(person_id, f"ZZ{number}", {}))
    for person_id, role in (
        (ASKER, Role.RELINKING),
        (APPROVER, Role.RELINKING),
        (OPERATOR, Role.OPERATOR),
    ):
        await records.officers.add(Officer(person_id, role, NOON))
    for sector in (FROM, TO):
        registered = Service("https://id.example").registration(sector=sector)
        await records.oidc.put_client(replace(client_of(registered), id=f"service-{sector}"))
    await give_subject(records, SECRET, FROM, CITIZEN)


def approve_in_a_process(url: str, request: Request) -> None:
    """Approve a request."""
    asyncio.run(_approve(url, request, Recorder()))


def approve_and_die(url: str, request: Request) -> None:
    """Approve a request, and die by SIGKILL when its entry was written and nothing committed."""
    asyncio.run(
        _approve(url, request, Recorder(notify=lambda: os.kill(os.getpid(), signal.SIGKILL)))
    )


async def _approve(url: str, request: Request, recorder: Recorder) -> None:
    async with open_database(url) as database:
        desk = replace(Office(database).desk, recorder=recorder)
        await approve(desk, APPROVER, request.id, request.fingerprint)
