"""The second auditor approves, and the citizen's history gets its entry."""

from thiqa.audit.ask import entry_hash, find_entry
from thiqa.audit.desk import OPEN_SECONDS, Desk
from thiqa.audit.errors import (
    NoEntryError,
    OtherTextError,
    RequestGoneError,
    SamePersonError,
)
from thiqa.audit.models import Request, State
from thiqa.audit.store import Records
from thiqa.base import constant_time_equal
from thiqa.ledger.events import Opening
from thiqa.officers import Role, require_officer


async def approve(desk: Desk, auditor_id: str, request_id: str, fingerprint: str) -> Request:
    """Approve the request that has this fingerprint; its entry is made in the same unit of work.

    1. It waits for approval, and has not expired.
    2. Who approves is an auditor, and who asked still is one.
    3. They are two persons, whatever roles either has.
    4. It reads as the approver was shown it.
    5. The log holds what was asked for at its number.
    6. Nobody else dealt with it, or changed it, in the meantime.
    """
    now = desk.clock()

    async def unit(records: Records) -> Request:
        request = await _waiting(records, request_id, now)  # 1
        for person_id in (auditor_id, request.asked_by):  # 2
            await require_officer(records, person_id, Role.AUDITOR)
        if request.asked_by == auditor_id:  # 3
            raise SamePersonError("who asks does not approve")
        if not constant_time_equal(request.fingerprint.encode(), fingerprint.encode()):  # 4
            raise OtherTextError("this is not the text that was asked: look at it again")
        await _approve(desk, records, request, auditor_id, now)
        return request

    return await desk.database.run(unit)


async def _approve(
    desk: Desk, records: Records, request: Request, auditor_id: str, now: int
) -> None:
    entry = await find_entry(records, request.index)
    if entry_hash(entry) != request.entry_hash:  # 5
        raise NoEntryError("the log holds another entry at this number")
    event = Opening(
        at=now,
        reason=request.reason,
        asked_by=desk.officer_code(request.asked_by),
        approved_by=desk.officer_code(auditor_id),
        entry_hash=request.entry_hash,
        request_hash=request.fingerprint,
    )
    opening_id = await desk.recorder.append(
        records, event, person_id=entry.person_id, client_id=None
    )
    until = now + OPEN_SECONDS
    if not await records.audit.approve(request, auditor_id, opening_id, now, until):  # 6
        raise RequestGoneError("it was dealt with in the meantime")


async def _waiting(records: Records, request_id: str, now: int) -> Request:
    stored = await records.audit.get(request_id)
    if stored is None or stored.state is not State.ASKED or stored.expires_at <= now:
        raise RequestGoneError("no such request waits for approval")
    return stored.request
