"""The service says what it has to say about a dispute."""

from thiqa.disputes.desk import Desk
from thiqa.disputes.errors import DisputeClosedError, UnknownDisputeError
from thiqa.disputes.store import Records
from thiqa.officers import read_reason


async def answer_dispute(desk: Desk, client_id: str, dispute_id: str, answer: str) -> None:
    """Keep a service's answer, once, while the dispute is open.

    1. it says something; 2. the dispute concerns this service; 3. nobody answered before.
    """
    words, now = read_reason(answer), desk.provider.clock()  # 1

    async def unit(records: Records) -> None:
        dispute = await records.disputes.get(dispute_id)
        if dispute is None or dispute.client_id != client_id:  # 2
            raise UnknownDisputeError(dispute_id)
        if not await records.disputes.answer(dispute_id, words, now):  # 3
            raise DisputeClosedError(dispute_id)

    await desk.database.run(unit)
