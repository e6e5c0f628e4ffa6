"""Where a citizen who signs in to our own pages wants to go: to one of them, and nowhere else."""

import re
from urllib.parse import urlencode

from starlette.requests import Request

from thiqa.web.errors import MalformedRequestError

SIGN_IN_PATH = "/login"
NEXT_FIELD = "next"
MAX_DESTINATION = 512
PLACES = frozenset(
    {"consents", "console", "disputes", "history", "receipts", "requests", "sessions"}
)
"""The first parts of the addresses that a login may lead to."""

_DESTINATION = re.compile(
    r"/(?P<place>[a-z]+)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*(\?[A-Za-z0-9_=&.-]*)?"
)
"""One spelling: no second slash, no dot at the start of a part, nothing escaped."""


def read_destination(text: str | None) -> str | None:
    """Return a page of ours that a login may lead to; None when none is named."""
    if text is None:
        return None
    found = _DESTINATION.fullmatch(text) if len(text) <= MAX_DESTINATION else None
    if found is None or found["place"] not in PLACES:
        raise MalformedRequestError("next is not one of our pages")
    return text


def sign_in_url(destination: str | None) -> str:
    """Return the address of the login that leads to a page of ours."""
    if destination is None:
        return SIGN_IN_PATH
    return f"{SIGN_IN_PATH}?{urlencode({NEXT_FIELD: destination})}"


def sign_in_first(request: Request) -> str:
    """Return the login that leads to the page asked for, or to where a form's page is."""
    query = request.url.query
    whole = f"{request.url.path}?{query}" if query else request.url.path
    place = "/" + request.url.path.split("/")[1]
    wanted = (whole, place) if request.method in {"GET", "HEAD"} else (place,)
    for destination in wanted:
        try:
            return sign_in_url(read_destination(destination))
        except MalformedRequestError:
            continue
    return SIGN_IN_PATH
