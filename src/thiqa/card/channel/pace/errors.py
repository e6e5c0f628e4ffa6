"""What can go wrong while terminal and chip establish PACE.

ChannelError
├── WrongPasswordError         the other side does not know the password
└── PaceError                  the other side did not follow the protocol
    ├── KeyReflectedError      it sent our own key back
    ├── KeyInvalidError        it sent what is no element of the group
    ├── PaceNotOfferedError    the chip offers no form of PACE that the policy accepts
    ├── PasswordBlockedError   wrong too often: the password is not compared any more
    └── PasswordSuspendedError one try is left, which counts only after the access number
"""

from thiqa.card.channel.errors import ChannelError


class PaceError(ChannelError):
    """The other side did not follow the protocol, or is somebody else."""

    code = "pace-refused"


class KeyReflectedError(PaceError):
    """The other side sent our own key back: it need not know anything (9303-11, 4.4.1)."""

    code = "key-reflected"


class KeyInvalidError(PaceError):
    """The point at infinity, a point off the curve, a number outside of the group."""

    code = "key-invalid"


class PaceNotOfferedError(PaceError):
    """The chip offers no form of PACE that the policy accepts."""


class PasswordBlockedError(PaceError):
    """The password was wrong too often: the chip does not compare it any more."""


class PasswordSuspendedError(PaceError):
    """One try is left, which counts only once the access number was given (TR-03110-2, 2.4.1.3)."""
