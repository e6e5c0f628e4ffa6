"""What asking, approving and answering are given."""

from dataclasses import dataclass

from thiqa.base import Clock, Database
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.officers import Office
from thiqa.people import pairwise_subject
from thiqa.relinking.store import Records

APPROVAL_SECONDS = 7 * 86_400
"""Who does not approve within a week has not approved."""

ANSWER_SECONDS = 7 * 86_400
"""An approval that is not used for a week is void."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The storage, the record, and the secret behind every identifier."""

    database: Database[Records]
    pairwise_secret: bytes
    recorder: Recorder
    receipts: Receipts
    clock: Clock

    def officer_code(self, person_id: str) -> str:
        """Return what the record calls an officer: only the provider can resolve it."""
        return pairwise_subject(self.pairwise_secret, Office.RELINKING, person_id)
