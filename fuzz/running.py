"""Inputs made, examined and counted; the first crash, acceptance or hang ends a target."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from types import FrameType
from typing import Final

from fuzz.mutation import Sample, mutate
from fuzz.outcome import REFUSALS, AcceptedError, HangError, Outcome, Target

LONGEST_SECONDS: Final = 5.0
"""After so long, an input hangs: most take less than a millisecond."""


@dataclass(slots=True)
class Tally:
    """What has become of the inputs of a target."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    seconds: float = 0.0
    slowest: float = 0.0

    @property
    def inputs(self) -> int:
        """How many there were."""
        return sum(self.outcomes.values())


class FoundError(Exception):
    """An input with which something is wrong; it can be tried again by its bytes."""

    def __init__(self, target: str, what: BaseException, data: bytes) -> None:
        super().__init__(f"{target}: {type(what).__name__}: {what}; input {data.hex()}")
        self.data = data


def run(
    name: str, target: Target, *, inputs: int, seed: int, longest: float = LONGEST_SECONDS
) -> Tally:
    """Examine so many mutated inputs, always the same ones for a seed; raise FoundError.

    What takes longer than `longest` seconds hangs.
    """
    random = Random(f"{seed} {name}")  # noqa: S311  # to be had again, not to be secret
    samples = [Sample(each) for each in target.samples]
    unchanged = set(target.samples)
    tally = Tally()
    for sample in samples:
        target.examine(sample.data, sample.data)
    started = time.perf_counter()
    with _watched():
        while tally.inputs < inputs:
            sample = random.choice(samples)
            data = mutate(sample, samples, random)
            if data not in unchanged:
                signal.setitimer(signal.ITIMER_REAL, longest)
                tally.outcomes[_examine(name, target, data, sample.data, tally)] += 1
    tally.seconds = time.perf_counter() - started
    return tally


def _examine(name: str, target: Target, data: bytes, sample: bytes, tally: Tally) -> Outcome:
    started = time.perf_counter()
    try:
        outcome = target.examine(data, sample)
        if outcome is Outcome.SAME and not target.same_allowed:
            raise AcceptedError("taken, though every byte counts")
    except REFUSALS:
        outcome = Outcome.REFUSED
    except Exception as error:
        raise FoundError(name, error, data) from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    tally.slowest = max(tally.slowest, time.perf_counter() - started)
    return outcome


@contextmanager
def _watched() -> Iterator[None]:
    """Let a timer end what hangs."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise HangError("longer than any input should take")

    before = signal.signal(signal.SIGALRM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
