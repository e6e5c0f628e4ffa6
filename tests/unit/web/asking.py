"""Asks an ASGI application without a server."""

import asyncio
from collections.abc import Mapping

import httpx
from starlette.types import ASGIApp

ORIGIN = "https://id.example"


def ask(
    app: ASGIApp, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Return the answer to one request."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(send())
