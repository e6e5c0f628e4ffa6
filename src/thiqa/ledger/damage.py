"""What whoever examines a log can find wrong with it, each thing by its place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class DamageKind(StrEnum):
    """What is wrong."""

    HEAD = "head"
    """A checkpoint does not hold."""
    FORK = "fork"
    """Two signed heads, or a head and its tree, cannot both be true."""
    ROLLBACK = "rollback"
    """An older head is shown where a newer one was seen."""
    STALE = "stale"
    """No newer head has come for too long."""
    UNREACHABLE = "unreachable"
    """What must be public cannot be fetched."""
    TILE = "tile"
    """A tile is missing, altered, or where none belongs."""
    LEAF = "leaf"
    """A leaf is missing, altered, or where none belongs."""
    OPENING = "opening"
    """An opening is missing, or not the one that its leaf commits to."""
    ENTRY = "entry"
    """An entry neither has a place nor waits for one, or it has two."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong, and where."""

    kind: DamageKind
    place: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind} {self.place}: {self.detail}"


Report = Callable[[Damage], None]


def spans_text(numbers: Iterable[int]) -> str:
    """Write rising numbers with the runs among them put together: 3, 7-9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)
