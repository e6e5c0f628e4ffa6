"""What every page of the counter stands on: who is there, what is shown, where to go next."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from thiqa.base import Clock, Database
from thiqa.counter.identity.models import Identity
from thiqa.counter.records import Records
from thiqa.counter.settings import Settings
from thiqa.web import Cookies, Pages, check_same_origin

SESSION_COOKIE = "counter-session"


@dataclass(frozen=True, slots=True)
class Front:
    """Everything that pages share."""

    settings: Settings
    pages: Pages
    cookies: Cookies
    database: Database[Records]
    clock: Clock

    async def citizen(self, request: Request) -> Identity | None:
        """Return who is signed in."""
        secret = self.cookie(request, SESSION_COOKIE)
        if not secret:
            return None
        now = self.clock()
        return await self.database.read(lambda records: records.identity.session(secret, now))

    def check_form(self, request: Request) -> None:
        """Refuse a form that is not of ours (see `web.csrf`)."""
        check_same_origin(request.scope["headers"], self.settings.url)

    def respond(
        self, request: Request, template: str, *, status: int = HTTPStatus.OK, **view: Any
    ) -> Response:
        """Return a page, whose forms may lead to us, to the provider and to where one pays."""
        return self.pages.respond(
            request,
            template,
            status=status,
            form_targets=self.settings.form_targets,
            connects=True,
            **view,
        )

    def cookie(self, request: Request, name: str) -> str | None:
        """Return a cookie of ours."""
        return self.cookies.read(request.scope["headers"], name)

    def go_to(self, path: str, *cookies: str) -> Response:
        """Send the browser to a page of ours, with the headers of cookies."""
        return redirect(f"{self.settings.url}{path}", *cookies)


def redirect(location: str, *cookies: str) -> Response:
    """Send the browser to an address, with the headers of cookies."""
    response = RedirectResponse(location, HTTPStatus.SEE_OTHER)
    for cookie in cookies:
        response.headers.append("set-cookie", cookie)
    return response
