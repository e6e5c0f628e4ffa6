"""Why a request cannot take a step.

CounterError
└── RequestError
    ├── RequestMissingError    no such request, or not one of theirs: both look the same
    ├── StepRefusedError       the request is not at the point where this step begins
    │   ├── FileTakenError     another clerk has the file at the moment
    │   ├── SecondClerkError   the step is for a clerk other than the one who decided
    │   └── TooLateError       the time to contest is over
    ├── StepLostError          others took steps at the same time, again and again
    ├── TooManyRequestsError   a citizen has as many open requests as anybody needs
    └── ServiceGoneError       the catalogue has no such service, or not any more
"""

from thiqa.counter.errors import CounterError


class RequestError(CounterError):
    """A request cannot do what was asked."""


class RequestMissingError(RequestError):
    """There is no such request for who asks: whether there is one for others is not told."""


class StepRefusedError(RequestError):
    """The request is not at a point where this step begins."""


class FileTakenError(StepRefusedError):
    """Another clerk has the file, or this one has not taken it."""


class SecondClerkError(StepRefusedError):
    """It takes a clerk other than the one who decided."""


class TooLateError(StepRefusedError):
    """The time in which a decision can be contested is over."""


class StepLostError(RequestError):
    """Others took steps at the same time, again and again: try once more."""


class TooManyRequestsError(RequestError):
    """The citizen has too many requests that are still open."""


class ServiceGoneError(RequestError):
    """The catalogue has no such service."""
