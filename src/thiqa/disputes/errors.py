"""Why a dispute is not opened, read, answered or closed.

DisputesError
├── UnknownDisputeError      there is no such dispute, or not this person's or service's
├── NotContestableError      an entry that cannot be contested so
├── TooManyDisputesError     as many are open as one person may have
├── StaleLoginError          the card was used too long ago for this, or the session is over
├── DisputeClosedError       it came to its end, or was answered, in the meantime
└── OwnCaseError             nobody decides a case of their own
"""

from thiqa.base import ThiqaError


class DisputesError(ThiqaError):
    """Nothing is done about a dispute."""


class UnknownDisputeError(DisputesError):
    """There is no such dispute for whoever asks."""


class NotContestableError(DisputesError):
    """The entry cannot be contested so."""


class TooManyDisputesError(DisputesError):
    """As many are open as one person may have."""


class StaleLoginError(DisputesError):
    """The card was used too long ago for this, or the session is over."""


class DisputeClosedError(DisputesError):
    """It came to its end, or was answered, in the meantime."""


class OwnCaseError(DisputesError):
    """Whoever would decide is concerned by the case."""
