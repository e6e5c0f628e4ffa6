"""Issuing: who asks, what, about whom; made; on the record; only then given out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import b64url_encode
from thiqa.issuing.errors import AnsweredMeanwhileError, BusyError, WorkError
from thiqa.issuing.holder import holder_claims
from thiqa.issuing.making import Made
from thiqa.issuing.models import Form, Issued, Order
from thiqa.issuing.numbers import new_number
from thiqa.issuing.order import read_order, unknown_subject
from thiqa.issuing.refusals import (
    not_replaceable,
    require_replaceable,
    require_same_order,
    require_uncontested,
)
from thiqa.issuing.replies import come_back, open_copy, reply_with, seal_copy
from thiqa.issuing.room import Room
from thiqa.issuing.store import Records
from thiqa.ledger.events import DocumentIssued
from thiqa.oidc.clients.authentication import Caller, authenticate
from thiqa.oidc.errors import ProtocolError
from thiqa.oidc.http import Handler, Reply, ServiceRequest
from thiqa.oidc.models import Client
from thiqa.people import find_person_of

COPY_SECONDS = 86_400
"""How long a service may ask again for what was lost on its way."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """An order that may be filled: about whom, and what of them an answer may say."""

    person_id: str
    holder: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Filled:
    """An order that was made, and is not on the record yet."""

    order: Order
    client: Client
    person_id: str
    number: str
    made: Made
    at: int

    @property
    def document_hash(self) -> str:
        return b64url_encode(hashlib.sha256(self.made.content).digest())

    def event(self) -> DocumentIssued:
        return DocumentIssued(
            at=self.at,
            client_id=self.client.id,
            sector=self.client.sector,
            subject=self.order.subject,
            document_type=self.order.type,
            document_hash=self.document_hash,
        )


def issue(room: Room, form: Form) -> Handler:
    """Return what answers an order.

    1. The service proves who it is.
    2. The order has its form, and is one that the operator allows.
    3. It was not filled before; the citizen is known to the service, and contests nothing that
    it did; what is to be replaced is the service's own, about the same citizen, and valid.
    4. It is made, by a worker.
    5. In one unit of work it gets its entry in the record, whatever it replaces is replaced, and
    it is kept for a day as the service alone can read it. Only then is it given out.
    """
    maker, issuer = room.makers[form], room.provider.policy.issuer

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(room.provider, request)  # 1
        order = read_order(request.parameters, caller.client.id, form, room.seals)  # 2
        maker.check(order, request.now)
        key = request.parameters["key"]
        begun = await _begin(room, caller, order, request.now)  # 3
        if isinstance(begun, Issued):
            return await _again(room, begun, key)
        number = new_number()
        try:
            made = await maker.make(order, number, request.now, begun.holder)  # 4
        except (BusyError, WorkError):
            return come_back()
        filled = _Filled(order, caller.client, begun.person_id, number, made, request.now)
        try:
            issued = await _keep(room, filled, seal_copy(made, key))  # 5
        except AnsweredMeanwhileError:
            return come_back()
        return reply_with(issuer, issued, made)

    return answer


async def _begin(room: Room, caller: Caller, order: Order, now: int) -> _Begun | Issued:
    async def unit(records: Records) -> _Begun | Issued | ProtocolError:
        await caller.use(records)
        try:
            return await _look(room, records, caller.client, order, now)
        except ProtocolError as error:
            return error  # what was written stays: the used assertion

    found = await room.database.run(unit)
    if isinstance(found, ProtocolError):
        raise found
    return found


async def _look(
    room: Room, records: Records, client: Client, order: Order, now: int
) -> _Begun | Issued:
    earlier = await records.issuing.find(order.request)
    if earlier is not None:
        return require_same_order(earlier, order)
    secret, timezone = room.provider.pairwise_secret, room.provider.policy.timezone
    person_id = await find_person_of(records, secret, client.sector, order.subject)
    if person_id is None:
        raise unknown_subject()
    await require_uncontested(records, person_id, client.id)
    if order.replaces is not None:
        require_replaceable(await records.issuing.get(order.replaces), order, person_id)
    return _Begun(person_id, await holder_claims(records, order, person_id, now, timezone))


async def _keep(room: Room, filled: _Filled, copy: bytes) -> Issued:
    client_id, order = filled.client.id, filled.order

    async def unit(records: Records) -> Issued:
        await require_uncontested(records, filled.person_id, client_id)
        if order.replaces is not None and not await records.issuing.replace(
            order.replaces, client_id, filled.number, filled.at
        ):
            raise not_replaceable()
        entry_id = await room.provider.recorder.append(
            records, filled.event(), person_id=filled.person_id, client_id=client_id
        )
        issued = Issued(
            number=filled.number,
            client_id=client_id,
            person_id=filled.person_id,
            request=order.request,
            asked=order.asked,
            form=order.form,
            type=order.type,
            seal=order.seal,
            document_hash=filled.document_hash,
            issued_at=filled.at,
            valid_until=filled.made.valid_until,
            entry_id=entry_id,
        )
        if not await records.issuing.add(issued):
            raise AnsweredMeanwhileError(order.type)
        await records.issuing.put_copy(filled.number, copy, filled.at + COPY_SECONDS)
        return issued

    return await room.database.run(unit)


async def _again(room: Room, issued: Issued, key: str) -> Reply:
    copy = await room.database.read(lambda records: records.issuing.get_copy(issued.number))
    made = open_copy(copy, issued, key)
    return reply_with(room.provider.policy.issuer, issued, made)
