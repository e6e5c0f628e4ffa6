"""The sandbox payment provider with a merchant on the loopback; a test says when it notifies."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fake_provider import DAY, Clock
from serving import free_port, serving
from thiqa.base import Money
from thiqa.counter.letters import Correspondent, PublishedKeys, Writer
from thiqa.counter.letters.http import new_letters_client
from thiqa.counter.payments.kinds import NOTIFICATIONS_PATH
from thiqa.counter.payments.models import Order
from thiqa.counter.payments.signed_gateway import SignedGateway
from thiqa.counter.sandbox.payments.app import Provider, make_provider
from thiqa.crypto import Algorithm, Signer, generate_key

TEXTS = {"ar": "رسم", "fr": "Droit", "zgh": "ⴰⵣⵔⴼ", "en": "Fee"}
FEE = Money(12_000, "MAD")


@dataclass
class Merchant:
    """Takes notifications, or answers with another status."""

    url: str
    signer: Signer = field(default_factory=lambda: Signer(generate_key(Algorithm.ES256)))
    taken: list[bytes] = field(default_factory=list)
    status: int = 200

    def app(self) -> Starlette:
        """Return its two addresses."""

        async def jwks(_: Request) -> Response:
            return JSONResponse({"keys": [self.signer.public_jwk]})

        async def notified(request: Request) -> Response:
            self.taken.append(await request.body())
            return Response(status_code=self.status)

        return Starlette(
            routes=[
                Route("/jwks.json", jwks),
                Route(NOTIFICATIONS_PATH, notified, methods=["POST"]),
            ]
        )


@dataclass
class PaymentSite:
    """The provider and its merchant."""

    url: str
    provider: Provider
    merchant: Merchant
    clock: Clock

    def reset(self) -> None:
        """Forget every payment, mend every trouble, and go on to another day."""
        self.provider.till.store.forget()
        self.merchant.taken.clear()
        self.merchant.status = 200
        self.clock.now += 7 * DAY

    def order(self, key: str = "first", amount: Money = FEE) -> Order:
        """Return an order of the merchant's."""
        return Order(key, "K7-REF", amount, TEXTS, f"{self.merchant.url}/requests/K7-REF", "en")

    @asynccontextmanager
    async def gateway(self, signer: Signer | None = None) -> AsyncIterator[SignedGateway]:
        """Give the merchant's gateway; with another signer, that of somebody in its name."""
        async with new_letters_client() as http:
            writer = Writer(self.merchant.url, signer or self.merchant.signer, self.clock)
            keys = PublishedKeys(self.url, http, self.clock)
            yield SignedGateway(Correspondent(keys, writer, http))

    def ask(self, act: Callable[[SignedGateway], Coroutine[Any, Any, Any]]) -> Any:
        """Run something with the merchant's gateway."""

        async def main() -> Any:
            async with self.gateway() as gateway:
                return await act(gateway)

        return asyncio.run(main())

    def press(self, page_url: str, act: str, course: str = "paid") -> httpx.Response:
        """Do at the page what a payer does."""
        form = {"act": act, "course": course}
        return httpx.post(page_url, data=form, headers={"origin": self.url})

    def switch(self, trouble: str) -> None:
        """Switch a trouble on."""
        form = {"trouble": trouble}
        answer = httpx.post(f"{self.url}/trouble", data=form, headers={"origin": self.url})
        assert answer.status_code == 303, answer.text

    def notify(self) -> int:
        """Send what is due."""
        return asyncio.run(self.provider.notifier.send_due())


@contextmanager
def payment_site(folder: Path) -> Iterator[PaymentSite]:
    """Serve a provider with one merchant."""
    clock, port = Clock(), free_port()
    url = f"http://127.0.0.1:{port}"
    merchant_port = free_port()
    merchant = Merchant(f"http://127.0.0.1:{merchant_port}")
    provider = make_provider(url, folder, [merchant.url], clock=clock, sends_by_itself=False)
    with serving(merchant.app(), merchant_port), serving(provider.app, port):
        yield PaymentSite(url, provider, merchant, clock)
