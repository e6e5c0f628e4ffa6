"""Taking a document back: it stays what it was, and is worth nothing any more."""

from dataclasses import replace

from thiqa.issuing.errors import NumberError
from thiqa.issuing.models import Issued, Reason, State
from thiqa.issuing.numbers import read_number
from thiqa.issuing.order import RULE
from thiqa.issuing.paths import NUMBER
from thiqa.issuing.refusals import unknown_document
from thiqa.issuing.room import Room
from thiqa.issuing.status import status_members
from thiqa.issuing.store import Records
from thiqa.ledger.events import DocumentIssued
from thiqa.oidc.clients.authentication import Caller, authenticate
from thiqa.oidc.errors import InvalidRequestError, ProtocolError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.people import pairwise_subject


def withdraw(room: Room) -> Handler:
    """Return what takes a document back for the service that had it issued.

    1. The service proves who it is. 2. It gives one of the reasons that there are. 3. The
    document is its own, and valid; the same again is answered with the same. 4. In the same unit
    of work it is on the record.
    """

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(room.provider, request)  # 1
        reason = _read_reason(request)  # 2
        number = number_of(request)

        async def unit(records: Records) -> Issued | ProtocolError:
            await caller.use(records)
            try:
                return await _withdraw(room, records, caller, number, reason, request.now)
            except ProtocolError as error:
                return error  # what was written stays: the used assertion

        found = await room.database.run(unit)
        if isinstance(found, ProtocolError):
            raise found
        return json_reply(status_members(found.number, found, request.now))

    return answer


async def _withdraw(
    room: Room, records: Records, caller: Caller, number: str, reason: Reason, now: int
) -> Issued:
    client = caller.client
    issued = await records.issuing.get(number)
    if issued is None or issued.client_id != client.id:
        raise unknown_document()
    if issued.state is State.WITHDRAWN and issued.reason is reason:
        return issued
    if not await records.issuing.withdraw(number, client.id, reason, now):  # 3
        raise InvalidRequestError(
            "the document was taken back before",
            rule=f"{RULE}, taking back",
            parameter="status",
            mend="Ask for its status: what was withdrawn or replaced stays so.",
        )
    secret = room.provider.pairwise_secret
    ended = replace(issued, state=State.WITHDRAWN, reason=reason, changed_at=now)
    await room.provider.recorder.append(
        records,
        DocumentIssued(
            at=now,
            client_id=client.id,
            sector=client.sector,
            subject=pairwise_subject(secret, client.sector, issued.person_id),
            document_type=issued.type,
            document_hash=issued.document_hash,
            state=State.WITHDRAWN.value,
            reason=reason.value,
        ),
        person_id=issued.person_id,
        client_id=client.id,
    )  # 4
    return ended


def number_of(request: ServiceRequest) -> str:
    """Return the number that a service's request is about."""
    try:
        return read_number(request.scope[NUMBER])
    except NumberError as error:
        raise unknown_document() from error


def _read_reason(request: ServiceRequest) -> Reason:
    if request.parameters.get("status") != State.WITHDRAWN:
        raise InvalidRequestError(
            "status is not withdrawn",
            rule=f"{RULE}, taking back",
            parameter="status",
            mend="Send status=withdrawn; to replace it, order a new one that names it.",
        )
    try:
        return Reason(request.parameters.get("reason", ""))
    except ValueError as error:
        reasons = ", ".join(Reason)
        raise InvalidRequestError(
            f"reason is none of {reasons}",
            rule=f"{RULE}, taking back",
            parameter="reason",
            mend="Send the one that the citizen is to read.",
        ) from error
