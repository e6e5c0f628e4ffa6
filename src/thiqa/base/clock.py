"""Time is an argument: whoever needs it is given a clock."""

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Gives the seconds since 1970-01-01T00:00:00Z."""


def system_clock() -> int:
    """Return the machine's time in whole seconds since the epoch."""
    return int(time.time())
