"""Posting to servers that the operator has chosen, over connections that are kept open."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import httpx

from thiqa.web.fetch import FETCH_TIMEOUT_SECONDS, FetchError, read_limited

MAX_KEPT_CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever its status."""

    status: int
    media_type: str
    body: bytes


class Exchange:
    """Posts bodies; follows no redirect, reads no more than a `Fetcher` does."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @classmethod
    @asynccontextmanager
    async def open(cls, tls: ssl.SSLContext | None = None) -> AsyncIterator[Self]:
        """Keep connections until the block ends; without `tls`, trust whom browsers trust."""
        async with httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            verify=tls or True,
            timeout=FETCH_TIMEOUT_SECONDS,
            limits=httpx.Limits(max_keepalive_connections=MAX_KEPT_CONNECTIONS),
        ) as client:
            yield cls(client)

    async def post(self, url: str, body: bytes, media_type: str) -> Answer:
        """Return the answer of a server; raise FetchError if there is none of a fit size."""
        headers = {"content-type": media_type, "accept-encoding": "identity"}
        try:
            async with self._client.stream("POST", url, content=body, headers=headers) as response:
                given = response.headers.get("content-type", "")
                return Answer(
                    response.status_code,
                    given.partition(";")[0].strip().lower(),
                    await read_limited(response),
                )
        except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise FetchError(f"{type(error).__name__} while posting") from error
