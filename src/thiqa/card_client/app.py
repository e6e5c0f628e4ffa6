"""The card client as a small site on the loopback address of the citizen's machine."""

import asyncio
import secrets
from http import HTTPStatus
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

import thiqa.web
from thiqa.base import new_secret
from thiqa.card.errors import CardError, ReaderError
from thiqa.card_client.cards import CardAtHand, CardSource, SpecimenCards, cards_at_hand
from thiqa.card_client.errors import CardClientError, HandoverError, UnknownCardError
from thiqa.card_client.handover import CANCELLED, Handover, answer_uri, read_handover
from thiqa.card_client.signing import sign_in, trouble_of
from thiqa.card_client.views import PinView, Trouble
from thiqa.web import (
    FORM_FIELD,
    Assets,
    Cookies,
    Fault,
    Pages,
    Problem,
    SecureHeaders,
    Site,
    WebError,
    check_form_token,
    check_same_origin,
    dispatch,
    load_catalogues,
    new_form_token,
    parse_form,
    read_body,
    send_response,
    single_header,
)
from thiqa.web.messages import message
from thiqa.web.problems import BAD_REQUEST, BROKEN, FOREIGN_FORM, NOT_FOUND

OUR_FOLDER = Path(__file__).parent
FRAME_FOLDER = Path(thiqa.web.__file__).parent
COOKIE = "card-client"
SITE = Site(
    name=message("Card client"),
    tagline=message("It runs on this machine, and sends your PIN to the card and to nobody else."),
    notice=None,
)
UNREADABLE = Problem(
    HTTPStatus.BAD_REQUEST,
    Fault.SERVICE,
    message("The site did not ask in a way that we understand"),
    message("Go back to the site and start the sign-in again. Your card was not used."),
)


class CardClient:
    """The pages: a request comes in, the citizen answers, the answer goes back."""

    def __init__(self, source: CardSource, pages: Pages, cookies: Cookies, origin: str) -> None:
        self._source = source
        self._pages = pages
        self._cookies = cookies
        self._origin = origin
        self._form_key = secrets.token_bytes(32)

    def routes(self) -> list[Route]:
        """Return the addresses of the client."""
        return [
            Route("/", self.home),
            Route("/auth", self.receive),
            Route("/auth", self.ask, methods=["POST"]),
            Route("/sign", self.sign, methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """Show that the client runs, and the cards at hand."""
        cards, trouble = await self._cards()
        return self._pages.respond(
            request, "cards.html", cards=cards, trouble=trouble, specimen=self._is_specimen
        )

    async def receive(self, request: Request) -> Response:
        """Give the page whose script reads the fragment that the site handed over."""
        return self._pages.respond(request, "receive.html")

    async def ask(self, request: Request) -> Response:
        """Show who asks and what for, and ask for the PIN."""
        check_same_origin(request.scope["headers"], self._origin)
        fields = parse_form(await read_body(request.receive))
        handed = fields.get("request", "")
        return await self._pin_page(request, handed, read_handover(handed))

    async def sign(self, request: Request) -> Response:
        """Let the card sign, and send the browser back to the site."""
        check_same_origin(request.scope["headers"], self._origin)
        fields = parse_form(await read_body(request.receive))
        cookie = self._cookies.read(request.scope["headers"], COOKIE) or ""
        check_form_token(self._form_key, fields.get(FORM_FIELD, ""), cookie, "/sign")
        handed, card_id = fields.get("request", ""), fields.get("card", "")
        handover = read_handover(handed)
        try:
            token = await asyncio.to_thread(
                sign_in, self._source, handover, card_id, fields.get("pin", "")
            )
        except (CardError, UnknownCardError) as error:
            return await self._pin_page(
                request, handed, handover, chosen=card_id, trouble=trouble_of(error)
            )
        location = answer_uri(handover, {"authToken": token})
        return RedirectResponse(location, HTTPStatus.SEE_OTHER)

    async def failure(self, request: Request, error: Exception) -> Response:
        """Say what went wrong."""
        problem = BROKEN
        if isinstance(error, HandoverError):
            problem = UNREADABLE
        elif isinstance(error, HTTPException):
            problem = NOT_FOUND
        elif isinstance(error, WebError):
            problem = FOREIGN_FORM if error.status == HTTPStatus.FORBIDDEN else BAD_REQUEST
        view = {"problem": problem, "service": None, "back_url": None, "reference": None}
        return self._pages.respond(request, "error.html", status=problem.status, view=view)

    async def _pin_page(
        self,
        request: Request,
        handed: str,
        handover: Handover,
        *,
        chosen: str | None = None,
        trouble: Trouble | None = None,
    ) -> Response:
        cards, no_cards = await self._cards()
        cookie = self._cookies.read(request.scope["headers"], COOKIE) or new_secret()
        view = PinView(
            origin=handover.origin,
            service=handover.service,
            purpose=handover.purpose,
            cards=cards,
            chosen=chosen,
            request=handed,
            form_token=new_form_token(self._form_key, cookie, "/sign"),
            cancel_url=answer_uri(handover, {"error": {"code": CANCELLED}}),
            specimen=self._is_specimen,
            trouble=trouble or no_cards,
        )
        language = self._pages.language_of(request, ui_locales=handover.language)
        response = self._pages.respond(
            request, "pin.html", language=language, form_targets=[handover.origin], view=view
        )
        response.headers.append("set-cookie", self._cookies.header(COOKIE, cookie))
        return response

    async def _cards(self) -> tuple[tuple[CardAtHand, ...], Trouble | None]:
        try:
            return await asyncio.to_thread(cards_at_hand, self._source), None
        except ReaderError as error:
            return (), trouble_of(error)

    @property
    def _is_specimen(self) -> bool:
        return isinstance(self._source, SpecimenCards)


def make_app(source: CardSource, origin: str) -> ASGIApp:
    """Return the card client for the origin that it is served at."""
    cookies = Cookies(https=False)
    assets = Assets([FRAME_FOLDER / "static", OUR_FOLDER / "static"])
    pages = Pages(
        SITE,
        templates=[OUR_FOLDER / "templates", FRAME_FOLDER / "templates"],
        catalogues=load_catalogues([FRAME_FOLDER / "locale", OUR_FOLDER / "locale"]),
        assets=assets,
        cookies=cookies,
        timezone=ZoneInfo("UTC"),
    )
    client = CardClient(source, pages, cookies, origin)
    kinds = (CardClientError, WebError, HTTPException, Exception)
    site = Starlette(
        routes=client.routes(), exception_handlers=dict.fromkeys(kinds, client.failure)
    )
    return _OwnHostOnly(dispatch(assets.endpoints, SecureHeaders(site, https=False)), origin)


class _OwnHostOnly:
    """ASGI middleware: answers to the loopback's own name only, so no other name can point here."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app = app
        self._host = origin.partition("://")[2]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and single_header(scope["headers"], b"host") != self._host:
            await send_response(send, HTTPStatus.MISDIRECTED_REQUEST, b"", ())
            return
        await self._app(scope, receive, send)
