"""What can go wrong while a secure channel is set up, and while it is used.

CardError
└── ChannelError
    ├── PasswordFormError     not what a machine-readable zone, access number or PIN looks like
    ├── WrongPasswordError    the other side does not know the same password
    └── ChannelLostError      the channel is over: something was not as only the other side makes it
"""

from thiqa.card.errors import CardError


class ChannelError(CardError):
    """Something is wrong with a secure channel."""


class PasswordFormError(ChannelError):
    """Not what a machine-readable zone, access number or PIN looks like; nothing was sent."""


class WrongPasswordError(ChannelError):
    """The other side does not know the same password.

    `tries_left` is what a card with a counter says about it; None where it says nothing.
    """

    def __init__(self, message: str, tries_left: int | None = None) -> None:
        super().__init__(message)
        self.tries_left = tries_left


class ChannelLostError(ChannelError):
    """The channel is over, for ever.

    `status` is what the card answered, or what a card answers to a terminal that broke the channel.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status
