"""Asking an OCSP responder over HTTP (RFC 6960, appendix A)."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from thiqa.login.errors import RevocationUnavailableError
from thiqa.pki.ocsp_response import MAX_RESPONSE_BYTES

REQUEST_TYPE: Final = "application/ocsp-request"
RESPONSE_TYPE: Final = "application/ocsp-response"
MAX_URL_CHARACTERS: Final = 2_048


@dataclass(frozen=True, slots=True)
class HttpOcspFetch:
    """Posts questions; the client is the caller's, who closes it and sets its limits."""

    client: httpx.AsyncClient

    async def __call__(self, url: str, question: bytes) -> bytes:
        """Return the answer's body; raises RevocationUnavailableError for anything else."""
        _require_address(url)
        try:
            async with self.client.stream(
                "POST",
                url,
                content=question,
                headers={"Content-Type": REQUEST_TYPE, "Accept": RESPONSE_TYPE},
                follow_redirects=False,
            ) as response:
                _require_answer(response)
                return await _read_limited(response)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise RevocationUnavailableError(type(error).__name__) from error


def ocsp_client(timeout_seconds: float) -> httpx.AsyncClient:
    """Make a client that follows no redirect and takes no settings from the environment."""
    return httpx.AsyncClient(
        timeout=timeout_seconds,
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity"},
    )


def _require_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine or len(url) > MAX_URL_CHARACTERS:
        raise RevocationUnavailableError("an address that cannot be asked")


def _require_answer(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise RevocationUnavailableError(f"the responder answered {response.status_code}")
    if response.headers.get("content-type", "").partition(";")[0].strip() != RESPONSE_TYPE:
        raise RevocationUnavailableError("the responder answered something else")


async def _read_limited(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_RESPONSE_BYTES:
            raise RevocationUnavailableError("the responder's answer is too large")
    return bytes(body)
