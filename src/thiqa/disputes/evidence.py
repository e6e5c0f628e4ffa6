"""The receipt of the contested entry, attached as soon as the record can prove the entry."""

from dataclasses import replace

import structlog

from thiqa.disputes.desk import Desk
from thiqa.disputes.models import Dispute
from thiqa.ledger.errors import LedgerError

EVIDENCE_WAIT_SECONDS = 1.0
"""Longer nobody waits for a page; whoever reads the dispute next attaches it."""

log = structlog.get_logger()


async def with_evidence(desk: Desk, dispute: Dispute) -> Dispute:
    """Return a dispute with its evidence, if there is some by now.

    A record that is late, or damaged, keeps nobody from the dispute.
    """
    if dispute.evidence is not None:
        return dispute
    try:
        receipt = await desk.receipts.receipt_for_person(
            dispute.entry_id, dispute.person_id, wait_seconds=EVIDENCE_WAIT_SECONDS
        )
    except LedgerError as error:
        log.info("evidence_not_attached", error=type(error).__name__)
        return dispute
    await desk.database.run(lambda records: records.disputes.attach(dispute.id, receipt.text))
    return replace(dispute, evidence=receipt.text)
