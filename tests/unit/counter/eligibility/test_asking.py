"""A yes, a no, and everything that is neither, from the sandbox's bodies."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

import counter_requests
from counter_bodies import BodiesSite
from counter_requests import CITIZEN, NOW, PLAIN, TAX, Office, life, texts
from thiqa.base import Money
from thiqa.counter.catalogue.models import AssessedFee, Body, Claim, Question
from thiqa.counter.database import CounterDatabase
from thiqa.counter.eligibility.asking import Eligibility
from thiqa.counter.eligibility.errors import NotAskedError
from thiqa.counter.eligibility.models import Inquiry, Word
from thiqa.counter.payments.assessing import Assessing
from thiqa.counter.payments.models import AssessmentState
from thiqa.counter.requests import by_citizen
from thiqa.counter.requests.models import Need, Request, State
from thiqa.counter.sandbox.bodies.answering import Trouble
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task

REGISTER = Body("register", texts("Register"), "register")
NUMBER = Claim("national_number", True, texts("Article 2"))
PURPOSE = replace(PLAIN.purpose, claims=(*PLAIN.purpose.claims, NUMBER))
ASKED = Question("below-threshold", REGISTER, texts("?"), texts("Article 6"), (NUMBER.name,))
AID = replace(PLAIN, id="aid", purpose=PURPOSE, steps=replace(PLAIN.steps, eligibility=ASKED))
HOUSING = replace(
    TAX,
    id="housing",
    purpose=PURPOSE,
    fee=AssessedFee(
        Body("treasury", texts("Treasury"), "treasury"),
        "MAD",
        texts("Article 5"),
        (NUMBER.name,),
        ("reason",),
    ),
)
ELIGIBLE, NOT_ELIGIBLE, UNKNOWN, OWES_NOTHING = "SP100001", "SP100006", "SP999999", "SP100008"


def at_office(
    url: str, bodies: BodiesSite, test: Callable[[Office, Any], Coroutine[Any, Any, Any]]
) -> Any:
    async def main() -> Any:
        async with CounterDatabase(url) as database, bodies.correspondents() as correspondents:
            return await test(Office(database, life(AID, HOUSING)), correspondents)

    return asyncio.run(main())


async def submitted(office: Office, number: str, service: Any = AID) -> Request:
    claims = {**counter_requests.CLAIMS, "national_number": number, "address": "nobody's business"}
    draft = await office.run(
        lambda records: by_citizen.open_draft(
            office.life, records, service.id, CITIZEN, claims, office.now
        )
    )
    await office.run(
        lambda records: by_citizen.keep_fields(
            records, draft.number, CITIZEN, {"reason": "rent"}, office.now
        )
    )
    await office.submit(draft.number)
    return await office.get(draft.number)


async def ask(office: Office, correspondents: Any, request: Request) -> int | None:
    """Ask once; return after how many seconds it is asked again, if it is."""
    eligibility = Eligibility(office.life, office.database, correspondents, lambda: office.now)
    try:
        await eligibility.ask(Task("ask_eligibility", f"{request.number}.2", office.now, 1))
    except TryLaterError as later:
        return later.seconds
    return None


async def inquiry(office: Office, request: Request) -> Inquiry:
    found = await office.run(lambda records: records.eligibility.get(request.number))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("number", "word", "eligible"), [(ELIGIBLE, Word.YES, True), (NOT_ELIGIBLE, Word.NO, False)]
)
def test_an_answer_lets_the_request_go_on(
    counter_url: str, bodies: BodiesSite, number: str, word: Word, eligible: bool
) -> None:
    async def test(office: Office, correspondents: Any) -> None:
        request = await submitted(office, number)
        assert await ask(office, correspondents, request) is None
        after = await office.get(request.number)
        assert (after.state, after.eligible) == (State.WAITING, eligible)
        kept = await inquiry(office, request)
        assert (kept.word, kept.valid_until) == (word, NOW + 30 * 86_400)
        assert kept.letter is not None

    at_office(counter_url, bodies, test)


NEITHER = (
    (Trouble.LATER, Word.LATER, 60),
    (Trouble.UNKNOWN, Word.UNKNOWN, 86_400),
    (Trouble.UNREACHABLE, Word.WAITING, 300),
    (Trouble.OTHER_KEY, Word.WAITING, 300),
    (Trouble.OTHER_QUESTION, Word.WAITING, 300),
)


def test_what_is_neither_yes_nor_no_keeps_the_request_waiting(
    counter_url: str, bodies: BodiesSite
) -> None:
    async def test(office: Office, correspondents: Any) -> None:
        request = await submitted(office, ELIGIBLE)
        for trouble, word, again in NEITHER:
            bodies.bodies.trouble = trouble
            assert await ask(office, correspondents, request) == again, trouble
            waiting = await office.get(request.number)
            assert (waiting.state, waiting.eligible) == (State.SUBMITTED, None), trouble
            assert Need.ELIGIBILITY in waiting.needs
            assert (await inquiry(office, request)).word is word
        bodies.bodies.trouble = Trouble.NONE
        assert await ask(office, correspondents, request) is None
        assert (await office.get(request.number)).eligible is True

    at_office(counter_url, bodies, test)


def test_the_body_is_told_what_the_citizen_agreed_to_and_no_more(
    counter_url: str, bodies: BodiesSite
) -> None:
    async def test(office: Office, correspondents: Any) -> None:
        request = await submitted(office, ELIGIBLE)
        await ask(office, correspondents, request)
        (letter,) = bodies.bodies.asked
        assert letter.body == {
            "question": "below-threshold",
            "purpose": "plain-purpose",
            "claims": {"national_number": ELIGIBLE},
        }
        assert request.number not in letter.text

    at_office(counter_url, bodies, test)


def test_nobody_is_asked_about_a_request_that_does_not_wait(
    counter_url: str, bodies: BodiesSite
) -> None:
    async def test(office: Office, correspondents: Any) -> None:
        request = await submitted(office, ELIGIBLE)
        await office.withdraw(request.number)
        assert await ask(office, correspondents, request) is None
        assert bodies.bodies.asked == []

    at_office(counter_url, bodies, test)


def test_a_body_without_an_address_is_not_asked(counter_url: str, bodies: BodiesSite) -> None:
    async def test(office: Office, _: Any) -> None:
        request = await submitted(office, ELIGIBLE)
        with pytest.raises(NotAskedError):
            await ask(office, {}, request)

    at_office(counter_url, bodies, test)


async def assess(office: Office, correspondents: Any, request: Request) -> int | None:
    assessing = Assessing(office.life, office.database, correspondents, lambda: office.now)
    try:
        await assessing.ask(Task("assess", f"{request.number}.2", office.now, 1))
    except TryLaterError as later:
        return later.seconds
    return None


def test_what_is_owed_is_said_line_by_line(counter_url: str, bodies: BodiesSite) -> None:
    async def test(office: Office, correspondents: Any) -> None:
        request = await submitted(office, ELIGIBLE, HOUSING)
        assert await assess(office, correspondents, request) is None
        after = await office.get(request.number)
        assert (after.due_fee, after.needs) == (Money(80_550, "MAD"), Need.PAYMENT)
        kept = await office.run(lambda records: records.payments.assessment(request.number))
        assert kept is not None
        assert [line.amount.minor for line in kept.lines] == [70_000, 10_550]
        (letter,) = bodies.bodies.asked
        assert letter.body["fields"] == {"reason": "rent"}

    at_office(counter_url, bodies, test)


def test_who_owes_nothing_has_nothing_to_pay(counter_url: str, bodies: BodiesSite) -> None:
    async def test(office: Office, correspondents: Any) -> None:
        request = await submitted(office, OWES_NOTHING, HOUSING)
        await assess(office, correspondents, request)
        assert (await office.get(request.number)).is_granted

    at_office(counter_url, bodies, test)


NOT_ASSESSED = (
    (Trouble.LATER, AssessmentState.LATER),
    (Trouble.UNKNOWN, AssessmentState.UNKNOWN),
    (Trouble.OTHER_KEY, AssessmentState.WAITING),
)


def test_who_is_not_assessed_is_not_somebody_who_owes_nothing(
    counter_url: str, bodies: BodiesSite
) -> None:
    async def test(office: Office, correspondents: Any) -> None:
        request = await submitted(office, ELIGIBLE, HOUSING)
        for trouble, state in NOT_ASSESSED:
            bodies.bodies.trouble = trouble
            assert await assess(office, correspondents, request) is not None
            after = await office.get(request.number)
            assert (after.due_fee, Need.ASSESSMENT in after.needs) == (None, True), trouble
            kept = await office.run(lambda records: records.payments.assessment(request.number))
            assert kept is not None
            assert kept.state is state

    at_office(counter_url, bodies, test)
