"""Forms that only our own pages, in the same browser, can send."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from markupsafe import Markup, escape

from thiqa.base import EncodingError, b64url_decode, b64url_encode, constant_time_equal
from thiqa.web.errors import ForeignRequestError
from thiqa.web.limits import Headers, single_header

FORM_FIELD = "form_token"
SALT_BYTES = 16
MAX_TOKEN_CHARACTERS = 64


def check_same_origin(headers: Headers, own_origin: str) -> None:
    """Refuse a form that the browser does not say comes from our own origin.

    1. Sec-Fetch-Site, when sent, is `same-origin`.
    2. Origin, when sent, is ours.
    3. One of the two is there.
    """
    headers = list(headers)
    site = single_header(headers, b"sec-fetch-site")
    origin = single_header(headers, b"origin")
    if site is not None and site != "same-origin":  # 1
        raise ForeignRequestError("the form was sent by another site")
    if origin is not None and origin != own_origin:  # 2
        raise ForeignRequestError("the form was sent by another origin")
    if site is None and origin is None:  # 3
        raise ForeignRequestError("the browser does not say where the form comes from")


def new_form_token(key: bytes, cookie: str, action: str) -> str:
    """Return a token for one form of one browser; each page shows another text for it.

    The fresh salt keeps the token from being guessed through the size of compressed pages.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    return b64url_encode(salt + _bind(key, salt, cookie, action))


def form_fields(token: str, hidden: Mapping[str, str]) -> Markup:
    """Return the hidden inputs of a form: its token, and what it sends back as it is."""
    fields = ((FORM_FIELD, token), *hidden.items())
    return Markup("\n").join(
        Markup(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">')  # noqa: S704  # escaped
        for name, value in fields
    )


def check_form_token(key: bytes, token: str, cookie: str, action: str) -> None:
    """Refuse a token that was not made for this browser cookie and this action."""
    if len(token) > MAX_TOKEN_CHARACTERS:
        raise ForeignRequestError("the form token is too long")
    try:
        data = b64url_decode(token)
    except EncodingError as error:
        raise ForeignRequestError("the form token is malformed") from error
    salt, bound = data[:SALT_BYTES], data[SALT_BYTES:]
    if not constant_time_equal(bound, _bind(key, salt, cookie, action)):
        raise ForeignRequestError("the form token belongs to another browser or form")


def _bind(key: bytes, salt: bytes, cookie: str, action: str) -> bytes:
    cookie_digest = hashlib.sha256(cookie.encode()).digest()
    return hmac.digest(key, salt + cookie_digest + action.encode(), "sha256")
