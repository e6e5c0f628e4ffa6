"""Findings: what is wrong somewhere, whose it is to answer, and by when."""

from thiqa.findings.acts import close_finding, raise_finding, take_finding
from thiqa.findings.errors import AnswerMissingError, FindingGoneError, FindingsError
from thiqa.findings.models import Finding, Kind, Party, State, new_finding
from thiqa.findings.store import Records, Store

__all__ = [
    "AnswerMissingError",
    "Finding",
    "FindingGoneError",
    "FindingsError",
    "Kind",
    "Party",
    "Records",
    "State",
    "Store",
    "close_finding",
    "new_finding",
    "raise_finding",
    "take_finding",
]
