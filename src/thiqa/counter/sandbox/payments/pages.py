"""The provider's pages: one to pay at, and one to cause trouble at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from thiqa.base import Money, MoneyError, new_secret
from thiqa.counter.payments.models import State
from thiqa.counter.sandbox.payments.paying import Till
from thiqa.counter.sandbox.payments.store import Payment
from thiqa.counter.sandbox.payments.switches import COURSES, TROUBLES, Course, Trouble
from thiqa.web import Pages, check_form_type, check_same_origin, parse_form, read_body
from thiqa.web.messages import message

LATEST = 50
STATES = {
    State.CREATED: message("Not paid yet"),
    State.PROCESSING: message("The bank is looking at it"),
    State.PAID: message("Paid"),
    State.DECLINED: message("The bank declined it"),
    State.CANCELLED: message("Cancelled"),
    State.EXPIRED: message("Not paid in time"),
}


@dataclass(frozen=True, slots=True)
class PayView:
    """A payment as its payer sees it."""

    payment: Payment = field(repr=False)
    courses: Mapping[Course, str]

    @property
    def is_open(self) -> bool:
        """Whether it can still be paid."""
        return self.payment.state == State.CREATED

    @property
    def state(self) -> str:
        """How far it is, as an English message."""
        return STATES[State(self.payment.state)]


@dataclass(frozen=True, slots=True)
class ProviderView:
    """The newest payments, and the switch."""

    payments: tuple[PayView, ...]
    troubles: Mapping[Trouble, str]
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class ProviderPages:
    """Serves both pages."""

    url: str
    pages: Pages
    till: Till

    def routes(self) -> list[Route]:
        """Return the addresses."""
        return [
            Route("/", self.trouble),
            Route("/trouble", self.set_trouble, methods=["POST"]),
            Route("/give-back", self.give_back, methods=["POST"]),
            Route("/pay/{payment}", self.pay_page),
            Route("/pay/{payment}", self.pay, methods=["POST"]),
        ]

    async def pay_page(self, request: Request) -> Response:
        """Show what is to be paid to whom."""
        payment = self._payment(request)
        view = PayView(payment, COURSES)
        targets = [payment.return_url]
        return self.pages.respond(request, "pay.html", form_targets=targets, view=view)

    async def pay(self, request: Request) -> Response:
        """Take the payer's decision, and send the browser back, which proves nothing."""
        form = await self._form(request)
        payment = self._payment(request)
        if form.get("act") == "cancel":
            self.till.cancel(payment.id)
        else:
            self.till.pay(payment.id, _course(form.get("course", "")))
        return RedirectResponse(payment.return_url, HTTPStatus.SEE_OTHER)

    async def trouble(self, request: Request) -> Response:
        """Show the newest payments and the switches."""
        store = self.till.store
        return self.pages.respond(
            request,
            "provider.html",
            view=ProviderView(
                payments=tuple(PayView(each, COURSES) for each in store.latest(LATEST)),
                troubles=TROUBLES,
                trouble=Trouble(store.switch("trouble") or Trouble.NONE),
            ),
        )

    async def set_trouble(self, request: Request) -> Response:
        """Switch one trouble on, and all others off."""
        form = await self._form(request)
        try:
            self.till.store.set_switch("trouble", Trouble(form.get("trouble", "")).value)
        except ValueError as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST) from error
        return self._home()

    async def give_back(self, request: Request) -> Response:
        """Give a part of a payment back, as a provider may do on its own."""
        form = await self._form(request)
        payment = self.till.store.of_id(form.get("payment", ""))
        if payment is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        try:
            amount = Money(int(form.get("minor", "")), payment.currency)
        except (ValueError, MoneyError) as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST) from error
        self.till.give_back(payment, f"provider-{new_secret()}", amount)
        return self._home()

    async def _form(self, request: Request) -> dict[str, str]:
        headers = request.scope["headers"]
        check_same_origin(headers, self.url)
        check_form_type(headers)
        return parse_form(await read_body(request.receive))

    def _payment(self, request: Request) -> Payment:
        payment = self.till.store.of_id(request.path_params["payment"])
        if payment is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return payment

    def _home(self) -> Response:
        return RedirectResponse(f"{self.url}/", HTTPStatus.SEE_OTHER)


def _course(text: str) -> Course:
    try:
        return Course(text)
    except ValueError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
