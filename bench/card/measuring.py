"""Readings of one document: how long each step takes, and whose processor time it is."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median, quantiles

from bench.card.documents import Document
from bench.errors import BenchError
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.progress import Progress, Stopwatch
from thiqa.card.reading.reader import read_document
from thiqa.card.transport.connection import Card
from thiqa.card.verification.errors import DocumentRefusedError
from thiqa.card.verification.verify import verify_document

CONNECTION, VERIFICATION, WHOLE = "connection", "verification", "whole"
"""Steps beside those of the reader: the card's reset, what is made of the files, and everything."""

Connect = Callable[[], AbstractContextManager[Card]]


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds of one step."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What many readings of one document showed, step by step."""

    readings: int
    apdus: Mapping[str, int]
    latency: Mapping[str, Spread]
    processor: Mapping[str, float]
    """Milliseconds of processor time of this process, median."""
    of_the_card: Mapping[str, float]
    """How many of these were spent in the card, if it is in this process."""


class MeteredCard:
    """A card whose commands are counted and timed, by the step in which they are sent."""

    def __init__(self, card: Card, clock: Stopwatch) -> None:
        self._card, self._clock = card, clock
        self.step = ""
        self.apdus: dict[str, int] = {}
        self.seconds: dict[str, float] = {}

    def tell(self, progress: Progress) -> None:
        """Take note of the step that the reader begins."""
        self.step = progress.step

    def transmit(self, command: bytes) -> bytes:
        """Pass a command on."""
        begun = self._clock()
        answer = self._card.transmit(command)
        self.seconds[self.step] = self.seconds.get(self.step, 0.0) + self._clock() - begun
        self.apdus[self.step] = self.apdus.get(self.step, 0) + 1
        return answer


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading by one clock."""

    seconds: Mapping[str, float]
    in_the_card: Mapping[str, float]
    apdus: Mapping[str, int]


def measure(document: Document, connect: Connect, count: int) -> Figures:
    """Read a document so many times by the clock on the wall, and as often by the processor's."""
    read_once(document, connect, time.perf_counter)
    by_wall, by_processor = [], []
    for _ in range(count):
        by_wall.append(read_once(document, connect, time.perf_counter))
        by_processor.append(read_once(document, connect, time.process_time))
    steps = list(by_wall[0].seconds)
    return Figures(
        readings=count,
        apdus=by_wall[0].apdus,
        latency={step: spread([each.seconds[step] for each in by_wall]) for step in steps},
        processor={step: _median(each.seconds[step] for each in by_processor) for step in steps},
        of_the_card={
            step: _median(each.in_the_card.get(step, 0.0) for each in by_processor)
            for step in steps
        },
    )


def read_once(document: Document, connect: Connect, clock: Stopwatch) -> Reading:
    """Read and verify the document; one that is refused is an error of the benchmark."""
    begun = clock()
    with connect() as connection:
        card = MeteredCard(connection, clock)
        connected = clock()
        read = read_document(card, document.access, document.rules, os.urandom, card.tell, clock)
    read_at = clock()
    _verify(document, read)
    ended = clock()
    between = {CONNECTION: connected - begun, VERIFICATION: ended - read_at}
    whole = sum(read.seconds.values()) + between[VERIFICATION]
    seconds = {**between, **read.seconds, WHOLE: whole}
    return Reading(
        {step: seconds[step] for step in (CONNECTION, *read.seconds, VERIFICATION, WHOLE)},
        {**card.seconds, WHOLE: sum(card.seconds.values())},
        {**card.apdus, WHOLE: sum(card.apdus.values())},
    )


def spread(seconds: list[float]) -> Spread:
    """Return the median and the 95th percentile, in milliseconds."""
    return Spread(1e3 * median(seconds), 1e3 * quantiles(seconds, n=20, method="inclusive")[-1])


def _verify(document: Document, read: DocumentRead) -> None:
    verdict = verify_document(read, document.trust, document.policy, document.now, document.status)
    try:
        verdict.require()
    except DocumentRefusedError as error:
        raise BenchError(str(error)) from error


def _median(seconds: Iterator[float]) -> float:
    return 1e3 * median(list(seconds))
