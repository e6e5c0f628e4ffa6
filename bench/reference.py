"""The peer's cheapest token request, for reference: a way to authenticate that FAPI 2.0 forbids."""

from dataclasses import dataclass

from bench.browser import Browser
from bench.flows import Provider
from bench.flows.peer import Peer
from bench.load import Load, Measurement, measure


@dataclass(frozen=True, slots=True)
class ClientCredentialsBySecret:
    """A token in the client's own name, with a password of the client."""

    peer: Peer
    name: str = "token: client credentials, secret"
    explanation: str = (
        "the peer alone, the least that a token request can be: for the client itself, with "
        "client_secret_basic, one INSERT and no signature at all"
    )

    async def measure(self, provider: Provider, load: Load) -> Measurement:
        """Nothing to make: each request is the same."""

        async def do(browser: Browser, _: None) -> None:
            await self.peer.client_credentials_by_secret(browser)

        return await measure(self.peer.port, [None] * load.total, do, load, self.peer.meter)
