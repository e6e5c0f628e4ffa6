"""A dispute comes to its end: an officer decides, or the citizen takes it back."""

from thiqa.disputes.case import case_of
from thiqa.disputes.desk import Desk, find_own
from thiqa.disputes.errors import DisputeClosedError, StaleLoginError
from thiqa.disputes.models import DECISIONS, Dispute, State
from thiqa.disputes.store import Records
from thiqa.officers import read_reason
from thiqa.oidc.freeze import end_frozen_access
from thiqa.oidc.models import Session

FRESH_SECONDS = 300
"""How long ago the card may have been used for taking back: a session alone lifts no freeze."""
KEPT_SECONDS = 5 * 365 * 86_400
"""For how long a closed dispute is kept; the record keeps what was decided."""


async def decide(desk: Desk, officer_id: str, dispute_id: str, state: State, reason: str) -> None:
    """Close a dispute as an officer.

    1. there is a reason, which the citizen and the service read; 2. who decides may;
    3. nobody closed it before; 4. it is on the record; 5. the freeze is over, and so is the
    access that was frozen, however it was decided: only a new consent brings it back.
    """
    if state not in DECISIONS:
        raise ValueError(f"{state} is no decision")
    words, now = read_reason(reason), desk.provider.clock()  # 1

    async def unit(records: Records) -> None:
        dispute, _ = await case_of(desk, records, officer_id, dispute_id)  # 2
        await _close(desk, records, dispute, state, officer_id, words, now)  # 3, 4
        await end_frozen_access(records, dispute_id)  # 5

    await desk.database.run(unit)


async def take_back(desk: Desk, session: Session, dispute_id: str) -> None:
    """Close a dispute as the citizen who opened it.

    1. the card was used just now, in this session; 2. the dispute is this person's; 3. nobody
    closed it before; 4. it is on the record; 5. what was frozen goes on.
    """
    now = desk.provider.clock()
    if not is_fresh(session, now):  # 1
        raise StaleLoginError("the card was used too long ago")

    async def unit(records: Records) -> None:
        if not await records.oidc.use_session(session.id, now):  # 1
            raise StaleLoginError("the session is over")
        dispute = await find_own(records, dispute_id, session.person_id)  # 2
        await _close(desk, records, dispute, State.TAKEN_BACK, session.person_id, "", now)  # 3, 4
        await records.oidc.lift_freezes(dispute_id)  # 5

    await desk.database.run(unit)


def is_fresh(session: Session, now: int) -> bool:
    """Tell whether the card was used just now."""
    return now - session.auth_time <= FRESH_SECONDS


async def _close(
    desk: Desk,
    records: Records,
    dispute: Dispute,
    state: State,
    person_id: str,
    reason: str,
    now: int,
) -> None:
    closed = await records.disputes.close(
        dispute.id, state, person_id, reason, now=now, until=now + KEPT_SECONDS
    )
    if not closed:
        raise DisputeClosedError(dispute.id)
    await desk.record(records, dispute, state, now)
