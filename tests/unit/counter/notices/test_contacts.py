import pytest

from counter_databases import CounterUnits
from thiqa.counter.notices.contacts import (
    CODE_SECONDS,
    Limits,
    begin_contact,
    confirm_contact,
    may_send,
)
from thiqa.counter.notices.models import Channel, Contact, Place
from thiqa.web import Language

NOW = 1_795_341_600
DAY = 86_400
LIMITS = Limits(codes_to_a_place=3, codes_of_a_citizen=4, notices_to_a_contact=2)
MAIL = Place(Channel.EMAIL, "salma@example.ma")
PHONE = Place(Channel.TEXT, "+212612345678")


@pytest.fixture
def units(counter_url: str) -> CounterUnits:
    return CounterUnits(counter_url)


def begin(units: CounterUnits, place: Place = MAIL, subject: str = "salma", now: int = NOW) -> str:
    return units.run(
        lambda records: begin_contact(records, subject, place, Language.AR, LIMITS, now)
    )


def confirm(
    units: CounterUnits, code: str, subject: str = "salma", now: int = NOW, place: Place = MAIL
) -> bool:
    return units.run(lambda records: confirm_contact(records, subject, place.channel, code, now))


def contacts(units: CounterUnits, subject: str = "salma") -> list[Contact]:
    return units.read(lambda records: records.notices.list_contacts(subject))


def test_a_place_counts_once_its_code_came_back(units: CounterUnits) -> None:
    code = begin(units)
    assert contacts(units) == []
    assert confirm(units, code)
    (kept,) = contacts(units)
    assert (kept.place, kept.language, kept.confirmed_at) == (MAIL, Language.AR, NOW)
    assert not confirm(units, code)


def test_another_place_takes_over_when_it_is_confirmed_and_not_before(units: CounterUnits) -> None:
    confirm(units, begin(units))
    other = Place(Channel.EMAIL, "other@example.ma")
    code = begin(units, other)
    assert [each.place for each in contacts(units)] == [MAIL]
    assert confirm(units, code)
    assert [each.place for each in contacts(units)] == [other]


def test_a_citizen_has_a_place_for_each_channel(units: CounterUnits) -> None:
    confirm(units, begin(units))
    confirm(units, begin(units, PHONE), place=PHONE)
    assert [each.place for each in contacts(units)] == [MAIL, PHONE]


def test_a_newer_code_takes_the_place_of_the_one_before(units: CounterUnits) -> None:
    before, after = begin(units), begin(units)
    assert before == after or not confirm(units, before)
    assert confirm(units, after)


def test_a_code_ends_by_itself(units: CounterUnits) -> None:
    code = begin(units)
    assert not confirm(units, code, now=NOW + CODE_SECONDS)
    units.purge(NOW + CODE_SECONDS)
    assert not confirm(units, code)


def test_whoever_knows_the_contact_ends_it(units: CounterUnits) -> None:
    confirm(units, begin(units))
    (kept,) = contacts(units)
    assert units.run(lambda records: records.notices.stop(kept.id))
    assert contacts(units) == []
    assert not units.run(lambda records: records.notices.stop(kept.id))


def test_a_message_is_counted_once_however_often_it_is_tried(units: CounterUnits) -> None:
    contact = Contact("id", "salma", MAIL, Language.AR, NOW, NOW + DAY)

    def counted(event: str, now: int = NOW) -> bool:
        return units.run(lambda records: may_send(records, contact, event, LIMITS, now))

    assert [counted("a"), counted("a"), counted("b"), counted("a")] == [True] * 4
    assert not counted("c")
    assert counted("d", NOW + DAY)


def test_what_is_counted_is_forgotten(units: CounterUnits) -> None:
    for _ in range(LIMITS.codes_to_a_place):
        begin(units)
    units.purge(NOW + DAY)
    assert begin(units, now=NOW + DAY)


def test_a_contact_that_is_not_used_is_forgotten(units: CounterUnits) -> None:
    confirm(units, begin(units))
    (kept,) = contacts(units)
    units.purge(kept.expires_at - 1)
    assert contacts(units) == [kept]
    units.purge(kept.expires_at)
    assert contacts(units) == []
