"""The receipt of the contested entry, attached as soon as the record can prove the entry."""

from dataclasses import replace

from thiqa.disputes.desk import Desk
from thiqa.disputes.models import Dispute
from thiqa.ledger.errors import EntryNotFoundError, NotYetIntegratedError

EVIDENCE_WAIT_SECONDS = 1.0
"""Longer nobody waits for a page; whoever reads the dispute next attaches it."""


async def with_evidence(desk: Desk, dispute: Dispute) -> Dispute:
    """Return a dispute with its evidence, if there is some by now."""
    if dispute.evidence is not None:
        return dispute
    try:
        receipt = await desk.receipts.receipt_for_person(
            dispute.entry_id, dispute.person_id, wait_seconds=EVIDENCE_WAIT_SECONDS
        )
    except (EntryNotFoundError, NotYetIntegratedError):
        return dispute
    await desk.database.run(lambda records: records.disputes.attach(dispute.id, receipt.text))
    return replace(dispute, evidence=receipt.text)
