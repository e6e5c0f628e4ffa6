"""A specimen service for lost documents over HTTP, as an ASGI app."""

from dataclasses import dataclass
from http import HTTPStatus

from thiqa.base import Clock
from thiqa.card.verification.status import DocumentStatus
from thiqa.crypto import Signer
from thiqa.lost_documents.errors import ReportError
from thiqa.lost_documents.messages import (
    ANSWER_TYPE,
    MAX_QUESTION_BYTES,
    PATH,
    QUESTION_TYPE,
    read_question,
    write_answer,
)
from thiqa.lost_documents.reports import Reports
from thiqa.specimen.ocsp_app import Message, Receive, RefusedError, Send, live, read_body, reply


@dataclass(frozen=True, slots=True)
class LostDocumentsApp:
    """Answers POST to /document-status about the documents of one state."""

    reports: Reports
    country: str
    signer: Signer
    clock: Clock

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the start and end of the server."""
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        try:
            answer = await self._answer(scope, receive)
        except RefusedError as refusal:
            await reply(send, refusal.status, b"text/plain", refusal.status.phrase.encode())
            return
        await reply(send, HTTPStatus.OK, ANSWER_TYPE.encode(), answer.encode())

    async def _answer(self, scope: Message, receive: Receive) -> str:
        if scope["path"] != PATH:
            raise RefusedError(HTTPStatus.NOT_FOUND)
        if scope["method"] != "POST":
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED)
        if dict(scope["headers"]).get(b"content-type") != QUESTION_TYPE.encode():
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        body = await read_body(receive)
        if len(body) > MAX_QUESTION_BYTES:
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            query, nonce = read_question(body)
        except ReportError:
            raise RefusedError(HTTPStatus.BAD_REQUEST) from None
        kind = self.reports.get(query.spelling)
        status = DocumentStatus.NOT_REPORTED if kind is None else DocumentStatus.REPORTED
        if kind is None and query.country != self.country:
            status = DocumentStatus.CANNOT_SAY
        return write_answer(query, nonce, status, self.signer, self.clock(), kind)
