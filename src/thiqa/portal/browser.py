"""The browser on its way through an authorization: what it names, and where it is sent next.

Every request on its way is bound to the cookie that names the browser, and a login replaces
the cookie of the session.
"""

from urllib.parse import quote

from thiqa.base import EncodingError, b64url_decode, b64url_encode
from thiqa.oidc.authorization.authorize import Visit
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.store import Records
from thiqa.portal.portal import Portal
from thiqa.web.browser import (
    BROWSER_COOKIE,
    SESSION_COOKIE,
    Browser,
    browser_of,
    come_again,
    form_token,
    query_of,
    read_bound_form,
    read_own_form,
    remember_browser,
    see_other,
)

__all__ = [
    "BROWSER_COOKIE",
    "REQUEST_FIELD",
    "SESSION_COOKIE",
    "Browser",
    "authorization_id",
    "browser_of",
    "come_again",
    "form_token",
    "page_of",
    "query_of",
    "read_bound_form",
    "read_own_form",
    "remember_browser",
    "see_other",
    "visit_of",
]

REQUEST_FIELD = "a"
"""The query and form field that names the authorization on its way."""


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


def page_of(path: str, identifier: bytes) -> str:
    """Return the address of a page about an authorization."""
    return f"{path}?{REQUEST_FIELD}={quote(b64url_encode(identifier))}"
