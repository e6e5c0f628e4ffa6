"""A small public service of the tests: the place that browsers are sent back to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from services import Service
from serving import free_port, serving

PAGE = b"""<!doctype html><html lang="en"><title>service</title><link rel="icon" href="data:,">
<main>the service</main></html>"""


@dataclass(frozen=True)
class Landing:
    """Where it is."""

    origin: str

    @property
    def callback(self) -> str:
        """Its redirect URI."""
        return f"{self.origin}/callback"

    def service(self, issuer: str, client_id: str) -> Service:
        """Return a service whose browsers land here."""
        return Service(issuer, client_id=client_id, redirect_uri=self.callback)


@contextmanager
def landing() -> Iterator[Landing]:
    """Serve the same page at every address."""
    port = free_port()
    with serving(_app, port):
        yield Landing(f"http://127.0.0.1:{port}")


async def _app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/html; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE})
