"""What the card client refuses.

CardClientError
├── HandoverError        what a site handed over is not a request for a login
└── UnknownCardError     the card that was chosen is not there any more
"""

from thiqa.base import ThiqaError


class CardClientError(ThiqaError):
    """The card client refuses."""


class HandoverError(CardClientError):
    """What a site handed over is not a request for a login."""


class UnknownCardError(CardClientError):
    """The card that was chosen is not there any more."""
