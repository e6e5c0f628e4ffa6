"""Asking another organisation: a letter goes there, and only a checked answer comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from thiqa.base import EncodingError, parse_json_object
from thiqa.counter.letters.errors import NotAnsweredError, QuestionRefusedError
from thiqa.counter.letters.http import request_bytes
from thiqa.counter.letters.models import Letter, fingerprint
from thiqa.counter.letters.published_keys import PublishedKeys
from thiqa.counter.letters.reading import read_letter
from thiqa.counter.letters.writing import MEDIA_TYPE, Writer

MAX_LETTER_BYTES = 32_768
MAX_CODE_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Another organisation, as we write to it."""

    keys: PublishedKeys
    writer: Writer
    http: httpx.AsyncClient

    @property
    def name(self) -> str:
        """Its address, which is its name in letters."""
        return self.keys.owner

    async def ask(self, path: str, kind: str, body: Mapping[str, Any], *, answer: str) -> Letter:
        """Send a letter and return the answer to this very letter; `answer` is its kind.

        Raises NotAnsweredError, QuestionRefusedError, LetterRefusedError.
        """
        text = self.writer.write(kind, self.name, body)
        received = await self._post(path, text, MAX_LETTER_BYTES)
        return await self._read(_ascii(received), answer, fingerprint(text))

    async def fetch(
        self, path: str, kind: str, body: Mapping[str, Any], *, answer: str, limit: int
    ) -> tuple[Letter, bytes]:
        """Send a letter; return a file, whose first line is the letter that vouches for the rest.

        The letter says nothing of the rest until its caller has compared what it says with it.
        """
        text = self.writer.write(kind, self.name, body)
        received = await self._post(path, text, limit)
        first, _, rest = received.partition(b"\n")
        return await self._read(_ascii(first), answer, fingerprint(text)), rest

    async def read(self, text: str, kind: str) -> Letter:
        """Return a letter that came from there without a question of ours."""
        return await self._read(text, kind, None)

    async def _read(self, text: str, kind: str, in_reply_to: str | None) -> Letter:
        return read_letter(
            text,
            await self.keys.keys_for(text),
            kind=kind,
            sender=self.name,
            recipient=self.writer.name,
            now=self.writer.clock(),
            in_reply_to=in_reply_to,
        )

    async def _post(self, path: str, text: str, limit: int) -> bytes:
        request = self.http.build_request(
            "POST", self.name + path, content=text.encode(), headers={"content-type": MEDIA_TYPE}
        )
        status, received = await request_bytes(self.http, request, limit=limit)
        if status == HTTPStatus.OK:
            return received
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise QuestionRefusedError(_code_of(received))
        raise NotAnsweredError(f"{path} answers with status {status}")


def _ascii(data: bytes) -> str:
    """Return a compact JWS as text; whatever is no ASCII fails its signature."""
    return data.decode("ascii", errors="replace")


def _code_of(body: bytes) -> str:
    try:
        code = parse_json_object(body).get("error")
    except EncodingError:
        code = None
    return code[:MAX_CODE_CHARACTERS] if isinstance(code, str) else "unknown"
