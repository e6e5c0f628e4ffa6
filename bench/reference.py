"""The peer's cheapest token requests, for reference: a grant that Thiqa does not offer."""

from dataclasses import dataclass

from bench.browser import Browser
from bench.flows import Provider
from bench.flows.peer import Peer
from bench.load import Load, Measurement, measure


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """A token in the client's own name, with private_key_jwt."""

    peer: Peer
    name: str = "token: client credentials"
    explanation: str = (
        "the peer alone: POST token for the client itself, private_key_jwt with a single-use jti, "
        "opaque token; no citizen, no code, no ID token, nothing signed"
    )

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Sign the client's requests."""
        forms = [self.peer.client_credentials_form() for _ in range(load.total)]

        async def do(browser: Browser, form: bytes) -> None:
            await self.peer.client_credentials(browser, form)

        return await measure(self.peer.port, forms, do, load, self.peer.meter)


@dataclass(frozen=True, slots=True)
class ClientCredentialsBySecret:
    """A token in the client's own name, with a password of the client."""

    peer: Peer
    name: str = "token: client credentials, secret"
    explanation: str = (
        "the peer alone, the least that a token request can be: as above with "
        "client_secret_basic, one INSERT and no signature at all"
    )

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Nothing to make: each request is the same."""

        async def do(browser: Browser, _: None) -> None:
            await self.peer.client_credentials_by_secret(browser)

        return await measure(self.peer.port, [None] * load.total, do, load, self.peer.meter)
