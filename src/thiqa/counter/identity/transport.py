"""Requests to the provider: with a time limit, a size limit, and no redirects."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from thiqa.base import EncodingError, parse_json_object
from thiqa.counter.errors import AnswerRefusedError, ProviderError

TIMEOUT_SECONDS = 10.0
MAX_ANSWER_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answered; nothing of it is checked."""

    status: int
    headers: httpx.Headers
    body: bytes

    def json_object(self) -> dict[str, Any]:
        """Return the body as a JSON object, read strictly."""
        try:
            return parse_json_object(self.body)
        except EncodingError as error:
            raise AnswerRefusedError("the answer is not a JSON object") from error


def new_http_client() -> httpx.AsyncClient:
    """Return the client for all requests: no redirects, no proxy from the environment."""
    return httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=TIMEOUT_SECONDS)


async def get(
    http: httpx.AsyncClient, url: str, *, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send a GET."""
    return await _send(http, http.build_request("GET", url, headers=headers))


async def post_form(
    http: httpx.AsyncClient,
    url: str,
    form: Mapping[str, str],
    *,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send a form."""
    return await _send(http, http.build_request("POST", url, data=form, headers=headers))


async def _send(http: httpx.AsyncClient, request: httpx.Request) -> Answer:
    request.headers["accept-encoding"] = "identity"
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            response = await http.send(request, stream=True)
            try:
                return Answer(response.status_code, response.headers, await _read(response))
            finally:
                await response.aclose()
    except (httpx.HTTPError, OSError) as error:
        raise ProviderError(f"{request.url.path}: {type(error).__name__}") from error


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise AnswerRefusedError("the answer is too long")
    return bytes(body)
