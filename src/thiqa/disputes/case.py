"""An officer reads a case, and the citizen can see that it was read, by whom and why."""

from dataclasses import dataclass

from thiqa.disputes.contesting import Contestable, find_contestable
from thiqa.disputes.desk import Desk
from thiqa.disputes.errors import OwnCaseError, UnknownDisputeError
from thiqa.disputes.models import Dispute
from thiqa.disputes.store import Records
from thiqa.ledger.events import Event, Lookup
from thiqa.officers import Role, read_reason, require_officer

LOOKUP_PURPOSE = "dispute"


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute as an officer reads it: with the contested entry opened."""

    dispute: Dispute
    event: Event


async def read_case(desk: Desk, officer_id: str, dispute_id: str, reason: str) -> Case:
    """Return a case; what is read is read if and only if the record says so.

    1. there is a reason; 2. who reads may decide it; 3. the look-up is on the record.
    """
    words, now = read_reason(reason), desk.provider.clock()  # 1

    async def unit(records: Records) -> Case:
        dispute, entry = await case_of(desk, records, officer_id, dispute_id)  # 2
        lookup = Lookup(
            at=now, officer=desk.officer_code(officer_id), purpose=LOOKUP_PURPOSE, reason=words
        )
        await desk.provider.recorder.append(
            records, lookup, person_id=dispute.person_id, client_id=None
        )  # 3
        return Case(dispute, entry.event)

    return await desk.database.run(unit)


async def case_of(
    desk: Desk, records: Records, officer_id: str, dispute_id: str
) -> tuple[Dispute, Contestable]:
    """Return a dispute to an officer whom it does not concern.

    1. who asks is an operator; 2. there is such a dispute; 3. the officer is neither the
    citizen, nor named in the contested entry.
    """
    await require_officer(records, officer_id, Role.OPERATOR)  # 1
    dispute = await records.disputes.get(dispute_id)
    if dispute is None:  # 2
        raise UnknownDisputeError(dispute_id)
    entry = await find_contestable(records, dispute.entry_id, dispute.person_id)
    named = {getattr(entry.event, name, None) for name in ("officer", "asked_by", "approved_by")}
    if dispute.person_id == officer_id or named & desk.officer_codes(officer_id):  # 3
        raise OwnCaseError(dispute_id)
    return dispute, entry
