"""The main job, walked through over the same HTTP endpoints that browsers use."""

import time
from collections.abc import Callable

import httpx

from thiqa.base import ThiqaError
from thiqa.demo import chip_steps, document_steps, identity_steps
from thiqa.demo.steps import Step, Walk
from thiqa.demo.visitor import StepFailedError

STEPS: tuple[Step, ...] = (
    *identity_steps.STEPS,
    *document_steps.STEPS,
    *chip_steps.STEPS,
)


def walk_through(walk: Walk, say: Callable[[str], None]) -> None:
    """Walk through every step and say what was exchanged; raise at the first that fails."""
    for number, step in enumerate(STEPS, 1):
        say(f"{number}. {step.__doc__}.")
        began = time.perf_counter()
        try:
            exchanged = step(walk)
        except (ThiqaError, httpx.HTTPError, LookupError, StopIteration) as error:
            reason = str(error) if isinstance(error, ThiqaError) else repr(error)
            raise StepFailedError(f"step {number} did not hold: {reason}") from error
        milliseconds = (time.perf_counter() - began) * 1000
        say(f"   {exchanged}")
        say(f"   {milliseconds:.0f} ms")
