"""The specimen authority's OCSP responder over HTTP (RFC 6960, appendix A), as an ASGI app."""

import binascii
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from thiqa.base import Clock
from thiqa.pki import OcspResponder
from thiqa.pki.ocsp_responder import MAX_REQUEST_BYTES
from thiqa.pki.specimen import SpecimenPki

REQUEST_TYPE: Final = b"application/ocsp-request"
RESPONSE_TYPE: Final = b"application/ocsp-response"
MAX_PATH_BYTES: Final = 3 * MAX_REQUEST_BYTES
"""Base64, and perhaps percent signs, of the longest question."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class RefusedError(Exception):
    """A request that carries no question."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True, slots=True)
class OcspApp:
    """Answers POST to / and GET of /<base64 of the question>."""

    responder: OcspResponder
    clock: Clock

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the start and end of the server."""
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        try:
            question = await _read_question(scope, receive)
        except RefusedError as refusal:
            await reply(send, refusal.status, b"text/plain", refusal.status.phrase.encode())
            return
        answer = self.responder.answer(question, self.clock())
        await reply(send, HTTPStatus.OK, RESPONSE_TYPE, answer)


def ocsp_app(pki: SpecimenPki, clock: Clock) -> OcspApp:
    """Return the application that answers for a specimen authority."""
    signer = pki.ocsp_responder
    responder = OcspResponder(
        pki.card_ca.certificate, signer.certificate, signer.private_key, pki.status
    )
    return OcspApp(responder, clock)


async def _read_question(scope: Message, receive: Receive) -> bytes:
    path: bytes = scope["raw_path"]
    if scope["method"] == "GET":
        return _read_path(path)
    if scope["method"] != "POST":
        raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED)
    if path != b"/":
        raise RefusedError(HTTPStatus.NOT_FOUND)
    if dict(scope["headers"]).get(b"content-type") != REQUEST_TYPE:
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return await read_body(receive)


def _read_path(path: bytes) -> bytes:
    if len(path) > MAX_PATH_BYTES:
        raise RefusedError(HTTPStatus.REQUEST_URI_TOO_LONG)
    try:
        question = binascii.a2b_base64(unquote_to_bytes(path[1:]), strict_mode=True)
    except binascii.Error as error:
        raise RefusedError(HTTPStatus.NOT_FOUND) from error
    if not question:
        raise RefusedError(HTTPStatus.NOT_FOUND)
    return question


async def read_body(receive: Receive) -> bytes:
    """Return the body of a request, of a sensible size."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(HTTPStatus.BAD_REQUEST)
        chunk: bytes = message.get("body", b"")
        body += chunk
        if len(body) > MAX_REQUEST_BYTES:
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not message.get("more_body", False):
            return body


async def reply(send: Send, status: HTTPStatus, content_type: bytes, body: bytes) -> None:
    """Send a whole response, for nobody to keep."""
    headers = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET, POST"))
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def live(receive: Receive, send: Send) -> None:
    """Answer the start and the end of the server."""
    while True:
        event = await receive()
        await send({"type": f"{event['type']}.complete"})
        if event["type"] == "lifespan.shutdown":
            return
