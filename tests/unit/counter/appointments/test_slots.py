from datetime import date

from counter_appointments import CARD, MONDAY_9, OFFER
from counter_requests import NOW, TIMEZONE
from thiqa.counter.appointments.slots import days_to_choose, slots_of_day
from thiqa.counter.requests.calendar import Calendar

CALENDAR = Calendar(TIMEZONE, frozenset({date(2026, 11, 25)}))


def test_the_days_are_those_on_which_the_place_is_open() -> None:
    days = days_to_choose(OFFER, CALENDAR, NOW)
    assert [day.isoformat() for day in days] == [
        "2026-11-23",
        "2026-11-24",
        "2026-11-26",
        "2026-11-27",
        "2026-11-30",
        "2026-12-01",
        "2026-12-02",
    ]


def test_the_slots_of_a_day_fit_between_opening_and_closing() -> None:
    slots = list(slots_of_day(CARD.id, OFFER, CALENDAR, "agdal", date(2026, 11, 23)))
    assert [slot.starts_at - MONDAY_9 for slot in slots] == [0, 1200, 2400, 3600, 4800, 6000]
    assert slots[-1].ends_at == MONDAY_9 + 7200


def test_a_slot_has_the_same_name_whoever_computes_it() -> None:
    first, again = (
        next(slots_of_day(CARD.id, OFFER, CALENDAR, "agdal", date(2026, 11, 23))) for _ in range(2)
    )
    assert first.id == again.id == f"card/agdal/{MONDAY_9}"


def test_clocks_that_change_do_not_move_the_opening_time() -> None:
    """In Ramadan Morocco goes back to UTC."""
    for day in (date(2026, 2, 14), date(2026, 2, 16)):
        slot = next(slots_of_day(CARD.id, OFFER, Calendar(TIMEZONE), "agdal", day))
        assert Calendar(TIMEZONE).day_of(slot.starts_at) == day
        midnight = (slot.starts_at % 86_400) // 3600
        assert midnight in {8, 9}
