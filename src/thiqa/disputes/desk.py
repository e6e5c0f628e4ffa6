"""What contesting, answering and deciding are given."""

from dataclasses import dataclass

from thiqa.base import Database
from thiqa.disputes.errors import UnknownDisputeError
from thiqa.disputes.models import Dispute, State
from thiqa.disputes.store import Records
from thiqa.ledger.events import Dispute as DisputeEvent
from thiqa.ledger.receipts import Receipts
from thiqa.officers import Office
from thiqa.oidc.provider import Provider
from thiqa.people.pairwise import pairwise_subject


@dataclass(frozen=True, slots=True)
class Desk:
    """The storage, the provider with its record, and the receipts that are evidence."""

    database: Database[Records]
    provider: Provider
    receipts: Receipts

    def officer_code(self, person_id: str) -> str:
        """Return what the record calls an officer: only the provider can resolve it."""
        return pairwise_subject(self.provider.pairwise_secret, Office.DISPUTES, person_id)

    def officer_codes(self, person_id: str) -> set[str]:
        """Return what the record calls an officer in whichever office."""
        secret = self.provider.pairwise_secret
        return {pairwise_subject(secret, office, person_id) for office in Office}

    async def record(self, records: Records, dispute: Dispute, state: State, now: int) -> None:
        """Put a step of a dispute on the record, for the citizen and the service."""
        event = DisputeEvent(
            at=now,
            dispute=dispute.id,
            claim=dispute.claim,
            state=state,
            entry_hash=dispute.entry_hash,
            due_at=dispute.due_at,
            client_id=dispute.client_id,
        )
        await self.provider.recorder.append(
            records, event, person_id=dispute.person_id, client_id=dispute.client_id
        )


async def find_own(records: Records, dispute_id: str, person_id: str) -> Dispute:
    """Return a dispute of this person's; raise UnknownDisputeError for any other."""
    dispute = await records.disputes.get(dispute_id)
    if dispute is None or dispute.person_id != person_id:
        raise UnknownDisputeError(dispute_id)
    return dispute
