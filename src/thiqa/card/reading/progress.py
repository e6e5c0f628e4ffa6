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
    """A card whose commands are counted; a step is told when it sends its first one."""

    def __init__(self, card: Card, tell: Tell) -> None:
        self._card = card
        self._tell = tell
        self._untold: str | None = None
        self.apdus = 0

    def begin(self, step: str) -> None:
        """Begin a step, which may find that it has no cause to send anything."""
        self._untold = step

    def transmit(self, command: bytes) -> bytes:
        """Pass a command on and count it."""
        if self._untold is not None:
            self._tell(Progress(self._untold))
            self._untold = None
        self.apdus += 1
        return self._card.transmit(command)
