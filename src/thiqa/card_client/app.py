"""The card client as a small site on the loopback address of the citizen's machine."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from thiqa.card_client.cards import CardSource
from thiqa.card_client.desk import Desk
from thiqa.card_client.errors import CardClientError
from thiqa.card_client.login_routes import login_routes
from thiqa.card_client.pages import card_client_pages
from thiqa.card_client.pin_routes import pin_routes
from thiqa.web import (
    Cookies,
    SecureHeaders,
    WebError,
    dispatch,
    send_response,
    single_header,
)


def make_app(source: CardSource, origin: str) -> ASGIApp:
    """Return the card client for the origin that it is served at."""
    cookies = Cookies(https=False)
    pages = card_client_pages(cookies)
    desk = Desk(source, pages, cookies, origin)
    kinds = (CardClientError, WebError, HTTPException, Exception)
    site = Starlette(
        routes=[*pin_routes(desk), *login_routes(desk)],
        exception_handlers=dict.fromkeys(kinds, desk.failure),
    )
    return _OwnHostOnly(dispatch(pages.assets.endpoints, SecureHeaders(site, https=False)), origin)


class _OwnHostOnly:
    """ASGI middleware: a name of somebody else that points to the loopback gets no answer."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app = app
        self._host = origin.partition("://")[2]
        self._advice = f"The card program is at {origin}\n".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_ours(scope):
            plain = ((b"content-type", b"text/plain"),)
            await send_response(send, HTTPStatus.MISDIRECTED_REQUEST, self._advice, plain)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        try:
            return single_header(scope["headers"], b"host") == self._host
        except WebError:
            return False
