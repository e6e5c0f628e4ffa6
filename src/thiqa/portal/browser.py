"""The browser at the other end: its two cookies, its forms, and where it is sent next.

One cookie names the browser, and every request on its way is bound to it; the other opens a
session. Neither is ever taken from a URL, and a login replaces the session's.
"""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from thiqa.base import EncodingError, b64url_decode, b64url_encode, digest, new_secret
from thiqa.oidc.authorize import Answer, ConsentNeeded, Outcome, Visit
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.store import Records
from thiqa.portal.paths import CONSENT_PATH, LOGIN_PATH
from thiqa.portal.portal import Portal
from thiqa.web import FORM_FIELD, check_form_token, check_same_origin, new_form_token
from thiqa.web.limits import check_form_type, parse_form, parse_query, read_body

BROWSER_COOKIE = "browser"
SESSION_COOKIE = "session"
BROWSER_COOKIE_SECONDS = 86_400

REQUEST_FIELD = "a"
"""The query and form field that names the authorization on its way."""


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


def browser_of(portal: Portal, request: Request) -> Browser:
    """Return the browser behind a request; one without a cookie is given a fresh secret."""
    headers = request.scope["headers"]
    secret = portal.cookies.read(headers, BROWSER_COOKIE)
    session = portal.cookies.read(headers, SESSION_COOKIE)
    return Browser(secret or new_secret(), secret is None, session)


def remember_browser(portal: Portal, browser: Browser, response: Response) -> Response:
    """Give a new browser its cookie with this response."""
    if browser.is_new:
        cookie = portal.cookies.header(
            BROWSER_COOKIE, browser.secret, max_age=BROWSER_COOKIE_SECONDS
        )
        response.headers.append("set-cookie", cookie)
    return response


def form_token(portal: Portal, browser: Browser, action: str) -> str:
    """Return the token of a form of ours: of its path, and of what else it must not part from."""
    return new_form_token(portal.form_key, browser.secret, action)


async def read_own_form(portal: Portal, request: Request, browser: Browser) -> dict[str, str]:
    """Return the fields of a form that our own page, in this browser, has sent here."""
    fields, token = await read_bound_form(portal, request)
    check_form_token(portal.form_key, token, browser.secret, request.url.path)
    return fields


async def read_bound_form(portal: Portal, request: Request) -> tuple[dict[str, str], str]:
    """Return the fields of a form of our own origin, and its token, which is yet to be checked."""
    check_same_origin(request.scope["headers"], portal.origin)
    check_form_type(request.scope["headers"])
    fields = parse_form(await read_body(request.receive))
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


def authorization_id(text: str | None) -> bytes:
    """Read the authorization that a page's address or form names."""
    try:
        identifier = b64url_decode(text or "")
    except EncodingError as error:
        raise BrowserError(BrowserError.BAD_REQUEST) from error
    if not identifier:
        raise BrowserError(BrowserError.BAD_REQUEST, detail="no authorization is named")
    return identifier


def visit_of(
    portal: Portal,
    records: Records,
    browser: Browser,
    identifier: bytes,
    *,
    now: int,
    client_id: str | None = None,
    session_id: bytes | None = None,
) -> Visit:
    """Return the visit of a browser to an authorization, with the session it has or just got."""
    return Visit(
        provider=portal.provider,
        records=records,
        now=now,
        browser=browser.id,
        session_id=session_id or browser.session_id,
        authorization_id=identifier,
        client_id=client_id,
    )


def next_location(outcome: Outcome) -> str:
    """Return where the browser goes next: the login page, the consent page, or the service."""
    if isinstance(outcome, Answer):
        return outcome.location
    path = CONSENT_PATH if isinstance(outcome, ConsentNeeded) else LOGIN_PATH
    return page_of(path, outcome.authorization.id)


def page_of(path: str, identifier: bytes) -> str:
    """Return the address of a page about an authorization."""
    return f"{path}?{REQUEST_FIELD}={quote(b64url_encode(identifier))}"


def see_other(location: str) -> Response:
    """RFC 9700, section 4.12: 303, so that no browser sends its form on."""
    return RedirectResponse(location, HTTPStatus.SEE_OTHER)
