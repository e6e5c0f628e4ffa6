"""The endpoints that services call: plain ASGI, nothing between the socket and the rule."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from thiqa.base import StorageUnavailableError, digest, new_secret
from thiqa.crypto import SignatureInvalidError
from thiqa.ledger.errors import NotYetIntegratedError
from thiqa.ledger.receipts import Receipts
from thiqa.oidc.client_authentication import (
    VerifiedAssertion,
    claimed_client_id,
    verify_assertion,
)
from thiqa.oidc.errors import InvalidClientError, InvalidTokenError, ProtocolError
from thiqa.oidc.metadata import (
    JWKS_PATH,
    PAR_PATH,
    RECEIPT_PATH,
    TOKEN_PATH,
    USERINFO_PATH,
    metadata,
)
from thiqa.oidc.provider import Provider
from thiqa.oidc.pushed_request import REQUEST_URI_PREFIX, check_pushed_request
from thiqa.oidc.store import Records
from thiqa.oidc.token_endpoint import exchange
from thiqa.oidc.userinfo import entry_of_token, userinfo
from thiqa.web import (
    PUBLIC_JSON_HEADERS,
    Endpoint,
    WebError,
    check_form_type,
    endpoint,
    parse_form,
    read_body,
    send_json,
    send_response,
    single_header,
)

log = structlog.get_logger()

DISCOVERY_PATHS = (
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
)
RECEIPT_HEADERS = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"))
RETRY_AFTER_SECONDS = b"1"
RECEIPT_WAIT_SECONDS = 2.0
"""How long an answer waits for the proof before the service is asked to come back."""

_NOT_IN_A_DESCRIPTION = re.compile(r"[^\x20-\x21\x23-\x5B\x5D-\x7E]")
"""RFC 6749, section 5.2."""

Parameters = Mapping[str, str]
Handler = Callable[[Scope, Receive, Send], Awaitable[None]]


def endpoints(provider: Provider, receipts: Receipts) -> dict[str, Endpoint]:
    """Return the hot endpoints by path."""
    return {
        PAR_PATH: endpoint(_answering(_push(provider)), "POST"),
        TOKEN_PATH: endpoint(_answering(_token(provider)), "POST"),
        USERINFO_PATH: endpoint(_answering(_userinfo(provider)), "GET", "POST"),
        RECEIPT_PATH: endpoint(_answering(_receipt(provider, receipts)), "GET"),
        **{path: endpoint(_document(body), "GET") for path, body in documents(provider).items()},
    }


def _push(provider: Provider) -> Handler:
    async def push(scope: Scope, receive: Receive, send: Send) -> None:
        now = provider.clock()
        parameters = await _form(scope, receive)
        assertion = await _authenticate(provider, parameters, now)
        own_keys = provider.keys.verification_keys(now)
        request = check_pushed_request(provider.policy, assertion.client, parameters, own_keys)
        secret, life = new_secret(), provider.policy.lifetimes.pushed_request

        async def unit(records: Records) -> None:
            await assertion.use(records)
            await records.oidc.push(digest(secret), request, now + life)

        await provider.database.run(unit)
        body = {"request_uri": REQUEST_URI_PREFIX + secret, "expires_in": life}
        await send_json(send, _encode(body), status=HTTPStatus.CREATED)

    return push


def _token(provider: Provider) -> Handler:
    async def token(scope: Scope, receive: Receive, send: Send) -> None:
        now = provider.clock()
        parameters = await _form(scope, receive)
        assertion = await _authenticate(provider, parameters, now)
        await send_json(send, _encode(await exchange(provider, assertion, parameters, now)))

    return token


def _userinfo(provider: Provider) -> Handler:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        claims = await userinfo(provider, _bearer(scope), provider.clock())
        await send_json(send, _encode(claims))

    return answer


def _receipt(provider: Provider, receipts: Receipts) -> Handler:
    async def give(scope: Scope, receive: Receive, send: Send) -> None:
        entry_id, client_id = await entry_of_token(provider, _bearer(scope), provider.clock())
        try:
            receipt = await receipts.receipt_for_client(
                entry_id, client_id, wait_seconds=RECEIPT_WAIT_SECONDS
            )
        except NotYetIntegratedError:
            headers = (*RECEIPT_HEADERS, (b"retry-after", RETRY_AFTER_SECONDS))
            await send_response(send, HTTPStatus.ACCEPTED, b"", headers)
            return
        await send_response(send, HTTPStatus.OK, receipt.text.encode(), RECEIPT_HEADERS)

    return give


def documents(provider: Provider) -> dict[str, Callable[[], bytes]]:
    """Return what everybody may fetch, by path: the metadata, and the keys of the moment."""
    about = _encode(metadata(provider.policy, provider.record_key))
    return {
        JWKS_PATH: lambda: provider.keys.jwks(provider.clock()),
        **dict.fromkeys(DISCOVERY_PATHS, lambda: about),
    }


def _document(body: Callable[[], bytes]) -> ASGIApp:
    async def document(scope: Scope, receive: Receive, send: Send) -> None:
        await send_json(send, body(), headers=PUBLIC_JSON_HEADERS)

    return document


async def _form(scope: Scope, receive: Receive) -> Parameters:
    """Read a form; a parameter without a value counts as absent (RFC 6749, section 3.2)."""
    check_form_type(scope["headers"])
    fields = parse_form(await read_body(receive))
    return {name: value for name, value in fields.items() if value}


async def _authenticate(provider: Provider, parameters: Parameters, now: int) -> VerifiedAssertion:
    client_id = claimed_client_id(parameters)
    client = await provider.clients.find(client_id)
    assertion = parameters["client_assertion"]
    try:
        keys = await provider.clients.keys_for(client_id, assertion)
    except SignatureInvalidError as error:
        raise InvalidClientError("client_assertion is not a JWT") from error
    return verify_assertion(assertion, client, keys, issuer=provider.policy.issuer, now=now)


def _bearer(scope: Scope) -> str:
    """RFC 6750, section 2.1: the token stands in the Authorization header, nowhere else."""
    scheme, _, token = (single_header(scope["headers"], b"authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise InvalidTokenError("")
    return token.strip()


def _answering(handler: Handler) -> ASGIApp:
    """Answer each refusal in the form that the specifications give it."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await handler(scope, receive, send)
        except InvalidTokenError as error:
            await send_json(send, b"{}", status=error.status, extra=(_challenge(error),))
        except ProtocolError as error:
            body = _encode(_error(error.code, error.description))
            extra = _challenge_of_client(scope, error)
            await send_json(send, body, status=error.status, extra=extra)
        except WebError as error:
            body = _encode(_error("invalid_request", str(error)))
            await send_json(send, body, status=error.status)
        except StorageUnavailableError:
            body = _encode(_error("temporarily_unavailable", "try again later"))
            extra = ((b"retry-after", RETRY_AFTER_SECONDS),)
            await send_json(send, body, status=HTTPStatus.SERVICE_UNAVAILABLE, extra=extra)
        except Exception:
            log.exception("endpoint_broken", path=scope["path"])
            body = _encode(_error("server_error", "something broke on our side"))
            await send_json(send, body, status=HTTPStatus.INTERNAL_SERVER_ERROR)

    return app


def _challenge(error: InvalidTokenError) -> tuple[bytes, bytes]:
    """RFC 6750, section 3: without a token there is no error code."""
    detail = f', error="{error.code}", error_description="{error.description}"'
    return (
        b"www-authenticate",
        f'Bearer realm="thiqa"{detail if error.description else ""}'.encode(),
    )


def _challenge_of_client(scope: Scope, error: ProtocolError) -> tuple[tuple[bytes, bytes], ...]:
    """RFC 6749, section 5.2: a client that tried a header is answered with a header."""
    tried = any(name == b"authorization" for name, _ in scope["headers"])
    if tried and isinstance(error, InvalidClientError):
        return ((b"www-authenticate", b'Basic realm="thiqa"'),)
    return ()


def _error(code: str, description: str) -> dict[str, str]:
    return {"error": code, "error_description": _NOT_IN_A_DESCRIPTION.sub("?", description)}


def _encode(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
