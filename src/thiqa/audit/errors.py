"""Why auditors are not shown something.

AuditError
├── UnknownEntryError     the log has no such entry
├── TooManyError          this auditor has asked for as much as may wait
├── RequestGoneError      there is no such request, it expired, or it was dealt with
├── SamePersonError       who asks does not approve
├── OtherTextError        what is approved is not what was asked
├── NotTheirsError        the entry is shown to who asked and who approved
└── NoEntryError          the record does not hold what was approved: nothing is shown
"""

from thiqa.base import ThiqaError


class AuditError(ThiqaError):
    """Auditors are not shown something."""


class UnknownEntryError(AuditError):
    """The log has no entry of this number."""


class TooManyError(AuditError):
    """This auditor has asked for as much as may wait."""


class RequestGoneError(AuditError):
    """There is no such request, it expired, or it was dealt with."""


class SamePersonError(AuditError):
    """Who asks does not approve."""


class OtherTextError(AuditError):
    """What is approved is not what was asked."""


class NotTheirsError(AuditError):
    """The entry is shown to who asked and who approved."""


class NoEntryError(AuditError):
    """The record does not hold what was approved."""
