"""What a handler raises to have its task done later.

CounterError
└── TryLaterError    nothing is wrong: what the task waits for is not there yet
"""

from thiqa.counter.errors import CounterError


class TryLaterError(CounterError):
    """What the task needs is not there yet: try again after these seconds."""

    def __init__(self, reason: str, *, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds
