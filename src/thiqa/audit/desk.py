"""What asking, approving and opening are given."""

from dataclasses import dataclass

from thiqa.audit.store import Records
from thiqa.base import Clock, Database
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.officers import Office
from thiqa.people import pairwise_subject

APPROVAL_SECONDS = 7 * 86_400
"""Who does not approve within a week has not approved."""

OPEN_SECONDS = 7 * 86_400
"""For so long the two auditors may look at what they opened."""

MAX_WAITING = 20
"""Requests of one auditor that wait: nobody goes through the log entry by entry."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The storage, the record, and the secret behind every identifier."""

    database: Database[Records]
    pairwise_secret: bytes
    recorder: Recorder
    receipts: Receipts
    clock: Clock

    def officer_code(self, person_id: str) -> str:
        """Return what the record calls an auditor: only the provider can resolve it."""
        return pairwise_subject(self.pairwise_secret, Office.AUDIT, person_id)
