"""Why nothing is delivered now.

CounterError
└── DeliveryError
    ├── NotMadeError           the provider did not make what we ordered; we try again
    └── TooManyAnswersError    of one request, enough answers have been sent
"""

from thiqa.counter.errors import CounterError


class DeliveryError(CounterError):
    """Nothing is delivered now."""


class NotMadeError(DeliveryError):
    """The provider did not make what we ordered."""


class TooManyAnswersError(DeliveryError):
    """Of one request, enough answers have been sent."""
