"""The first auditor asks for an entry to be opened."""

import secrets

from thiqa.audit.desk import APPROVAL_SECONDS, MAX_WAITING, Desk
from thiqa.audit.errors import TooManyError, UnknownEntryError
from thiqa.audit.models import Request, State
from thiqa.audit.store import Records
from thiqa.base import b64url_encode
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.models import StoredEntry
from thiqa.officers import Role, read_reason, require_officer

REQUEST_ID_BYTES = 9


async def ask(desk: Desk, auditor_id: str, *, index: int, reason: str) -> Request:
    """Keep a request for another auditor to approve.

    1. There is a reason, and it does not say whom it is about.
    2. Who asks is an auditor, and has not asked for too much already.
    3. The log has an entry of this number.
    """
    reason = read_reason(reason)  # 1
    now = desk.clock()

    async def unit(records: Records) -> Request:
        await require_officer(records, auditor_id, Role.AUDITOR)  # 2
        await _check_number_of_requests(records, auditor_id, now)
        entry = await find_entry(records, index)  # 3
        request = Request(
            id=secrets.token_hex(REQUEST_ID_BYTES),
            asked_by=auditor_id,
            asked_at=now,
            index=index,
            entry_hash=entry_hash(entry),
            reason=reason,
        )
        await records.audit.put(request, now + APPROVAL_SECONDS)
        return request

    return await desk.database.run(unit)


async def find_entry(records: Records, index: int) -> StoredEntry:
    """Return the entry of a number in the log."""
    entry_id = await records.audit.find_entry(index)
    found = None if entry_id is None else await records.ledger.get_entry(entry_id)
    if found is None or found[0].leaf is None:
        raise UnknownEntryError("the log has no entry of this number")
    return found[0]


def entry_hash(entry: StoredEntry) -> str:
    """Return the leaf hash of an entry, as events name it."""
    return b64url_encode(hash_leaf(entry.leaf or b""))


async def _check_number_of_requests(records: Records, auditor_id: str, now: int) -> None:
    waiting = [
        stored
        for stored in await records.audit.list_requests(now)
        if stored.state is State.ASKED and stored.request.asked_by == auditor_id
    ]
    if len(waiting) >= MAX_WAITING:
        raise TooManyError("other requests of this auditor wait for approval")
