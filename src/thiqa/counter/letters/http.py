"""Requests to other organisations: with a time limit, a size limit, and no redirects."""

import asyncio

import httpx

from thiqa.counter.letters.errors import NotAnsweredError

TIMEOUT_SECONDS = 10.0


def new_letters_client() -> httpx.AsyncClient:
    """Return the client for all letters: no redirects, no proxy from the environment."""
    return httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=TIMEOUT_SECONDS)


async def request_bytes(
    http: httpx.AsyncClient, request: httpx.Request, *, limit: int
) -> tuple[int, bytes]:
    """Send a request; return the status and the body of its answer."""
    request.headers["accept-encoding"] = "identity"
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            response = await http.send(request, stream=True)
            try:
                return response.status_code, await _read(response, limit)
            finally:
                await response.aclose()
    except (httpx.HTTPError, OSError) as error:
        raise NotAnsweredError(f"{request.url.path}: {type(error).__name__}") from error


async def _read(response: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > limit:
            raise NotAnsweredError("the answer is too long")
    return bytes(body)
