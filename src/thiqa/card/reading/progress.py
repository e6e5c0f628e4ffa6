"""What a reader tells while it reads, and what it counts."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from thiqa.card.transport.connection import Card

Stopwatch = Callable[[], float]
"""Returns seconds since some moment, which only grow."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the reader is: which step, which file, and how much of it has been read."""

    step: str
    file: str = ""
    done: int = 0
    length: int = 0


Tell = Callable[[Progress], None]


def tell_nobody(_: Progress) -> None:
    """Take no notice."""


stopwatch: Stopwatch = time.perf_counter


class CountedCard:
    """A card whose commands are counted."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self.apdus = 0

    def transmit(self, command: bytes) -> bytes:
        """Pass a command on and count it."""
        self.apdus += 1
        return self._card.transmit(command)
