"""Why two identifiers are not linked.

RelinkingError
├── SectorError            a sector without services, or one with itself
├── RequestGoneError       there is no such request, it expired, or it was dealt with
├── SamePersonError        who asks does not approve
├── OtherTextError         what is approved is not what was asked
├── UnknownSubjectError    no sector was ever given this identifier
├── NotTheAskerError       the answer is for who asked
└── NoEntryError           the record does not hold what was approved: there is no answer
"""

from thiqa.base import ThiqaError


class RelinkingError(ThiqaError):
    """Two identifiers are not linked."""


class SectorError(RelinkingError):
    """A sector in which no service is registered, or one with itself."""


class RequestGoneError(RelinkingError):
    """There is no such request, it expired, or it was dealt with."""


class SamePersonError(RelinkingError):
    """Who asks does not approve."""


class OtherTextError(RelinkingError):
    """What is approved is not what was asked."""


class UnknownSubjectError(RelinkingError):
    """The sector was never given this identifier."""


class NotTheAskerError(RelinkingError):
    """The answer is for who asked."""


class NoEntryError(RelinkingError):
    """The record does not hold what was approved."""
