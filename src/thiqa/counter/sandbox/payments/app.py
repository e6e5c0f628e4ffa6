"""Wires the provider together."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from thiqa.base import Clock, system_clock
from thiqa.counter.letters import MEDIA_TYPE, LettersError, PublishedKeys, Respondent, Writer
from thiqa.counter.letters.http import new_letters_client
from thiqa.counter.letters.respondent import NO_STORE, Answering, refusal
from thiqa.counter.payments import kinds
from thiqa.counter.sandbox.frame import sandbox_pages, serve
from thiqa.counter.sandbox.payments.notifying import Notifier
from thiqa.counter.sandbox.payments.orders import Orders
from thiqa.counter.sandbox.payments.pages import ProviderPages
from thiqa.counter.sandbox.payments.paying import Till
from thiqa.counter.sandbox.payments.statement import Statements
from thiqa.counter.sandbox.payments.store import Store
from thiqa.counter.sandbox.payments.switches import Trouble
from thiqa.crypto.key_file import ensure_signer
from thiqa.web import Site
from thiqa.web.messages import message

LOOK_EVERY_SECONDS = 0.25

SITE = Site(
    name=message("Payment provider for trials"),
    tagline=message("It takes no money, and asks for no number of a card."),
)


@dataclass(frozen=True, slots=True)
class Provider:
    """The parts of a running provider."""

    app: ASGIApp
    till: Till
    notifier: Notifier


def make_provider(
    url: str,
    data: Path,
    merchants: Sequence[str],
    *,
    clock: Clock = system_clock,
    sends_by_itself: bool = True,
) -> Provider:
    """Return the provider at an address; merchants are addresses, too, with their keys below."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    http = new_letters_client()
    writer = Writer(url, ensure_signer(data / "provider.pem"), clock)
    store = Store(data / "payments.sqlite")
    notifier = Notifier(store, writer, clock)
    till = Till(store, notifier, clock)
    known = {name: PublishedKeys(name, http, clock) for name in merchants}
    desk = Desk(Respondent(writer, known), Orders(url, till, clock), Statements(store))
    pages = sandbox_pages(SITE)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(_keep_going(till, notifier)) if sends_by_itself else None
        yield
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await http.aclose()
        store.close()

    routes = [*desk.routes(), *ProviderPages(url, pages, till).routes()]
    return Provider(serve(pages, routes, lifespan), till, notifier)


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes letters of merchants to who answers them."""

    respondent: Respondent
    orders: Orders
    statements: Statements

    def routes(self) -> list[Route]:
        """Return the addresses for letters."""
        return [
            Route("/jwks.json", self.respondent.jwks),
            self._route(kinds.ORDERS_PATH, kinds.ORDER, kinds.PAYMENT, self.orders.create),
            self._route(kinds.STATUS_PATH, kinds.QUESTION, kinds.PAYMENT, self.orders.status),
            self._route(kinds.REFUNDS_PATH, kinds.REFUND_ORDER, kinds.REFUND, self.orders.refund),
            Route(kinds.STATEMENTS_PATH, self._statement, methods=["POST"]),
        ]

    def _route(self, path: str, kind: str, answer_kind: str, answering: Answering) -> Route:
        async def answer(request: Request) -> Response:
            if self._is_unreachable():
                return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=NO_STORE)
            return await self.respondent.answer(request, kind, answer_kind, answering)

        return Route(path, answer, methods=["POST"])

    async def _statement(self, request: Request) -> Response:
        if self._is_unreachable():
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=NO_STORE)
        try:
            question = await self.respondent.read(request, kinds.STATEMENT_ORDER)
            signed, lines = self.statements.of_day(question)
        except LettersError as error:
            return refusal(error)
        return _file(self.respondent.reply(kinds.STATEMENT, question, signed), lines)

    def _is_unreachable(self) -> bool:
        return self.orders.store.switch("trouble") == Trouble.UNREACHABLE


def _file(letter: Response, lines: bytes) -> Response:
    headers: Mapping[str, str] = NO_STORE
    return Response(bytes(letter.body) + b"\n" + lines, media_type=MEDIA_TYPE, headers=headers)


async def _keep_going(till: Till, notifier: Notifier) -> None:
    while True:
        till.move_on()
        if not await notifier.send_due():
            await asyncio.sleep(LOOK_EVERY_SECONDS)
