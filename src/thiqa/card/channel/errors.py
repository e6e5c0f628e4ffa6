"""What can go wrong while a secure channel is set up, and while it is used.

CardError
└── ChannelError
    ├── PasswordFormError     not what a machine-readable zone, access number or PIN looks like
    ├── WrongPasswordError    the other side does not know the same password
    ├── ChannelLostError      the channel is over: something was not as only the other side makes it
    │   ├── AnswerUnprotectedError  the card answered without whole protection
    │   └── AnswerForgedError       its code is not that of the other side, here and now
    ├── RefusedError          inside the card: a step of a protocol ends with this status word
    ├── ChipProofError        the chip did not prove that it holds its key
    └── TerminalRefusedError  the card does not accept the terminal's certificates, or its signature

`code` is for programs and stable, as the reasons of a verdict are.
"""

from typing import ClassVar

from thiqa.card.errors import CardError


class ChannelError(CardError):
    """Something is wrong with a secure channel."""

    code: ClassVar[str] = "channel-refused"


class PasswordFormError(ChannelError):
    """Not what a machine-readable zone, access number or PIN looks like; nothing was sent."""


class WrongPasswordError(ChannelError):
    """The other side does not know the same password.

    `tries_left` is what a card with a counter says about it; None where it says nothing.
    """

    def __init__(self, message: str, tries_left: int | None = None) -> None:
        super().__init__(message)
        self.tries_left = tries_left


class DomainUnknownError(ChannelError):
    """Parameters or a key of a group that has no name: nobody should agree on a key in it."""


class ChannelLostError(ChannelError):
    """The channel is over, for ever.

    `status` is what the card answered, or what a card answers to a terminal that broke the channel.
    """

    code = "channel-lost"

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class AnswerUnprotectedError(ChannelLostError):
    """An answer inside of the channel that is not a whole protected message (9303-11, 9.8)."""

    code = "answer-unprotected"


class AnswerForgedError(ChannelLostError):
    """A protected answer that was changed, repeated, or made by somebody else (9303-11, 9.8)."""

    code = "answer-forged"


class RefusedError(ChannelError):
    """Inside the card: a step of a protocol ends with this status word and without data."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class ChipProofError(ChannelError):
    """The chip did not prove that it holds the private key of its document."""


class TerminalRefusedError(ChannelError):
    """The card does not accept the terminal: the step at which it ended, and its status word."""

    def __init__(self, doing: str, status: int) -> None:
        super().__init__(f"{doing}: the card answered {status:04X}")
        self.status = status
