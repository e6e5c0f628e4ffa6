"""Which authorization a request of a service is about, read without believing it.

Nothing is decided by it but whether a rehearsed fault happens; the endpoint checks for itself.
"""

from typing import Final
from urllib.parse import parse_qs

from starlette.types import Message, Receive, Scope

from thiqa.base import EncodingError, b64url_decode, parse_json_object
from thiqa.oidc.tokens.tokens import AUTHORIZATION_ID_BYTES
from thiqa.web.limits import MAX_BODY_BYTES

NOBODY: Final = b""
"""No authorization is named, or not in a way that we read."""


async def overhear(receive: Receive) -> tuple[bytes, Receive]:
    """Return the body of a request, as far as it may be long, and a way to read it again."""
    heard: list[Message] = []
    body = b""
    while len(body) <= MAX_BODY_BYTES:
        message = await receive()
        heard.append(message)
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body", False):
            break

    async def again() -> Message:
        return heard.pop(0) if heard else await receive()

    return body, again


def named_by_code(body: bytes) -> bytes:
    """Return the authorization behind the code of a token request."""
    try:
        (code,) = parse_qs(body.decode("ascii"), max_num_fields=100)["code"]
        return _identifier(code.partition(".")[0])
    except (EncodingError, KeyError, ValueError):
        return NOBODY


def named_by_access_token(scope: Scope) -> bytes:
    """Return the authorization behind the access token of a request."""
    try:
        value: bytes = dict(scope["headers"])[b"authorization"]
        payload = value.decode("ascii").partition(" ")[2].strip().split(".")[1]
        return _identifier(str(parse_json_object(b64url_decode(payload))["grant_id"]))
    except (EncodingError, LookupError, ValueError):
        return NOBODY


def _identifier(text: str) -> bytes:
    identifier = b64url_decode(text)
    return identifier if len(identifier) == AUTHORIZATION_ID_BYTES else NOBODY
