"""Requests as citizens and clerks make them: step by step for the program, whole for filling."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.catalogue.models import Outcome, Service
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen, by_clerk, by_others
from thiqa.counter.requests.calendar import Calendar
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import Clerk, Decision, Event, Request, Role, State, Step
from thiqa.counter.requests.numbers import new_number

SERVICE = "fiche-anthropometrique"
BEGINNING = 1_790_000_000
SECONDS_BETWEEN = 20
"""Between two requests: some 4,300 a day, 1.5 million a year."""
REQUESTS_OF_A_CITIZEN = 3
DAY_SECONDS = 86_400

CLAIMS: dict[str, Any] = {
    "family_name": "SPECIMEN-BENALI",
    "given_name": "Salma",
    "family_name#ar": "نموذج-بنعلي",
    "given_name#ar": "سلمى",
    "birthdate": "1990-05-17",
    "national_number": "SP100001",
    "place_of_birth": {"locality": "Rabat", "country": "MA"},
    "place_of_birth#ar": {"locality": "الرباط", "country": "MA"},
    "address": {"formatted": "12, rue du Spécimen, Agdal, Rabat"},
    "address#ar": {"formatted": "12، زنقة النموذج، أكدال، الرباط"},
}
FIELDS = {
    "reason": "employment",
    "details": "Pour un dossier d'embauche à déposer avant la fin du mois.",
}
DECISION = Decision(Outcome.GRANTED, {}, {"finding": "nothing"})
_EVENTS = (
    (Event.OPENED, Role.CITIZEN),
    (Event.SUBMITTED, Role.CITIZEN),
    (Event.PAID, Role.COUNTER),
    (Event.COMPLETED, Role.COUNTER),
    (Event.TAKEN, Role.CLERK),
    (Event.DECIDED, Role.CLERK),
    (Event.DELIVERED, Role.COUNTER),
)
_STEPS_OF = {State.DRAFT: 1, State.WAITING: 4, State.DELIVERED: 7}


def new_life() -> Life:
    """Return the rules of the services as they are shipped."""
    return Life(load_catalogue(), Calendar(ZoneInfo("Africa/Casablanca")))


def subject_of(number: int) -> str:
    """Return the citizen of a request of the filling."""
    return f"bench-{number // REQUESTS_OF_A_CITIZEN:x}-subject-of-a-sector"


def state_of(number: int) -> State:
    """Return how far a request of the filling is: three in a hundred wait, three are drafts."""
    if number % REQUESTS_OF_A_CITIZEN:
        return State.DELIVERED
    return {0: State.DRAFT, 1: State.WAITING}.get(
        number // REQUESTS_OF_A_CITIZEN % 11, State.DELIVERED
    )


def stored(number: int, service: Service) -> tuple[Request, list[Step]]:
    """Return a request of the filling, and its steps."""
    at, state = BEGINNING + number * SECONDS_BETWEEN, state_of(number)
    steps = _STEPS_OF[state]
    request = Request(
        number=number_of(number),
        service=service.id,
        version=service.version,
        body=service.body.id,
        subject=subject_of(number),
        opened_at=at,
        state=state,
        revision=steps,
        claims=CLAIMS,
        expires_at=at + 400 * DAY_SECONDS,
    )
    if state is not State.DRAFT:
        request = replace(
            request, submitted_at=at, complete_at=at, due_at=at + 7 * DAY_SECONDS, expires_at=None
        )
    if state is State.DELIVERED:
        request = replace(
            request,
            due_at=None,
            decision=DECISION,
            decided_at=at + DAY_SECONDS,
            decided_by=("clerk",),
            delivered_at=at + DAY_SECONDS,
            expires_at=at + 400 * DAY_SECONDS,
        )
    made = [
        Step(
            request.number, place, event, at, role, service.body.id if role is Role.CLERK else None
        )
        for place, (event, role) in enumerate(_EVENTS[:steps], 1)
    ]
    return request, made


def number_of(number: int) -> str:
    """Return the number that a request of the filling has, in no order, as real ones are."""
    scattered = number * 0x2545F4914F6CDD1D % 2**55
    symbols = iter([scattered >> 5 * place & 31 for place in range(11)])
    return new_number(lambda alphabet: alphabet[next(symbols)])


class Walk:
    """One request's way, a unit of work for each step; each phase is measured for many at once."""

    def __init__(self, life: Life, number: int) -> None:
        self._life = life
        self.subject = f"walker-{number:x}-subject-of-a-sector"
        self._now = BEGINNING + number
        self._clerk = Clerk(f"clerk-{number % 50}", life.service(SERVICE).body.id)
        self._number = ""

    async def open(self, records: Records) -> None:
        """The citizen opens a draft."""
        draft = await by_citizen.open_draft(
            self._life, records, SERVICE, self.subject, CLAIMS, self._now
        )
        self._number = draft.number

    async def type(self, records: Records) -> None:
        """The citizen fills in the form, and it is kept."""
        await by_citizen.keep_fields(records, self._number, self.subject, FIELDS, self._now)

    async def submit(self, records: Records) -> None:
        """The citizen submits it."""
        await by_citizen.submit(self._life, records, self._number, self.subject, self._now)

    async def pay(self, records: Records) -> None:
        """The payment has arrived: the request is complete, the law's time runs."""
        await by_others.mark_paid(self._life, records, self._number, self._now)

    async def take(self, records: Records) -> None:
        """A clerk takes the file."""
        await by_clerk.take(records, self._number, self._clerk, self._now)

    async def decide(self, records: Records) -> None:
        """The clerk grants it."""
        await by_clerk.decide(self._life, records, self._number, self._clerk, DECISION, self._now)

    async def deliver(self, records: Records) -> None:
        """The citizen has the document."""
        await by_others.deliver(records, self._number, self._now)

    async def show(self, records: Records) -> None:
        """The citizen looks at the request."""
        await by_citizen.find_own(records, self._number, self.subject)
        await records.requests.fields(self._number)
        await records.requests.steps(self._number)

    async def list(self, records: Records) -> None:
        """The citizen looks at all their requests."""
        await records.requests.list_of_citizen(self.subject, 100)


WRITES = ("open", "type", "submit", "pay", "take", "decide", "deliver")
READS = ("show", "list")
