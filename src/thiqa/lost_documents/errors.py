"""What can be wrong with reports of lost documents, and with lists of them.

LostDocumentsError
├── ReportError       a report, or a question, that names no document
└── StatusListError   a list that is damaged, or not signed by whom we know
"""

from thiqa.base import ThiqaError


class LostDocumentsError(ThiqaError):
    """Something is wrong with reports of lost documents."""


class ReportError(LostDocumentsError):
    """A report, or a question, that names no document."""


class StatusListError(LostDocumentsError):
    """A list that is damaged, or not signed by whom we know."""
