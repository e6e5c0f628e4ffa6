"""The first officer is answered, once, with the proof that the citizen can see it."""

from thiqa.ledger.errors import EntryNotFoundError
from thiqa.ledger.events import Relinking
from thiqa.ledger.receipts import RECEIPT_WAIT_SECONDS, IssuedReceipt
from thiqa.officers import Role, require_officer
from thiqa.people import find_person_of, give_subject
from thiqa.relinking.desk import Desk
from thiqa.relinking.errors import (
    NoEntryError,
    NotTheAskerError,
    RequestGoneError,
    UnknownSubjectError,
)
from thiqa.relinking.models import Answer, Request, State, StoredRequest
from thiqa.relinking.store import Records


async def answer(
    desk: Desk,
    officer_id: str,
    request_id: str,
    *,
    wait_seconds: float = RECEIPT_WAIT_SECONDS,
) -> Answer:
    """Return the identifier in the other sector, once.

    1. The request was approved, and neither expired nor answered.
    2. Who is answered is who asked, and still an officer for re-linking.
    3. The entry is in the record, concerns this person, and is about this request.
    4. Nobody was answered before: the claim is durable before the answer is given.
    """
    stored, person_id = await desk.database.read(
        lambda records: _approved(desk, records, officer_id, request_id)
    )
    receipt = await _receipt(desk, stored, person_id, wait_seconds)  # 3

    async def unit(records: Records) -> str:
        await _approved(desk, records, officer_id, request_id)
        entry_id = receipt.entry_id
        if not await records.relinking.answer(request_id, entry_id, desk.clock()):  # 4
            raise RequestGoneError("it was answered before")
        return await give_subject(
            records, desk.pairwise_secret, stored.request.to_sector, person_id
        )

    return Answer(await desk.database.run(unit), receipt.text)


async def _approved(
    desk: Desk, records: Records, officer_id: str, request_id: str
) -> tuple[StoredRequest, str]:
    stored = await records.relinking.get(request_id)
    if stored is None or stored.state is not State.APPROVED or stored.expires_at <= desk.clock():
        raise RequestGoneError("no such request was approved and waits for its answer")  # 1
    request = stored.request
    if request.asked_by != officer_id:  # 2
        raise NotTheAskerError("the answer is for who asked")
    await require_officer(records, officer_id, Role.RELINKING)
    person_id = await find_person_of(
        records, desk.pairwise_secret, request.from_sector, request.subject
    )
    if person_id is None:
        raise UnknownSubjectError("the sector was never given this identifier")
    return stored, person_id


async def _receipt(
    desk: Desk, stored: StoredRequest, person_id: str, wait_seconds: float
) -> IssuedReceipt:
    if stored.entry_id is None:
        raise NoEntryError("an approval without an entry")
    try:
        receipt = await desk.receipts.receipt_for_person(
            stored.entry_id, person_id, wait_seconds=wait_seconds
        )
    except EntryNotFoundError as error:
        raise NoEntryError("the record does not hold what was approved") from error
    _check_entry(desk, receipt, stored, stored.request)
    return receipt


def _check_entry(
    desk: Desk, receipt: IssuedReceipt, stored: StoredRequest, request: Request
) -> None:
    event = receipt.verified.entry.event
    if not isinstance(event, Relinking) or event.request_hash != request.fingerprint:
        raise NoEntryError("the entry in the record is about something else")
    officers = (desk.officer_code(request.asked_by), desk.officer_code(stored.approved_by or ""))
    if (event.asked_by, event.approved_by) != officers:
        raise NoEntryError("the entry in the record names other officers")
