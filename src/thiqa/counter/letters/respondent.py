"""Answering letters: what the processes that stand in for other organisations have in common."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from thiqa.counter.letters.errors import LetterRefusedError, LettersError, QuestionRefusedError
from thiqa.counter.letters.models import Letter
from thiqa.counter.letters.published_keys import PublishedKeys
from thiqa.counter.letters.reading import peek_sender, read_letter
from thiqa.counter.letters.writing import MEDIA_TYPE, Writer
from thiqa.web import read_body, single_header

MAX_QUESTION_BYTES = 32_768
NO_STORE = {"cache-control": "no-store"}

Answering = Callable[[Letter], Awaitable[Mapping[str, Any]]]
"""Gives the body of the answer; raises QuestionRefusedError."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """An organisation that answers those who are registered with it, and nobody else."""

    writer: Writer
    known: Mapping[str, PublishedKeys]
    """Who may write, by name."""

    def jwks(self, _: Request) -> Response:
        """Publish our key."""
        return JSONResponse({"keys": [self.writer.signer.public_jwk]})

    async def read(self, request: Request, kind: str) -> Letter:
        """Return the letter in a request."""
        if single_header(request.scope["headers"], b"content-type") != MEDIA_TYPE:
            raise QuestionRefusedError("media_type")
        body = await read_body(request.receive, limit=MAX_QUESTION_BYTES)
        text = body.decode("ascii", errors="replace")
        keys = self.known.get(peek_sender(text))
        if keys is None:
            raise QuestionRefusedError("unknown_sender")
        return read_letter(
            text,
            await keys.keys_for(text),
            kind=kind,
            sender=keys.owner,
            recipient=self.writer.name,
            now=self.writer.clock(),
        )

    def reply(self, kind: str, question: Letter, body: Mapping[str, Any]) -> Response:
        """Return the answer to a letter."""
        text = self.writer.write(kind, question.sender, body, in_reply_to=question.fingerprint)
        return Response(text, media_type=MEDIA_TYPE, headers=NO_STORE)

    async def answer(
        self, request: Request, kind: str, answer_kind: str, answering: Answering
    ) -> Response:
        """Read a letter, let it be answered, and say in plain JSON why it is refused."""
        try:
            question = await self.read(request, kind)
            return self.reply(answer_kind, question, await answering(question))
        except LettersError as error:
            return refusal(error)


def refusal(error: LettersError) -> Response:
    """Return the answer to a letter that is not taken; nobody acts on what it says."""
    if isinstance(error, QuestionRefusedError):
        return JSONResponse({"error": error.code}, HTTPStatus.BAD_REQUEST, NO_STORE)
    if isinstance(error, LetterRefusedError):
        shown = {"error": "letter_refused", "error_description": str(error)}
        return JSONResponse(shown, HTTPStatus.FORBIDDEN, NO_STORE)
    return JSONResponse({"error": "later"}, HTTPStatus.SERVICE_UNAVAILABLE, NO_STORE)
