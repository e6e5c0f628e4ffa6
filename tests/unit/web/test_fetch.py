"""Fetching from addresses of others: texts of a media type."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from serving import free_port, serving
from thiqa.web.fetch import Fetcher, FetchError

MEDIA_TYPE = "application/entity-statement+jwt"


async def site(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer with what the path names."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    kind, body = {
        "/good": (MEDIA_TYPE, b"a.b.c"),
        "/parameters": (f"{MEDIA_TYPE.upper()}; charset=utf-8", b" a.b.c\n"),
        "/json": ("application/json", b"a.b.c"),
        "/untyped": ("", b"a.b.c"),
        "/unicode": (MEDIA_TYPE, "a.ب.c".encode()),
    }[scope["path"]]
    headers = [(b"content-type", kind.encode())] if kind else []
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The address of the site."""
    port = free_port()
    with serving(site, port):
        yield f"http://127.0.0.1:{port}"


def fetch(url: str) -> str:
    return asyncio.run(Fetcher(allow_loopback=True).text(url, MEDIA_TYPE))


@pytest.mark.parametrize("path", ["/good", "/parameters"])
def test_a_text_of_its_media_type_is_fetched(base: str, path: str) -> None:
    assert fetch(base + path) == "a.b.c"


@pytest.mark.parametrize("path", ["/json", "/untyped", "/unicode"])
def test_everything_else_is_refused(base: str, path: str) -> None:
    with pytest.raises(FetchError):
        fetch(base + path)
