"""The sandbox bodies on the loopback, and a counter's letters to them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from counter_requests import NOW
from serving import free_port, serving
from thiqa.counter.letters import Correspondent, PublishedKeys, Writer
from thiqa.counter.letters.http import new_letters_client
from thiqa.counter.sandbox.bodies.answering import Bodies
from thiqa.counter.sandbox.bodies.app import SOCIAL_REGISTER, TAX_BODY, make_bodies
from thiqa.crypto import Algorithm, Signer, generate_key


@dataclass
class BodiesSite:
    """Both bodies, and a counter whose key they know."""

    url: str
    counter: str
    bodies: Bodies
    signer: Signer = field(default_factory=lambda: Signer(generate_key(Algorithm.ES256)))

    @asynccontextmanager
    async def correspondents(self) -> AsyncIterator[dict[str, Correspondent]]:
        """Give the counter's correspondents, by the names of a catalogue."""
        async with new_letters_client() as http:
            writer = Writer(self.counter, self.signer, now)
            yield {
                name: Correspondent(PublishedKeys(self.url + path, http, now), writer, http)
                for name, path in (("treasury", TAX_BODY), ("register", SOCIAL_REGISTER))
            }


def now() -> int:
    """The time of the tests."""
    return NOW


@contextmanager
def bodies_site(folder: Path) -> Iterator[BodiesSite]:
    """Serve both bodies, and the key of a counter."""
    ports = free_port(), free_port()
    url, counter = (f"http://127.0.0.1:{port}" for port in ports)
    running = make_bodies(url, folder, [counter], clock=now)
    site = BodiesSite(url, counter, running.bodies)

    async def jwks(_: Request) -> Response:
        return JSONResponse({"keys": [site.signer.public_jwk]})

    keys = Starlette(routes=[Route("/jwks.json", jwks)])
    with serving(running.app, ports[0]), serving(keys, ports[1]):
        yield site
