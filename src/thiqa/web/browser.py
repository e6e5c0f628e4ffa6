"""The browser at the other end: its two cookies, and its forms.

One cookie names the browser, the other opens a session. Neither is ever taken from a URL.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from thiqa.base import digest, new_secret
from thiqa.web.cookies import Cookies
from thiqa.web.csrf import FORM_FIELD, check_form_token, check_same_origin, new_form_token
from thiqa.web.limits import MAX_FORM_FIELDS, check_form_type, parse_form, parse_query, read_body

BROWSER_COOKIE = "browser"
SESSION_COOKIE = "session"
BROWSER_COOKIE_SECONDS = 86_400


class Front(Protocol):
    """What faces browsers: one origin, with its cookies and the key of its forms."""

    @property
    def cookies(self) -> Cookies:
        """How cookies are set and read."""
        ...

    @property
    def form_key(self) -> bytes:
        """What tokens of forms are made with."""
        ...

    @property
    def origin(self) -> str:
        """Our own origin, without a trailing slash."""
        ...


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser by the secret of its cookie; `is_new` when it had none."""

    secret: str
    is_new: bool
    session_secret: str | None

    @property
    def id(self) -> bytes:
        """What is stored of the browser's secret."""
        return digest(self.secret)

    @property
    def session_id(self) -> bytes | None:
        """What is stored of the session's secret."""
        return None if self.session_secret is None else digest(self.session_secret)


def browser_of(front: Front, request: Request) -> Browser:
    """Return the browser behind a request; one without a cookie is given a fresh secret."""
    headers = request.scope["headers"]
    secret = front.cookies.read(headers, BROWSER_COOKIE)
    session = front.cookies.read(headers, SESSION_COOKIE)
    return Browser(secret or new_secret(), secret is None, session)


def remember_browser(front: Front, browser: Browser, response: Response) -> Response:
    """Give a new browser its cookie with this response."""
    if browser.is_new:
        cookie = front.cookies.header(
            BROWSER_COOKIE, browser.secret, max_age=BROWSER_COOKIE_SECONDS
        )
        response.headers.append("set-cookie", cookie)
    return response


def form_token(front: Front, browser: Browser, action: str) -> str:
    """Return the token of a form of ours: of its path, and of what else it must not part from."""
    return new_form_token(front.form_key, browser.secret, action)


async def read_own_form(
    front: Front, request: Request, browser: Browser, *, max_fields: int = MAX_FORM_FIELDS
) -> dict[str, str]:
    """Return the fields of a form that our own page, in this browser, has sent here."""
    fields, token = await read_bound_form(front, request, max_fields=max_fields)
    check_form_token(front.form_key, token, browser.secret, request.url.path)
    return fields


async def read_bound_form(
    front: Front, request: Request, *, max_fields: int = MAX_FORM_FIELDS
) -> tuple[dict[str, str], str]:
    """Return the fields of a form of our own origin, and its token, which is yet to be checked."""
    check_same_origin(request.scope["headers"], front.origin)
    check_form_type(request.scope["headers"])
    fields = parse_form(await read_body(request.receive), max_fields=max_fields)
    return fields, fields.pop(FORM_FIELD, "")


def query_of(request: Request) -> dict[str, str]:
    """Return the parameters of a page's address, read as strictly as a form."""
    return parse_query(request.scope["query_string"])


async def come_again(request: Request) -> Response:
    """Answer a form of another site: the browser comes again with GET, and with its cookies.

    It sends none with such a form (SameSite=Lax), so there it would look like a new browser.
    """
    check_form_type(request.scope["headers"])
    fields = parse_form(await read_body(request.receive))
    return see_other(f"{request.url.path}?{urlencode(fields)}")


def see_other(location: str) -> Response:
    """RFC 9700, section 4.12: 303, so that no browser sends its form on."""
    return RedirectResponse(location, HTTPStatus.SEE_OTHER)
