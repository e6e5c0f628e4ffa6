"""What the card client refuses.

CardClientError
├── HandoverError        what a site handed over is not a request for a login
├── UnknownCardError     the card that was chosen is not there any more
└── NewPinsDifferError   the new PIN was not typed the same way twice
"""

from thiqa.base import ThiqaError


class CardClientError(ThiqaError):
    """The card client refuses."""


class HandoverError(CardClientError):
    """What a site handed over is not a request for a login."""


class UnknownCardError(CardClientError):
    """The card that was chosen is not there any more."""


class NewPinsDifferError(CardClientError):
    """The new PIN was not typed the same way twice: nothing was sent to the card."""
