"""Requests for services that exist in tests only, on a database of the counter."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from thiqa.base import Money
from thiqa.counter.catalogue.models import (
    Applicants,
    AssessedFee,
    Body,
    Catalogue,
    Claim,
    Deadline,
    Decider,
    Decision,
    DocumentTemplate,
    Field,
    FixedFee,
    Holder,
    Outcome,
    Purpose,
    Question,
    Service,
    Steps,
    TextKind,
)
from thiqa.counter.catalogue.templates import Template
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen, by_clerk, by_others
from thiqa.counter.requests.calendar import Calendar
from thiqa.counter.requests.life import Life, number_of
from thiqa.counter.requests.models import Clerk, Request, Role, Step
from thiqa.counter.requests.models import Decision as Decided
from thiqa.database import INTEGER, ManyStatement, OpenDatabase, open_with

Result = TypeVar("Result")

NOW = 1_795_341_600
"""Sunday, 22 November 2026, 11:00 in Rabat."""
DAY = 86_400
TIMEZONE = ZoneInfo("Africa/Casablanca")
CITIZEN, STRANGER = "citizen-of-the-test", "another-citizen"
CLAIMS: Mapping[str, Any] = {"family_name": "SPECIMEN-BENALI", "birthdate": "1990-05-17"}
FEE = Money(5000, "MAD")

POLICE = Body("police", {"en": "Police"}, "police")
TREASURY = Body("treasury", {"en": "Treasury"}, "treasury")

FIRST, SECOND, THIRD = (Clerk(name, "police") for name in ("first", "second", "third"))
SUPERVISOR = Clerk("supervisor", "police", Role.SUPERVISOR)
OF_ANOTHER_BODY = Clerk("elsewhere", "treasury")

GRANTED = Decided(Outcome.GRANTED, {"en": "All is in order."}, {"finding": "nothing"})
REFUSED = Decided(Outcome.REFUSED, {"en": "Not the person whom we know."})


def texts(text: str) -> dict[str, str]:
    """Return a text in four languages."""
    return dict.fromkeys(("ar", "fr", "zgh", "en"), text)


PLAIN = Service(
    id="plain",
    version="00" * 32,
    name=texts("A plain service"),
    help=texts("Help"),
    elsewhere=texts("On paper"),
    body=POLICE,
    applicants=Applicants(texts("Everybody of age"), 18),
    purpose=Purpose(
        "plain-purpose",
        texts("Purpose"),
        texts("Article 1"),
        30,
        tuple(Claim(name, True, texts("Article 2")) for name in CLAIMS),
    ),
    fields=(Field("reason", TextKind(100), texts("Reason"), None, required=True),),
    fee=None,
    steps=Steps(Decider.CLERK, four_eyes=False, appointment=None, eligibility=None),
    decision=Decision((), ()),
    deadline=Deadline(5, working_days=True, law=texts("Article 3")),
    document=None,
    answer=None,
)
"""Nothing is needed but a clerk; 5 working days."""

PAID = replace(PLAIN, id="paid", fee=FixedFee(FEE.minor, FEE.currency, texts("Article 4")))
TAX = replace(
    PLAIN,
    id="tax",
    fee=AssessedFee(TREASURY, "MAD", texts("Article 5"), ("birthdate",), ()),
    steps=replace(PLAIN.steps, decided_by=Decider.PAYMENT),
)
FOUR_EYES = replace(PLAIN, id="four-eyes", steps=replace(PLAIN.steps, four_eyes=True))
ASKING = replace(
    PAID,
    id="asking",
    steps=replace(
        PLAIN.steps, eligibility=Question("poor", TREASURY, texts("?"), texts("Article 6"), ())
    ),
)
ON_PAPER = replace(
    PLAIN,
    id="on-paper",
    document=DocumentTemplate(
        "sheet",
        texts("Sheet"),
        Holder(Template(("A",)), Template(("A",))),
        (),
        (),
        texts("Article 7"),
        None,
    ),
)
SERVICES = (PLAIN, PAID, TAX, FOUR_EYES, ASKING, ON_PAPER)


def life(*services: Service, holidays: frozenset[date] = frozenset()) -> Life:
    """Return what decides about steps of some services; all of them, when none is named."""
    by_id = {service.id: service for service in services or SERVICES}
    bodies = {body.id: body for body in (POLICE, TREASURY)}
    catalogue = Catalogue(MappingProxyType(by_id), MappingProxyType(bodies))
    return Life(catalogue, Calendar(TIMEZONE, holidays))


DUE = ManyStatement(
    "SELECT task.kind, task.key FROM {rows} JOIN task ON task.due_at <= rows.now",
    key=(),
    columns={"now": INTEGER},
)


@dataclass
class Office:
    """Runs steps on a database, one unit each, at a time that a test moves on."""

    database: OpenDatabase[Records]
    life: Life
    now: int = NOW

    async def run(self, unit: Callable[[Records], Coroutine[Any, Any, Result]]) -> Result:
        return await self.database.run(unit)

    async def draft(self, service: Service = PLAIN, subject: str = CITIZEN) -> Request:
        return await self.run(
            lambda records: by_citizen.open_draft(
                self.life, records, service.id, subject, CLAIMS, self.now
            )
        )

    async def submit(self, number: str, subject: str = CITIZEN) -> Request:
        return await self.run(
            lambda records: by_citizen.submit(self.life, records, number, subject, self.now)
        )

    async def submitted(self, service: Service = PLAIN) -> str:
        number = (await self.draft(service)).number
        await self.submit(number)
        return number

    async def pay(self, number: str) -> bool:
        return await self.run(
            lambda records: by_others.mark_paid(self.life, records, number, self.now)
        )

    async def take(self, number: str, clerk: Clerk = FIRST) -> Request:
        return await self.run(lambda records: by_clerk.take(records, number, clerk, self.now))

    async def decide(
        self, number: str, clerk: Clerk = FIRST, decision: Decided = GRANTED
    ) -> Request:
        return await self.run(
            lambda records: by_clerk.decide(self.life, records, number, clerk, decision, self.now)
        )

    async def decided(
        self, number: str, clerk: Clerk = FIRST, decision: Decided = GRANTED
    ) -> Request:
        await self.take(number, clerk)
        return await self.decide(number, clerk, decision)

    async def approve(self, number: str, clerk: Clerk = SECOND) -> Request:
        return await self.run(
            lambda records: by_clerk.approve(self.life, records, number, clerk, self.now)
        )

    async def ask_back(self, number: str, clerk: Clerk = FIRST) -> Request:
        return await self.run(
            lambda records: by_clerk.ask_back(
                self.life, records, number, clerk, {"en": "Which street?"}, self.now
            )
        )

    async def withdraw(self, number: str, subject: str = CITIZEN) -> Request:
        return await self.run(
            lambda records: by_citizen.withdraw(records, number, subject, self.now)
        )

    async def contest(self, number: str, subject: str = CITIZEN) -> Request:
        return await self.run(
            lambda records: by_citizen.contest(
                self.life, records, number, subject, {"en": "It is wrong."}, self.now
            )
        )

    async def keep(self, number: str, typed: str, subject: str = CITIZEN) -> Request:
        return await self.run(
            lambda records: by_citizen.keep_fields(
                records, number, subject, {"reason": typed}, self.now
            )
        )

    async def find_own(self, number: str, subject: str = CITIZEN) -> Request:
        return await self.run(lambda records: by_citizen.find_own(records, number, subject))

    async def fields(self, number: str) -> dict[str, str]:
        return await self.run(lambda records: records.requests.fields(number))

    async def assess(self, number: str, fee: Money = FEE) -> bool:
        return await self.run(
            lambda records: by_others.mark_assessed(self.life, records, number, fee, self.now)
        )

    async def answer(self, number: str, *, eligible: bool = True) -> bool:
        return await self.run(
            lambda records: by_others.mark_answered(self.life, records, number, eligible, self.now)
        )

    async def read_file(self, number: str, clerk: Clerk = FIRST) -> Request:
        return await self.run(lambda records: by_clerk.read_file(records, number, clerk, self.now))

    async def give_back(self, number: str, clerk: Clerk = FIRST) -> Request:
        return await self.run(lambda records: by_clerk.give_back(records, number, clerk, self.now))

    async def disapprove(self, number: str, clerk: Clerk = SECOND) -> Request:
        return await self.run(lambda records: by_clerk.disapprove(records, number, clerk, self.now))

    async def deliver(self, number: str) -> Request:
        return await self.run(lambda records: by_others.deliver(records, number, self.now))

    async def reopen(self, number: str, clerk: Clerk = SUPERVISOR) -> Request:
        return await self.run(
            lambda records: by_clerk.reopen(
                self.life, records, number, clerk, {"en": "It may be wrong."}, self.now
            )
        )

    async def get(self, number: str) -> Request:
        found: Request | None = await self.run(lambda records: records.requests.get(number))
        assert found is not None
        return found

    async def steps(self, number: str) -> list[Step]:
        return await self.run(lambda records: records.requests.steps(number))

    async def events(self, number: str) -> list[str]:
        return [step.event.value for step in await self.steps(number)]

    async def keys(self, kind: str) -> list[str]:
        """Return the keys of the tasks of a kind."""

        async def left(_: object) -> list[str]:
            return sorted(row["key"] for row in await DUE(self.now) if row["kind"] == kind)

        return await self.run(left)

    async def tasks(self) -> set[tuple[str, str]]:
        """Return the kinds of the tasks that steps left, each with the number of its request."""

        async def left(_: object) -> set[tuple[str, str]]:
            return {(row["kind"], number_of(row["key"])) for row in await DUE(self.now)}

        return await self.run(left)


WithOffice = Callable[[Callable[[Office], Coroutine[Any, Any, Any]]], Any]


def at_office(url: str, life: Life) -> WithOffice:
    """Return what runs a test's coroutine function with an office on a database."""

    def run(test: Callable[[Office], Coroutine[Any, Any, Any]]) -> Any:
        async def main() -> Any:
            database = await open_with(url, Records())
            try:
                return await test(Office(database, life))
            finally:
                await database.close()

        return asyncio.run(main())

    return run


WithOffices = Callable[[Callable[[tuple[Office, Office]], Coroutine[Any, Any, Any]]], Any]


def at_two_offices(url: str, life: Life) -> WithOffices:
    """Return what runs a test with two offices, each with connections of its own to a database."""

    def run(test: Callable[[tuple[Office, Office]], Coroutine[Any, Any, Any]]) -> Any:
        async def main() -> Any:
            one, other = await open_with(url, Records()), await open_with(url, Records())
            try:
                return await test((Office(one, life), Office(other, life)))
            finally:
                await one.close()
                await other.close()

        return asyncio.run(main())

    return run
