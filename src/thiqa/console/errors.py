"""What the console refuses.

ConsoleError
├── UnknownServiceError      no such service, or not this person's: the answer is the same
├── InvitationGoneError      used, expired, taken back, or never made
├── LastOwnerError           a service is never without an owner
├── NotReadyError            something is missing on the way to production; the text says what
├── ConflictError            somebody changed the service in the meantime
├── TooManyError             past one of the console's limits
└── OperatorsOnlyError       a page for operators
"""

from thiqa.base import ThiqaError


class ConsoleError(ThiqaError):
    """The console refuses."""


class UnknownServiceError(ConsoleError):
    """There is no such service, or it is not this person's."""


class InvitationGoneError(ConsoleError):
    """The invitation was used, has expired, was taken back, or was never made."""


class LastOwnerError(ConsoleError):
    """The last owner of a service cannot go."""


class NotReadyError(ConsoleError):
    """Something is missing on the way to production."""


class ConflictError(ConsoleError):
    """Somebody else changed the service since the page was shown."""


class TooManyError(ConsoleError):
    """More than the console keeps for one person or service."""


class OperatorsOnlyError(ConsoleError):
    """Only an operator may open this."""


class AuditorsOnlyError(ConsoleError):
    """Only an auditor may open this."""
