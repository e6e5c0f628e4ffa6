"""The second officer approves, and the citizen's history gets its entry."""

from thiqa.base import constant_time_equal
from thiqa.ledger.events import Relinking
from thiqa.officers import Role, require_officer
from thiqa.people import find_person_of
from thiqa.relinking.desk import ANSWER_SECONDS, Desk
from thiqa.relinking.errors import (
    OtherTextError,
    RequestGoneError,
    SamePersonError,
    UnknownSubjectError,
)
from thiqa.relinking.models import Request, State
from thiqa.relinking.store import Records


async def approve(desk: Desk, officer_id: str, request_id: str, fingerprint: str) -> Request:
    """Approve the request that has this fingerprint; its entry is made in the same unit of work.

    1. It waits for approval, and has not expired.
    2. Who approves is an officer for re-linking, and who asked still is one.
    3. They are two persons, whatever roles either has.
    4. It reads as the approver was shown it.
    5. The sector was given this identifier.
    6. Nobody else dealt with it, or changed it, in the meantime.
    """
    now = desk.clock()

    async def unit(records: Records) -> Request:
        request = await _waiting(records, request_id, now)  # 1
        for person_id in (officer_id, request.asked_by):  # 2
            await require_officer(records, person_id, Role.RELINKING)
        _check_two_persons(request, officer_id)  # 3
        _check_text(request, fingerprint)  # 4
        await _approve(desk, records, request, officer_id, now)
        return request

    return await desk.database.run(unit)


async def _approve(
    desk: Desk, records: Records, request: Request, officer_id: str, now: int
) -> None:
    person_id = await find_person_of(
        records, desk.pairwise_secret, request.from_sector, request.subject
    )
    if person_id is None:  # 5
        raise UnknownSubjectError("the sector was never given this identifier")
    event = Relinking(
        at=now,
        from_sector=request.from_sector,
        to_sector=request.to_sector,
        reason=request.reason,
        asked_by=desk.officer_code(request.asked_by),
        approved_by=desk.officer_code(officer_id),
        request_hash=request.fingerprint,
    )
    entry_id = await desk.recorder.append(records, event, person_id=person_id, client_id=None)
    until = now + ANSWER_SECONDS
    if not await records.relinking.approve(request, officer_id, entry_id, now, until):  # 6
        raise RequestGoneError("it was dealt with in the meantime")


async def _waiting(records: Records, request_id: str, now: int) -> Request:
    stored = await records.relinking.get(request_id)
    if stored is None or stored.state is not State.ASKED or stored.expires_at <= now:
        raise RequestGoneError("no such request waits for approval")
    return stored.request


def _check_two_persons(request: Request, officer_id: str) -> None:
    if request.asked_by == officer_id:
        raise SamePersonError("who asks does not approve")


def _check_text(request: Request, fingerprint: str) -> None:
    if not constant_time_equal(request.fingerprint.encode(), fingerprint.encode()):
        raise OtherTextError("this is not the text that was asked: look at it again")
