"""What can go wrong when a document is verified.

CardError
├── CheckFailedError         a check that did not hold, and why
│   └── CheckNotDoneError        a check for which something is missing
└── DocumentRefusedError     a document that did not pass what a policy demands
"""

from thiqa.card.errors import CardError
from thiqa.card.verification.reasons import Reason


class CheckFailedError(CardError):
    """A check of a document that did not hold, and why."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail or reason.sentence}")
        self.reason = reason
        self.detail = detail


class CheckNotDoneError(CheckFailedError):
    """A check of a document for which something is missing, and what."""


class DocumentRefusedError(CardError):
    """A document that did not pass what a policy demands, and everything that was wrong."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("the document is refused: " + ", ".join(reasons))
        self.reasons = reasons
