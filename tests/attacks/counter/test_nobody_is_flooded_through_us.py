"""Somebody asks us for code after code, to a telephone that is not theirs."""

import pytest

from counter_databases import CounterUnits
from thiqa.counter.notices.contacts import Limits, begin_contact, may_send
from thiqa.counter.notices.errors import TooManyNoticesError
from thiqa.counter.notices.models import Channel, Contact, Place
from thiqa.web import Language

NOW = 1_795_341_600
VICTIM = Place(Channel.TEXT, "+212612345678")
LIMITS = Limits()


def ask(units: CounterUnits, subject: str, place: Place = VICTIM, now: int = NOW) -> str:
    return units.run(
        lambda records: begin_contact(records, subject, place, Language.FR, LIMITS, now)
    )


def test_many_citizens_together_send_few_codes_to_one_place(counter_url: str) -> None:
    units = CounterUnits(counter_url)
    for number in range(LIMITS.codes_to_a_place):
        ask(units, f"attacker-{number}")
    with pytest.raises(TooManyNoticesError):
        ask(units, "attacker-more")
    assert ask(units, "attacker-more", now=NOW + 86_400)


def test_one_citizen_sends_few_codes_to_all_places(counter_url: str) -> None:
    units = CounterUnits(counter_url)
    places = [Place(Channel.TEXT, f"+2126123456{number:02}") for number in range(30)]
    for place in places[: LIMITS.codes_of_a_citizen]:
        ask(units, "attacker", place)
    with pytest.raises(TooManyNoticesError):
        ask(units, "attacker", places[-1])


def test_codes_of_others_do_not_use_up_what_a_citizen_is_told(counter_url: str) -> None:
    units = CounterUnits(counter_url)
    contact = Contact("contact", "victim", VICTIM, Language.FR, NOW, NOW + 86_400)
    for number in range(LIMITS.codes_to_a_place):
        ask(units, f"attacker-{number}")
    assert units.run(lambda records: may_send(records, contact, "event", LIMITS, NOW))
