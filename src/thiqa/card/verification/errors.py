"""What can go wrong when a document is verified.

CardError
├── SecurityObjectError      what is signed on the chip cannot be relied on; says why
└── DocumentRefusedError     a document that did not pass what a policy demands
"""

from thiqa.card.errors import CardError
from thiqa.card.verification.reasons import Reason


class SecurityObjectError(CardError):
    """A signed object of the chip that cannot be relied on, and why."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail or reason.sentence}")
        self.reason = reason
        self.detail = detail


class DocumentRefusedError(CardError):
    """A document that did not pass what a policy demands, and everything that was wrong."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("the document is refused: " + ", ".join(reasons))
        self.reasons = reasons
