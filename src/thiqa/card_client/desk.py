"""What every page of the card client works with: the cards, the browser, its forms."""

import asyncio
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from thiqa.base import new_secret
from thiqa.card.errors import ReaderError
from thiqa.card_client.cards import CardAtHand, CardSource, cards_at_hand
from thiqa.card_client.once import Once
from thiqa.card_client.pages import problem_of
from thiqa.card_client.troubles import Trouble, trouble_of
from thiqa.web import (
    FORM_FIELD,
    Cookies,
    Pages,
    check_form_token,
    check_form_type,
    check_same_origin,
    new_form_token,
    parse_form,
    read_body,
)

COOKIE = "card-client"


@dataclass(frozen=True, slots=True)
class Form:
    """A form that our own page has sent; a second sending has the same fingerprint."""

    fields: Mapping[str, str] = field(repr=False)
    fingerprint: bytes

    def text(self, name: str) -> str:
        """Return a field; one that was not sent is empty."""
        return self.fields.get(name, "")


@dataclass(frozen=True, slots=True)
class Desk:
    """The cards at one machine, and the pages through which its person uses them."""

    source: CardSource
    pages: Pages
    cookies: Cookies
    origin: str
    once: Once[Any] = field(default_factory=Once)
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def browser(self, request: Request) -> str:
        """Return the secret of the browser's cookie, or a fresh one."""
        return self.cookies.read(request.scope["headers"], COOKIE) or new_secret()

    def form_token(self, browser: str, path: str) -> str:
        """Return the token that a form of this browser carries to a path."""
        return new_form_token(self.key, browser, path)

    async def read_form(self, request: Request) -> Form:
        """Return a form that our own page, in this very browser, has sent to this path."""
        headers = request.scope["headers"]
        check_same_origin(headers, self.origin)
        check_form_type(headers)
        body = await read_body(request.receive)
        fields = parse_form(body)
        cookie = self.cookies.read(headers, COOKIE) or ""
        check_form_token(self.key, fields.pop(FORM_FIELD, ""), cookie, request.url.path)
        return Form(fields, hmac.digest(self.key, body, "sha256"))

    async def cards(self) -> tuple[tuple[CardAtHand, ...], Trouble | None]:
        """Return the cards at hand, or why there can be none."""
        try:
            return await asyncio.to_thread(cards_at_hand, self.source), None
        except ReaderError as error:
            return (), trouble_of(error)

    def respond(self, request: Request, template: str, browser: str, **context: Any) -> Response:
        """Return a page, with the cookie of its browser."""
        response = self.pages.respond(
            request, template, specimens=self.source.are_specimens, **context
        )
        response.headers.append("set-cookie", self.cookies.header(COOKIE, browser))
        return response

    async def failure(self, request: Request, error: Exception) -> Response:
        """Say what went wrong, whose fault it is and what to do."""
        problem = problem_of(error)
        view = {"problem": problem, "service": None, "back_url": None, "reference": None}
        return self.pages.respond(request, "error.html", status=problem.status, view=view)
