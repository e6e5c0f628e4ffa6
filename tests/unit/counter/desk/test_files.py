"""Files in the hands of clerks, on each kind of database."""

import pytest

from counter_databases import CounterUnits
from counter_desk import LIFE
from fake_provider import CITIZEN
from thiqa.counter.desk.errors import OwnRequestError
from thiqa.counter.desk.files import SAME_OPENING_SECONDS, known, open_file, set_free, take
from thiqa.counter.desk.models import Clerk, Role
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen, by_clerk, by_others
from thiqa.counter.requests.errors import FileTakenError, StepRefusedError

NOW = 1_795_341_600
CHIEF = Clerk("chief", "subject-of-chief", "dgsn", Role.SUPERVISOR, "", NOW)
HIND = Clerk("hind", "subject-of-hind", "dgsn", Role.CLERK, "", NOW)


@pytest.fixture
def units(counter_url: str) -> CounterUnits:
    return CounterUnits(counter_url)


def new_file(units: CounterUnits, subject: str = "pairwise-salma") -> str:
    async def unit(records: Records) -> str:
        draft = await by_citizen.open_draft(
            LIFE, records, "fiche-anthropometrique", subject, CITIZEN, NOW
        )
        await by_citizen.submit(LIFE, records, draft.number, subject, NOW)
        await by_others.mark_paid(LIFE, records, draft.number, NOW)
        return draft.number

    return units.run(unit)


def held(units: CounterUnits, clerk: Clerk, now: int = NOW) -> list[str]:
    found = units.read(lambda records: records.requests.held(clerk.id, now))
    return [request.number for request in found]


def test_a_clerk_has_what_they_took_for_an_hour(units: CounterUnits) -> None:
    number = new_file(units)
    units.run(lambda records: take(records, number, HIND, NOW))
    assert (held(units, HIND), held(units, CHIEF)) == ([number], [])
    assert held(units, HIND, NOW + by_clerk.TAKEN_SECONDS) == []


def test_reading_on_keeps_the_file(units: CounterUnits) -> None:
    number, later = new_file(units), NOW + by_clerk.TAKEN_SECONDS - 1
    units.run(lambda records: take(records, number, HIND, NOW))
    opened = units.run(lambda records: open_file(records, number, HIND, later))
    assert [step.event for step in opened.steps][-1] == "read"
    assert held(units, HIND, later + by_clerk.TAKEN_SECONDS - 1) == [number]


def test_loading_a_page_again_is_the_same_opening(units: CounterUnits) -> None:
    number = new_file(units)
    units.run(lambda records: take(records, number, HIND, NOW))
    for at in (NOW + 1, NOW + SAME_OPENING_SECONDS - 1):
        opened = units.run(lambda records, at=at: open_file(records, number, HIND, at))
        assert [step.event for step in opened.steps][-1] == "taken"


def test_a_freed_file_is_nobodys(units: CounterUnits) -> None:
    number = new_file(units)
    with pytest.raises(StepRefusedError):
        units.run(lambda records: set_free(records, number, CHIEF, NOW))
    units.run(lambda records: take(records, number, HIND, NOW))
    units.run(lambda records: set_free(records, number, CHIEF, NOW))
    assert held(units, HIND) == []
    with pytest.raises(FileTakenError):
        units.run(lambda records: open_file(records, number, HIND, NOW))


def test_a_supervisor_frees_no_file_about_themselves(units: CounterUnits) -> None:
    number = new_file(units, CHIEF.subject)
    units.run(lambda records: take(records, number, HIND, NOW))
    with pytest.raises(OwnRequestError):
        units.run(lambda records: set_free(records, number, CHIEF, NOW))
    assert known(HIND).id == "hind"
