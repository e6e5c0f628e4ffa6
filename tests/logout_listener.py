"""A service's ear for logout tokens, on the loopback: it answers what a test wants."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from services import http
from serving import free_port, serving
from thiqa.crypto import parse_jwks, read_claims_unverified, verify_jws
from thiqa.web import parse_form, read_body

PATIENCE_SECONDS = 20


@dataclass
class Listener:
    """Notes every request; `answers` are the statuses of the next ones, then it is 200."""

    port: int = field(default_factory=free_port)
    answers: list[int] = field(default_factory=list)
    heard: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[bytes, bytes]] = field(default_factory=list)

    @property
    def uri(self) -> str:
        """The backchannel_logout_uri to register."""
        return f"http://127.0.0.1:{self.port}/logout"

    @property
    def tokens(self) -> list[str]:
        """The logout tokens, in the order in which they came."""
        return [each["logout_token"] for each in self.heard]

    @property
    def claims(self) -> list[dict[str, Any]]:
        """What the tokens say, unverified."""
        return [dict(read_claims_unverified(token)) for token in self.tokens]

    def wait(self, number: int = 1) -> "Listener":
        """Wait until so many requests have come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.heard) < number:
            assert time.monotonic() < deadline, f"{len(self.heard)} of {number} came"
            time.sleep(0.01)
        return self

    def verified(self, issuer: str, index: int = 0) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return header and claims of a token that the provider's published keys verify."""
        keys = parse_jwks(http().get(f"{issuer}/jwks").json())
        signed = verify_jws(self.tokens[index], keys)
        return dict(signed.header), dict(signed.claims)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        form = parse_form(await read_body(receive))
        status = self.answers.pop(0) if self.answers else 200
        self.headers.append(dict(scope["headers"]))
        self.heard.append(form)
        headers = [(b"location", self.uri.encode())] if status == 302 else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


@contextmanager
def listening(*answers: int) -> Iterator[Listener]:
    """Serve a listener for as long as the block runs."""
    listener = Listener(answers=list(answers))
    with serving(listener, listener.port):
        yield listener
