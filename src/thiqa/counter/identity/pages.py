"""The pages of a login, from the button to the end of the session."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from thiqa.base import new_secret
from thiqa.counter.identity.backchannel import take_logout
from thiqa.counter.identity.callback import finish_login
from thiqa.counter.identity.client import Client
from thiqa.counter.identity.front import SESSION_COOKIE, Front, redirect
from thiqa.counter.identity.models import Identity, PendingLogin
from thiqa.counter.identity.purpose import Purpose
from thiqa.counter.identity.store import LOGIN_SECONDS, SESSION_SECONDS
from thiqa.counter.identity.views import receipt_file_name, result_view
from thiqa.counter.records import Records
from thiqa.web import parse_query

BROWSER_COOKIE = "counter-browser"
CALLBACK_PATH = "/callback"


@dataclass(frozen=True, slots=True)
class IdentityPages:
    """Thin, because the checks live elsewhere."""

    front: Front
    client: Client

    def routes(self) -> list[Route]:
        """Return the addresses of this room."""
        return [
            Route(CALLBACK_PATH, self.callback),
            Route("/result", self.result),
            Route("/receipt", self.receipt),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/signed-out", self.signed_out),
            Route("/backchannel-logout", self.backchannel_logout, methods=["POST"]),
        ]

    async def begin(self, request: Request, purpose: Purpose, goal: str) -> Response:
        """Begin a login and send the browser to the provider; it comes back to `goal`."""
        browser = self.front.cookie(request, BROWSER_COOKIE) or new_secret()
        language = self.front.pages.language_of(request)
        login, location = await self.client.begin(browser, language, purpose, goal)
        await self.front.database.run(partial(_put_login, login))
        cookie = self.front.cookies.header(BROWSER_COOKIE, browser, max_age=LOGIN_SECONDS)
        return redirect(location, cookie)

    async def callback(self, request: Request) -> Response:
        """Take the provider's answer; open a session, never one that the browser brought."""
        query = parse_query(request.scope["query_string"])
        browser = self.front.cookie(request, BROWSER_COOKIE)
        identity, login = await finish_login(self.client, self.front.database, query, browser)
        secret = await self._begin_session(identity, self.front.cookie(request, SESSION_COOKIE))
        cookie = self.front.cookies.header(SESSION_COOKIE, secret, max_age=SESSION_SECONDS)
        return self.front.go_to(login.goal, cookie)

    async def result(self, request: Request) -> Response:
        """Show what was received and that the receipt holds."""
        identity = await self.front.citizen(request)
        if identity is None:
            return self.front.go_to("/")
        view = result_view(identity, self.front.pages.language_of(request))
        return self.front.respond(request, "result.html", view=view)

    async def receipt(self, request: Request) -> Response:
        """Give the receipt as a text file."""
        identity = await self.front.citizen(request)
        if identity is None:
            return self.front.go_to("/")
        name = receipt_file_name(identity.receipt.index)
        return PlainTextResponse(
            identity.receipt.text,
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    async def logout(self, request: Request) -> Response:
        """End our session, then let the provider offer to end its own."""
        self.front.check_form(request)
        identity = await self.front.citizen(request)
        location = self.front.settings.signed_out_uri
        if identity is not None:
            secret = self.front.cookie(request, SESSION_COOKIE) or ""
            await self.front.database.run(lambda records: records.identity.end_session(secret))
            location = await self.client.logout_url(identity.id_token, location)
        return redirect(location, self.front.cookies.clearing_header(SESSION_COOKIE))

    async def backchannel_logout(self, request: Request) -> Response:
        """Hear from the provider that a citizen's session is over."""
        return await take_logout(self.client, self.front.database, request)

    async def signed_out(self, request: Request) -> Response:
        """Say that the citizen is signed out."""
        return self.front.pages.respond(request, "signed_out.html")

    async def _begin_session(self, identity: Identity, replaces: str | None) -> str:
        secret, now = new_secret(), self.front.clock()

        async def begin(records: Records) -> None:
            await records.identity.begin_session(secret, identity, now, replaces=replaces)

        await self.front.database.run(begin)
        return secret


async def _put_login(login: PendingLogin, records: Records) -> None:
    await records.identity.put_login(login)
