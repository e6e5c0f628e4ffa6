"""What we say to the provider about documents, over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from thiqa.base import EncodingError, b64decode, parse_json_object
from thiqa.counter.delivery.errors import NotMadeError
from thiqa.counter.errors import AnswerRefusedError, ProviderError, RequestRefusedError
from thiqa.counter.identity.client import Client
from thiqa.counter.identity.transport import Answer as HttpAnswer

DOCUMENTS_PATH = "/documents"
ANSWERS_PATH = "/answers"
MAX_PDF_BYTES = 750_000
MAX_ANSWER_CHARACTERS = 1_048_576
"""Base64 takes a third more."""
PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Issued:
    """What the provider made of an order."""

    number: str
    issued_at: int
    valid_until: int | None
    content: Mapping[str, Any]

    @property
    def is_whole(self) -> bool:
        """Whether it is there: of an order that is older than a day only the number is."""
        return "pdf" in self.content or "answer" in self.content

    @property
    def pdf(self) -> bytes:
        """The document."""
        try:
            pdf = b64decode(str(self.content.get("pdf", "")))
        except EncodingError as error:
            raise AnswerRefusedError("the document is not base64") from error
        if not pdf.startswith(PDF) or len(pdf) > MAX_PDF_BYTES:
            raise AnswerRefusedError("the document is not a PDF of our size")
        return pdf

    def text(self, name: str) -> str:
        """Return a text of the answer."""
        value = self.content.get(name)
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            raise AnswerRefusedError(f"the provider's answer lacks {name}")
        return value


@dataclass(frozen=True, slots=True)
class Issuer:
    """The provider, as far as it issues."""

    client: Client

    @property
    def check_url(self) -> str:
        """The page where anybody checks a document."""
        return f"{self.client.provider.issuer}{DOCUMENTS_PATH}"

    async def document(self, form: Mapping[str, str]) -> Issued:
        """Order a document; the same order again gives the same one."""
        return await self._order(DOCUMENTS_PATH, form)

    async def answer(self, form: Mapping[str, str]) -> Issued:
        """Order an answer."""
        return await self._order(ANSWERS_PATH, form)

    async def withdraw(self, document: str) -> None:
        """Take back what was issued under a number."""
        form = {"status": "withdrawn", "reason": "mistake"}
        _successful(await self._send(f"{DOCUMENTS_PATH}/{document}/status", form), HTTPStatus.OK)

    async def _order(self, path: str, form: Mapping[str, str]) -> Issued:
        found = _successful(await self._send(path, form), HTTPStatus.CREATED)
        number, issued_at, until = (found.get(n) for n in ("number", "issued_at", "valid_until"))
        if not isinstance(number, str) or type(issued_at) is not int:
            raise AnswerRefusedError("what was issued has no number, or no date")
        if until is not None and type(until) is not int:
            raise AnswerRefusedError("what was issued ends at no time")
        return Issued(number, issued_at, until, found)

    async def _send(self, path: str, form: Mapping[str, str]) -> HttpAnswer:
        return await self.client.send(f"{self.client.provider.issuer}{path}", form)


def _successful(answer: HttpAnswer, status: HTTPStatus) -> dict[str, Any]:
    if answer.status == status:
        try:
            return parse_json_object(answer.body, max_characters=MAX_ANSWER_CHARACTERS)
        except EncodingError as error:
            raise AnswerRefusedError("what was issued is not a JSON object") from error
    if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        if answer.status == HTTPStatus.NOT_FOUND:
            raise NotMadeError("the provider issues nothing")
        said = answer.json_object()
        raise RequestRefusedError(f"{said.get('error')!r}: {said.get('error_description')!r}")
    raise ProviderError(f"the provider answers with status {answer.status}")
