"""The pages of the service: thin, because the checks live elsewhere."""

import logging
import re
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from thiqa.base import Clock, new_secret
from thiqa.counter.backchannel import take_logout
from thiqa.counter.callback import finish_login
from thiqa.counter.client import Client
from thiqa.counter.errors import LoginGoneError
from thiqa.counter.failures import AFTER_CALLBACK, DECLINED, NOT_FOUND, Failure, failure_of
from thiqa.counter.models import Identity
from thiqa.counter.settings import Settings
from thiqa.counter.store import LOGIN_SECONDS, SESSION_SECONDS, Store
from thiqa.counter.views import receipt_file_name, result_view
from thiqa.web import Cookies, Pages, check_same_origin, parse_query

BROWSER_COOKIE = "counter-browser"
SESSION_COOKIE = "counter-session"

CALLBACK_PATH = "/callback"

REFERENCE_BYTES = 4
REFERENCE = re.compile(r"[0-9a-f]{8}")

logger = logging.getLogger("thiqa.counter")


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that a page needs."""

    settings: Settings
    pages: Pages
    cookies: Cookies
    client: Client
    store: Store
    clock: Clock

    def routes(self) -> list[Route]:
        """Return the addresses of the service."""
        return [
            Route("/", self.home),
            Route("/identify", self.identify, methods=["POST"]),
            Route("/start", self.start),
            Route(CALLBACK_PATH, self.callback),
            Route("/ended", self.ended),
            Route("/result", self.result),
            Route("/receipt", self.receipt),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/signed-out", self.signed_out),
            Route("/backchannel-logout", self.backchannel_logout, methods=["POST"]),
            Route("/health", self.health),
        ]

    async def home(self, request: Request) -> Response:
        """Say what the service is, with the button that starts a login."""
        return self.pages.respond(
            request,
            "home.html",
            form_targets=[self.settings.issuer],
            signed_in=self._identity(request) is not None,
        )

    async def identify(self, request: Request) -> Response:
        """Begin a login and send the browser to the provider."""
        check_same_origin(request.scope["headers"], self.settings.url)
        return await self._begin(request)

    async def start(self, request: Request) -> Response:
        """Begin a login that somebody else asks for (OpenID Connect Core, section 4)."""
        if parse_query(request.scope["query_string"]).get("iss") != self.settings.issuer:
            raise LoginGoneError("a login at another provider was asked for (iss)")
        return await self._begin(request)

    async def _begin(self, request: Request) -> Response:
        browser = self._cookie(request, BROWSER_COOKIE) or new_secret()
        language = self.pages.language_of(request)
        login, location = await self.client.begin(browser, language)
        self.store.put_login(login)
        return self._redirect(
            location, self.cookies.header(BROWSER_COOKIE, browser, max_age=LOGIN_SECONDS)
        )

    async def callback(self, request: Request) -> Response:
        """Take the provider's answer; open a session, never one that the browser brought."""
        query = parse_query(request.scope["query_string"])
        browser = self._cookie(request, BROWSER_COOKIE)
        identity = await finish_login(self.client, self.store, query, browser)
        secret = self.store.begin_session(
            identity, self.clock(), replaces=self._cookie(request, SESSION_COOKIE)
        )
        return self._redirect(
            f"{self.settings.url}/result",
            self.cookies.header(SESSION_COOKIE, secret, max_age=SESSION_SECONDS),
        )

    async def result(self, request: Request) -> Response:
        """Show what was received and that the receipt holds."""
        identity = self._identity(request)
        if identity is None:
            return self._redirect(f"{self.settings.url}/")
        return self.pages.respond(
            request,
            "result.html",
            form_targets=[self.settings.issuer],
            view=result_view(identity, self.pages.language_of(request)),
        )

    async def receipt(self, request: Request) -> Response:
        """Give the receipt as a text file."""
        identity = self._identity(request)
        if identity is None:
            return self._redirect(f"{self.settings.url}/")
        name = receipt_file_name(identity.receipt.index)
        return PlainTextResponse(
            identity.receipt.text,
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    async def logout(self, request: Request) -> Response:
        """End our session, then let the provider offer to end its own."""
        check_same_origin(request.scope["headers"], self.settings.url)
        identity = self._identity(request)
        location = self.settings.signed_out_uri
        if identity is not None:
            self.store.end_session(self._cookie(request, SESSION_COOKIE) or "")
            location = await self.client.logout_url(identity.id_token, location)
        return self._redirect(location, self.cookies.clearing_header(SESSION_COOKIE))

    async def backchannel_logout(self, request: Request) -> Response:
        """Hear from the provider that a citizen's session is over."""
        return await take_logout(self.client, self.store, request)

    async def signed_out(self, request: Request) -> Response:
        """Say that the citizen is signed out."""
        return self.pages.respond(request, "signed_out.html")

    async def health(self, request: Request) -> Response:
        """Say that the process serves."""
        return PlainTextResponse("ok\n")

    async def ended(self, request: Request) -> Response:
        """Explain how a login ended, at an address without the provider's answer in it."""
        found = AFTER_CALLBACK.get(request.query_params.get("how", ""))
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        reference = request.query_params.get("reference", "")
        return self._failure_page(
            request, found, reference if REFERENCE.fullmatch(reference) else ""
        )

    async def failure(self, request: Request, error: Exception) -> Response:
        """Explain an error to the person, and note it for the operator under a reference."""
        if isinstance(error, HTTPException):
            if error.status_code == HTTPStatus.NOT_FOUND:
                return self._failure_page(request, NOT_FOUND)
            return PlainTextResponse(status_code=error.status_code, headers=error.headers)
        in_callback = request.url.path == CALLBACK_PATH
        found, reference = failure_of(error, in_callback=in_callback), ""
        if found is not DECLINED:
            reference = secrets.token_hex(REFERENCE_BYTES)
            logger.warning("%s %s: %s", reference, type(error).__name__, error)
        if in_callback:
            query = urlencode({"how": found.id, "reference": reference})
            return self._redirect(f"{self.settings.url}/ended?{query}")
        return self._failure_page(request, found, reference)

    def _failure_page(self, request: Request, found: Failure, reference: str = "") -> Response:
        return self.pages.respond(
            request,
            "failure.html",
            status=found.status,
            form_targets=[self.settings.issuer],
            failure=found,
            reference=reference,
        )

    def _identity(self, request: Request) -> Identity | None:
        return self.store.session(self._cookie(request, SESSION_COOKIE), self.clock())

    def _cookie(self, request: Request, name: str) -> str | None:
        return self.cookies.read(request.scope["headers"], name)

    @staticmethod
    def _redirect(location: str, *cookies: str) -> Response:
        response = RedirectResponse(location, HTTPStatus.SEE_OTHER)
        for cookie in cookies:
            response.headers.append("set-cookie", cookie)
        return response
