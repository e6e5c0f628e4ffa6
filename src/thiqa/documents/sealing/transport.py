"""Asking authorities over HTTP: time stamps (RFC 3161, section 3.4), OCSP, lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from thiqa.documents.sealing.errors import SealServiceError
from thiqa.documents.sealing.services import Question, TimeStamper

QUESTION_TYPES: Final = {"application/ocsp-response": "application/ocsp-request"}
TIME_STAMP_QUERY: Final = "application/timestamp-query"
TIME_STAMP_REPLY: Final = "application/timestamp-reply"
TIMEOUT_SECONDS: Final = 10.0
MAX_ANSWER_BYTES: Final = 65_536
SCHEMES: Final = ("http://", "https://")


class AuthorityClient:
    """Asks authorities whose addresses are configured, or in the certificates of trusted ones.

    May be used from several threads at once.
    """

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def fetch(self, question: Question) -> bytes:
        """Ask about a certificate."""
        if question.body is None:
            return self._ask("GET", question.url, question.media_type, None, {})
        types = {"content-type": QUESTION_TYPES[question.media_type]}
        return self._ask("POST", question.url, question.media_type, question.body, types)

    def time_stamper(self, url: str) -> TimeStamper:
        """Return who asks for time stamps at an address."""
        types = {"content-type": TIME_STAMP_QUERY}
        return lambda query: self._ask("POST", url, TIME_STAMP_REPLY, query, types)

    def _ask(
        self, method: str, url: str, expected: str, body: bytes | None, headers: dict[str, str]
    ) -> bytes:
        if not url.startswith(SCHEMES):
            raise SealServiceError("an address that cannot be asked")
        try:
            with self._http.stream(method, url, content=body, headers=headers) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise SealServiceError(f"an authority answered {answer.status_code}")
                if answer.headers.get("content-type", "").partition(";")[0].strip() != expected:
                    raise SealServiceError("an authority answered something else")
                return _read(answer)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SealServiceError(
                f"an authority cannot be reached: {type(error).__name__}"
            ) from error


@contextmanager
def authority_client() -> Iterator[AuthorityClient]:
    """Open a client; it follows no redirect and waits for ten seconds at most."""
    with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        yield AuthorityClient(http)


def _read(answer: httpx.Response) -> bytes:
    body = b""
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise SealServiceError("an answer that is too large")
    return body
