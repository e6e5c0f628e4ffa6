"""What the two auditors are shown: an entry with its proof, and that its citizen can see it."""

from dataclasses import dataclass

from thiqa.audit.ask import find_entry
from thiqa.audit.desk import Desk
from thiqa.audit.errors import NoEntryError, NotTheirsError, RequestGoneError
from thiqa.audit.models import State, StoredRequest
from thiqa.audit.store import Records
from thiqa.ledger.errors import EntryNotFoundError
from thiqa.ledger.events import Event, Opening
from thiqa.ledger.receipts import RECEIPT_WAIT_SECONDS, IssuedReceipt
from thiqa.officers import Role, require_officer


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry that two auditors had opened."""

    event: Event
    receipt: str
    opening_receipt: str
    """The proof that the citizen can see it."""


async def open_entry(
    desk: Desk, auditor_id: str, request_id: str, *, wait_seconds: float = RECEIPT_WAIT_SECONDS
) -> Opened:
    """Show an entry that was asked for and approved.

    1. The request was approved, and has not expired.
    2. Who looks has asked or approved, and still is an auditor.
    3. The opening is in the published record, about this request, by these two auditors.
    4. The entry is the one that the opening names.
    """
    stored = await desk.database.read(
        lambda records: _approved(desk, records, auditor_id, request_id)
    )
    if stored.opening_id is None:
        raise NoEntryError("an approval without an entry")
    entry = await desk.database.read(lambda records: find_entry(records, stored.request.index))
    try:
        receipt, opening = await desk.receipts.receipt_by_opening(
            entry.id, stored.opening_id, wait_seconds=wait_seconds
        )  # 4
    except EntryNotFoundError as error:
        raise NoEntryError("the record does not hold what was approved") from error
    _check_opening(desk, stored, opening)  # 3
    return Opened(receipt.verified.entry.event, receipt.text, opening.text)


async def _approved(
    desk: Desk, records: Records, auditor_id: str, request_id: str
) -> StoredRequest:
    stored = await records.audit.get(request_id)
    if stored is None or stored.state is not State.APPROVED or stored.expires_at <= desk.clock():
        raise RequestGoneError("no such request was approved")  # 1
    if auditor_id not in (stored.request.asked_by, stored.approved_by):  # 2
        raise NotTheirsError("the entry is shown to who asked and who approved")
    await require_officer(records, auditor_id, Role.AUDITOR)
    return stored


def _check_opening(desk: Desk, stored: StoredRequest, opening: IssuedReceipt) -> None:
    event, request = opening.verified.entry.event, stored.request
    if not isinstance(event, Opening) or event.request_hash != request.fingerprint:
        raise NoEntryError("the entry in the record is about something else")
    auditors = (desk.officer_code(request.asked_by), desk.officer_code(stored.approved_by or ""))
    if (event.asked_by, event.approved_by) != auditors:
        raise NoEntryError("the entry in the record names other auditors")
