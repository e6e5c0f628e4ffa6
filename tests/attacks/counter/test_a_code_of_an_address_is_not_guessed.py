"""Somebody wants an address that is not theirs, and guesses the code that was sent there."""

import asyncio

import pytest

from counter_databases import CounterUnits
from thiqa.counter.database import CounterDatabase
from thiqa.counter.notices.contacts import CODE_TRIES, Limits, begin_contact, confirm_contact
from thiqa.counter.notices.models import Channel, Place
from thiqa.web import Language

NOW = 1_795_341_600
MAIL = Place(Channel.EMAIL, "victim@example.ma")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.fixture
def units(counter_url: str) -> CounterUnits:
    return CounterUnits(counter_url)


def begin(units: CounterUnits, subject: str = "attacker") -> str:
    return units.run(
        lambda records: begin_contact(records, subject, MAIL, Language.FR, Limits(), NOW)
    )


def test_after_some_guesses_the_right_code_is_of_no_use(units: CounterUnits) -> None:
    code = begin(units)
    for guess in [wrong(code)] * CODE_TRIES + [code]:
        assert not units.run(
            lambda records, guess=guess: confirm_contact(
                records, "attacker", Channel.EMAIL, guess, NOW
            )
        )


def test_guesses_side_by_side_are_counted_one_by_one(units: CounterUnits) -> None:
    code = begin(units)

    async def guess_all(database: CounterDatabase) -> list[bool]:
        guesses = [wrong(code)] * 3 * CODE_TRIES + [code]
        return await asyncio.gather(
            *(
                database.run(
                    lambda records, guess=guess: confirm_contact(
                        records, "attacker", Channel.EMAIL, guess, NOW
                    )
                )
                for guess in guesses
            )
        )

    assert not any(units.with_database(guess_all))


def test_a_code_is_good_for_the_citizen_who_asked_for_it(units: CounterUnits) -> None:
    code = begin(units)
    begin(units, "somebody-else")
    assert not units.run(
        lambda records: confirm_contact(records, "stranger", Channel.EMAIL, code, NOW)
    )
    assert not units.run(
        lambda records: confirm_contact(records, "attacker", Channel.TEXT, code, NOW)
    )
