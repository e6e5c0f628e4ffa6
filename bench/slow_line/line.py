"""A slow line, packet by packet: what is lost, what waits, and when the rest arrives.

This is what tc's netem does (rate, delay, loss, limit), for kernels that lack it.
"""

import heapq
import os
import selectors
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

LARGEST_PACKET = 65_535
QUEUED_BYTES = 64_000
"""What waits for the line at most: 8 seconds at 64 kbit/s, as in a telephone's modem."""


@dataclass(frozen=True, slots=True)
class Line:
    """One direction of a line."""

    bits_per_second: int
    delay_seconds: float
    loss: float
    """The share of packets that never arrive."""


@dataclass(slots=True)
class Direction:
    """When each packet of one direction arrives."""

    line: Line
    random: Random
    _free_at: float = 0.0
    dropped: int = 0
    carried: int = 0

    def arrival(self, now: float, size: int) -> float | None:
        """Return when a packet that is sent now arrives; None: it is lost, or nothing has room."""
        waiting = max(0.0, self._free_at - now) * self.line.bits_per_second / 8
        if waiting + size > QUEUED_BYTES or self.random.random() < self.line.loss:
            self.dropped += 1
            return None
        self._free_at = max(now, self._free_at) + size * 8 / self.line.bits_per_second
        self.carried += size
        return self._free_at + self.line.delay_seconds


@dataclass(slots=True)
class Relay:
    """Carries packets between two devices, each of which is read and written as a file."""

    ends: tuple[int, int]
    directions: tuple[Direction, Direction]
    clock: Callable[[], float] = time.monotonic
    _on_the_way: list[tuple[float, int, int, bytes]] = field(default_factory=list)
    _number: int = 0

    def run(self) -> None:
        """Carry packets until the process ends."""
        with selectors.DefaultSelector() as selector:
            for index, end in enumerate(self.ends):
                os.set_blocking(end, False)
                selector.register(end, selectors.EVENT_READ, index)
            while True:
                for key, _ in selector.select(self._seconds_to_wait()):
                    self._take(key.data)
                self._deliver()

    def _seconds_to_wait(self) -> float | None:
        if not self._on_the_way:
            return None
        return max(0.0, self._on_the_way[0][0] - self.clock())

    def _take(self, index: int) -> None:
        while True:
            try:
                packet = os.read(self.ends[index], LARGEST_PACKET)
            except BlockingIOError:
                return
            arrival = self.directions[index].arrival(self.clock(), len(packet))
            if arrival is not None:
                self._number += 1
                heapq.heappush(self._on_the_way, (arrival, self._number, 1 - index, packet))

    def _deliver(self) -> None:
        now = self.clock()
        while self._on_the_way and self._on_the_way[0][0] <= now:
            _, _, index, packet = heapq.heappop(self._on_the_way)
            os.write(self.ends[index], packet)
