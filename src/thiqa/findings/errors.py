"""What cannot be done to a finding.

FindingsError
├── FindingGoneError      it is not there, or somebody else dealt with it in the meantime
└── AnswerMissingError    a finding is closed with an answer
"""

from thiqa.base import ThiqaError


class FindingsError(ThiqaError):
    """Something cannot be done to a finding."""


class FindingGoneError(FindingsError):
    """There is no such finding, or somebody else dealt with it in the meantime."""


class AnswerMissingError(FindingsError):
    """A finding is closed with an answer."""
