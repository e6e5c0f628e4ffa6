"""A service asked over HTTP: whatever is not a fresh, signed answer to our question is silence."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx

from thiqa.base import new_secret
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.crypto import VerificationKey
from thiqa.lost_documents.errors import LostDocumentsError
from thiqa.lost_documents.messages import (
    ANSWER_TYPE,
    MAX_ANSWER_BYTES,
    AnswerRefusedError,
    read_answer,
    write_question,
)
from thiqa.lost_documents.models import StatusQuery

TIMEOUT_SECONDS: Final = 5.0
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class HttpStatusService:
    """A service at an https address (http on the loopback), known by its keys.

    `timeout_seconds` is for the whole exchange, however it is drawn out.
    """

    url: str
    keys: Sequence[VerificationKey] = field(repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS
    tls: ssl.SSLContext | None = None
    """What certificates are checked with; None: the authorities that browsers trust."""
    make_nonce: Callable[[], str] = new_secret

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        plain = address.scheme == "http" and address.hostname in LOOPBACK
        if not address.hostname or not (address.scheme == "https" or plain):
            raise LostDocumentsError("the service needs an https address")

    async def ask(self, query: StatusQuery, now: int) -> StatusAnswer:
        """Ask; without an answer that can be believed, the service cannot say."""
        nonce = self.make_nonce()
        name = urlsplit(self.url).hostname
        try:
            async with asyncio.timeout(self.timeout_seconds):
                token = await self._exchange(write_question(query, nonce))
            answer = read_answer(token, query, nonce, self.keys, now)
        except TimeoutError:
            return query.answer(DocumentStatus.CANNOT_SAY, f"{name}: no answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return query.answer(DocumentStatus.CANNOT_SAY, f"{name}: not reached")
        except AnswerRefusedError as error:
            return query.answer(DocumentStatus.CANNOT_SAY, f"{name}: {error}")
        return query.answer(answer.status, f"{name}: {answer.source}")

    async def _exchange(self, question: dict[str, str]) -> str:
        verify = True if self.tls is None else self.tls
        client = httpx.AsyncClient(verify=verify, trust_env=False, timeout=self.timeout_seconds)
        async with client, client.stream("POST", self.url, json=question) as response:
            if response.status_code != httpx.codes.OK:
                raise AnswerRefusedError(f"it answered with status {response.status_code}")
            if response.headers.get("content-type") != ANSWER_TYPE:
                raise AnswerRefusedError("it answered with something else")
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    raise AnswerRefusedError("its answer is too long")
        return body.decode("ascii", "replace")
