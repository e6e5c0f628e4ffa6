"""What stands below a document's number: its status, and what its service does with it.

GET  /documents/<number>           what it is worth now
POST /documents/<number>/status    the service takes it back
POST /documents/<number>/receipt   the service fetches the receipt of its issue
"""

from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from thiqa.issuing.errors import NumberError
from thiqa.issuing.models import Issued
from thiqa.issuing.numbers import read_number
from thiqa.issuing.paths import BELOW_DOCUMENTS, NUMBER, RECEIPT, STATUS
from thiqa.issuing.refusals import unknown_document
from thiqa.issuing.room import Room
from thiqa.issuing.status import status_members
from thiqa.issuing.store import Records
from thiqa.issuing.withdrawing import number_of, withdraw
from thiqa.ledger.promise import IssuedPromise
from thiqa.oidc.clients.authentication import authenticate
from thiqa.oidc.http import (
    RETRY_AFTER,
    Handler,
    Reply,
    ServiceRequest,
    encode,
    service_endpoint,
)
from thiqa.oidc.tokens.receipt_endpoint import RECEIPT_HEADERS, preferred_wait
from thiqa.web import Endpoint, endpoint, send_response
from thiqa.web.dispatch import Header

PLACES = {"": "{number}", STATUS: f"{{number}}/{STATUS}", RECEIPT: f"{{number}}/{RECEIPT}"}
STATUS_HEADERS: tuple[Header, ...] = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
)
"""Of an answer that everybody may read, also from a page of another site, and nobody keeps."""


def numbered_endpoint(room: Room) -> Endpoint:
    """Return the endpoint of every path below the documents."""
    provider = room.provider
    apps = {
        "": service_endpoint(provider, show_status(room), "GET").app,
        STATUS: service_endpoint(provider, withdraw(room), "POST").app,
        RECEIPT: service_endpoint(provider, give_receipt(room), "POST").app,
    }
    methods = {"": {"GET", "HEAD"}, STATUS: {"POST"}, RECEIPT: {"POST"}}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        number, _, act = scope["path"].removeprefix(BELOW_DOCUMENTS).partition("/")
        if act not in apps:
            await send_response(send, HTTPStatus.NOT_FOUND, b"", ())
        elif scope["method"] not in methods[act]:
            allow = ", ".join(sorted(methods[act])).encode()
            await send_response(send, HTTPStatus.METHOD_NOT_ALLOWED, b"", ((b"allow", allow),))
        else:
            place = BELOW_DOCUMENTS + PLACES[act]
            await apps[act]({**scope, "path": place, NUMBER: number}, receive, send)

    return endpoint(app, "GET", "POST")


def show_status(room: Room) -> Handler:
    """Return what tells everybody who knows a number what its document is worth."""

    async def answer(request: ServiceRequest) -> Reply:
        try:
            number = read_number(request.scope[NUMBER])
        except NumberError:
            return _status_reply(request.scope[NUMBER], None, request.now)
        issued = await room.database.read(lambda records: records.issuing.get(number))
        return _status_reply(number, issued, request.now)

    return answer


def give_receipt(room: Room) -> Handler:
    """Return what gives a service the receipt of an issue, or the promise of one."""

    async def answer(request: ServiceRequest) -> Reply:
        caller = await authenticate(room.provider, request)
        number = number_of(request)

        async def unit(records: Records) -> Issued | None:
            await caller.use(records)
            return await records.issuing.get(number)

        issued = await room.database.run(unit)
        if issued is None or issued.client_id != caller.client.id:
            raise unknown_document()
        wait = preferred_wait(request.header(b"prefer"))
        given = await room.receipts.answer_for_client(
            issued.entry_id, issued.client_id, issued.person_id, wait_seconds=wait
        )
        if isinstance(given, IssuedPromise):
            headers = (*RECEIPT_HEADERS, RETRY_AFTER)
            return Reply(given.text.encode(), HTTPStatus.ACCEPTED, headers)
        return Reply(given.text.encode(), HTTPStatus.OK, RECEIPT_HEADERS)

    return answer


def _status_reply(number: str, issued: Issued | None, now: int) -> Reply:
    status = HTTPStatus.NOT_FOUND if issued is None else HTTPStatus.OK
    return Reply(encode(status_members(number, issued, now)), status, STATUS_HEADERS)
