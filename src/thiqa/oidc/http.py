"""What the endpoints for services share: a form comes in, JSON goes out, refusals have a form."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from starlette.types import Receive, Scope, Send

from thiqa.base import StorageUnavailableError
from thiqa.crypto import ACCEPTED_NAMES
from thiqa.oidc.errors import (
    InvalidClientError,
    InvalidTokenError,
    ProtocolError,
)
from thiqa.oidc.journal import note_refusal
from thiqa.oidc.provider import Provider
from thiqa.oidc.tokens.dpop import NONCE_HEADER, is_proved
from thiqa.oidc.tokens.interaction_header import interaction_header
from thiqa.web import (
    JSON_HEADERS,
    Endpoint,
    WebError,
    check_form_type,
    endpoint,
    parse_form,
    read_body,
    send_response,
    single_header,
)
from thiqa.web.dispatch import Header

log = structlog.get_logger()

RETRY_AFTER: Header = (b"retry-after", b"1")
BEARER_CHALLENGE = 'Bearer realm="thiqa"'
DPOP_CHALLENGE = f'DPoP realm="thiqa", algs="{" ".join(ACCEPTED_NAMES)}"'
_NOT_IN_A_DESCRIPTION = re.compile(r"[^\x20-\x21\x23-\x5B\x5D-\x7E]")
"""RFC 6749, section 5.2."""

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """A request of a service: its form (empty without a body), and when it came."""

    scope: Scope
    parameters: Parameters
    now: int
    body: bytes = b""
    """What came that is not a form."""

    def header(self, name: bytes) -> str | None:
        """Return a header that may stand once at the most."""
        return single_header(self.scope["headers"], name)

    def authorization(self) -> tuple[str, str]:
        """Return scheme (in small letters) and credentials of the Authorization header."""
        scheme, _, credentials = (self.header(b"authorization") or "").partition(" ")
        return scheme.lower(), credentials.strip()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service is answered."""

    body: bytes = b""
    status: HTTPStatus = HTTPStatus.OK
    headers: tuple[Header, ...] = JSON_HEADERS


Handler = Callable[[ServiceRequest], Awaitable[Reply]]


def service_endpoint(
    provider: Provider,
    handler: Handler,
    *methods: str,
    form: bool = True,
    resource: bool = False,
) -> Endpoint:
    """Return the endpoint that answers with `handler`, and every refusal in its proper form.

    `form`: whether what is posted is a form. `resource`: whether access tokens open it.
    Whoever sends a proof of possession is told the nonce of the moment, so that the next proof
    has it already (RFC 9449, section 8.2).
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        parameters: Parameters = {}
        try:
            body = await read_body(receive) if scope["method"] == "POST" else b""
            parameters = _form(scope, body) if form else {}
            reply = await handler(ServiceRequest(scope, parameters, provider.clock(), body))
        except Exception as error:
            reply = _refusal(scope, error)
            note_refusal(
                provider.journal,
                scope["path"],
                error,
                parameters=parameters,
                credentials=_credentials(scope),
            )
        headers = reply.headers
        if is_proved(scope["headers"]):
            nonce = provider.nonces.current(provider.clock())
            headers = (*headers, (NONCE_HEADER, nonce.encode()))
        if resource:
            headers = (*headers, interaction_header(scope["headers"]))
        await send_response(send, reply.status, reply.body, headers)

    return endpoint(app, *methods)


def json_reply(
    value: Any, *, status: HTTPStatus = HTTPStatus.OK, extra: tuple[Header, ...] = ()
) -> Reply:
    """Return a value as JSON, for its asker alone."""
    return Reply(encode(value), status, (*JSON_HEADERS, *extra))


def document_endpoint(body: Callable[[], bytes], headers: tuple[Header, ...]) -> Endpoint:
    """Return the endpoint of a public document."""

    async def document(scope: Scope, receive: Receive, send: Send) -> None:
        await send_response(send, HTTPStatus.OK, body(), headers)

    return endpoint(document, "GET")


def encode(value: Any) -> bytes:
    """Return a value as compact JSON."""
    return json.dumps(value, separators=(",", ":")).encode()


def error_members(error: ProtocolError) -> dict[str, str]:
    """Return a refusal as RFC 6749, section 5.2, writes it."""
    return _error(error.code, error.description)


def _credentials(scope: Scope) -> str:
    """Return what stands after the scheme of the Authorization header, unchecked."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            return str(value.partition(b" ")[2].strip().decode("latin-1"))
    return ""


def _form(scope: Scope, body: bytes) -> Parameters:
    """Read a form; a parameter without a value counts as absent (RFC 6749, section 3.2)."""
    if not body and single_header(scope["headers"], b"content-type") is None:
        return {}
    check_form_type(scope["headers"])
    return {name: value for name, value in parse_form(body).items() if value}


def _refusal(scope: Scope, error: Exception) -> Reply:
    match error:
        case InvalidTokenError():
            return json_reply({}, status=error.status, extra=_challenges(scope, error))
        case ProtocolError():
            extra = _challenge_of_client(scope, error)
            return json_reply(error_members(error), status=error.status, extra=extra)
        case WebError():
            status = HTTPStatus(error.status)
            return json_reply(_error("invalid_request", str(error)), status=status)
        case StorageUnavailableError():
            members = _error("temporarily_unavailable", "try again later")
            status = HTTPStatus.SERVICE_UNAVAILABLE
            return json_reply(members, status=status, extra=(RETRY_AFTER,))
        case _:
            log.error("endpoint_broken", path=scope["path"], exc_info=error)
            members = _error("server_error", "something broke on our side")
            return json_reply(members, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _challenges(scope: Scope, error: InvalidTokenError) -> tuple[Header, ...]:
    """RFC 6750, section 3, and RFC 9449, section 7.1: the scheme that was tried comes first.

    Without a token there is no error code.
    """
    tried = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    is_dpop = tried[:5].lower() == b"dpop "
    description = _NOT_IN_A_DESCRIPTION.sub("?", error.description)
    detail = f', error="{error.code}", error_description="{description}"' if description else ""
    challenges = (
        [DPOP_CHALLENGE, BEARER_CHALLENGE] if is_dpop else [BEARER_CHALLENGE, DPOP_CHALLENGE]
    )
    challenges[0] += detail
    return tuple((b"www-authenticate", challenge.encode()) for challenge in challenges)


def _challenge_of_client(scope: Scope, error: ProtocolError) -> tuple[Header, ...]:
    """RFC 6749, section 5.2: a client that tried a header is answered with a header."""
    tried = any(name == b"authorization" for name, _ in scope["headers"])
    if tried and isinstance(error, InvalidClientError):
        return ((b"www-authenticate", b'Basic realm="thiqa"'),)
    return ()


def _error(code: str, description: str) -> dict[str, str]:
    return {"error": code, "error_description": _NOT_IN_A_DESCRIPTION.sub("?", description)}
