"""What can go wrong while terminal and chip establish PACE.

ChannelError
├── WrongPasswordError         the other side does not know the password
└── PaceError                  the other side did not follow the protocol
    ├── PaceNotOfferedError    the chip offers no form of PACE that the policy accepts
    ├── PasswordBlockedError   wrong too often: the password is not compared any more
    ├── PasswordSuspendedError one try is left, which counts only after the access number
    └── PaceRefusedError       inside the chip: the command ends with this status word
"""

from thiqa.card.channel.errors import ChannelError


class PaceError(ChannelError):
    """The other side did not follow the protocol, or is somebody else."""


class PaceNotOfferedError(PaceError):
    """The chip offers no form of PACE that the policy accepts."""


class PasswordBlockedError(PaceError):
    """The password was wrong too often: the chip does not compare it any more."""


class PasswordSuspendedError(PaceError):
    """One try is left, which counts only once the access number was given (TR-03110-2, 2.4.1.3)."""


class PaceRefusedError(PaceError):
    """Inside the chip: the command ends with this status word and without data."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
