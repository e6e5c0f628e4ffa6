"""Why nothing is issued.

IssuingError
├── SealsFileError          the operator's file of seals has a mistake; the text says where and what
├── NumberError             not a number that we have given
├── AnsweredMeanwhileError  another attempt of the same order was first
├── WorkError               a worker died, took too long, or met what nobody foresaw
└── BusyError               every worker has its hands full: come back in a moment
"""

from thiqa.base import ThiqaError


class IssuingError(ThiqaError):
    """Nothing is issued."""


class SealsFileError(IssuingError):
    """The operator's file of seals has a mistake."""


class NumberError(IssuingError):
    """Not a number that we have given: a sign of it was mistyped, or it was made up."""


class AnsweredMeanwhileError(IssuingError):
    """Another attempt of the same order was first: nothing of this one is kept."""


class WorkError(IssuingError):
    """A worker died, took too long, or met what nobody foresaw."""


class BusyError(IssuingError):
    """Every worker has its hands full, and as many wait as may."""
