"""The movements of a day, signed as a whole; the switch puts one fault into them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from thiqa.base import Money, canonical_json, new_secret
from thiqa.counter.letters import Letter, QuestionRefusedError
from thiqa.counter.payments.models import Movement
from thiqa.counter.payments.wire import write_movement
from thiqa.counter.sandbox.payments.store import Store
from thiqa.counter.sandbox.payments.switches import Trouble

TIME_ZONE = "Africa/Casablanca"
"""A day of the books is a day there."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Statements:
    """Answers for a day."""

    store: Store

    def of_day(self, letter: Letter) -> tuple[Mapping[str, Any], bytes]:
        """Return what is signed of a day, and the lines that it vouches for."""
        day = _day(letter.body.get("day"))
        start, end = bounds(day)
        movements = self.store.movements(letter.sender, start, end)
        trouble = Trouble(self.store.switch("trouble") or Trouble.NONE)
        if trouble is Trouble.OTHER_DAY:
            before, _ = bounds(day - ONE_DAY)
            movements = self.store.movements(letter.sender, before, start)[:1] + movements
        movements = spoil(movements, trouble, start)
        lines = b"".join(canonical_json(write_movement(each)) + b"\n" for each in movements)
        signed = {
            "day": day.isoformat(),
            "lines": len(movements),
            "sha256": hashlib.sha256(lines).hexdigest(),
        }
        return signed, lines + (b"{}\n" if trouble is Trouble.UNSIGNED_LINE else b"")


def bounds(day: date) -> tuple[int, int]:
    """Return the first second of a day, and that of the next."""
    midnights = [
        datetime.combine(each, time.min, ZoneInfo(TIME_ZONE)) for each in (day, day + ONE_DAY)
    ]
    first, after = (int(each.timestamp()) for each in midnights)
    return first, after


def spoil(movements: list[Movement], trouble: Trouble, at: int) -> list[Movement]:
    """Return the movements with the fault that is switched on."""
    if trouble is Trouble.LINE_INVENTED:
        return [*movements, Movement(new_secret(), None, new_secret(), Money(5_000, "MAD"), at)]
    if trouble is Trouble.OTHER_REFUND:
        return [each for each in movements if each.refund_key is None]
    return [*_first_spoiled(movements[:1], trouble), *movements[1:]]


def _first_spoiled(first: Sequence[Movement], trouble: Trouble) -> Sequence[Movement]:
    if trouble is Trouble.LINE_MISSING:
        return ()
    if trouble is Trouble.LINE_TWICE:
        return (*first, *first)
    if trouble is Trouble.OTHER_AMOUNT:
        return [
            replace(each, amount=each.amount + Money(100, each.amount.currency)) for each in first
        ]
    if trouble is Trouble.OTHER_CURRENCY:
        return [replace(each, amount=Money(each.amount.minor, "EUR")) for each in first]
    return first


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise QuestionRefusedError("not_a_day") from error
