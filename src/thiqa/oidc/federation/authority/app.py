"""The endpoints of an authority (OpenID Federation 1.0, sections 8 and 9): plain ASGI."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from thiqa.base import Clock
from thiqa.crypto import Signer
from thiqa.oidc.federation.authority import issuing
from thiqa.oidc.federation.authority.models import Authority
from thiqa.oidc.federation.discovery import FetchText
from thiqa.oidc.federation.entity_id import WELL_KNOWN
from thiqa.oidc.federation.entity_statement import ENTITY_STATEMENT_TYPE
from thiqa.oidc.federation.errors import AnchorUnknownError, FederationError
from thiqa.oidc.federation.resolver import Resolver
from thiqa.oidc.federation.signatures import read_keys
from thiqa.oidc.federation.trust_marks import TRUST_MARK_TYPE
from thiqa.web import (
    JSON_HEADERS,
    WebError,
    check_form_type,
    dispatch,
    endpoint,
    parse_form,
    read_body,
    send_response,
)

log = structlog.get_logger()

MAX_QUERY_BYTES = 8_192
MAX_PARAMETERS = 30

Parameters = Sequence[tuple[str, str]]


class RequestRefusedError(FederationError):
    """A request that an endpoint of the authority does not answer (section 8.9)."""

    def __init__(self, code: str, status: HTTPStatus, description: str) -> None:
        super().__init__(description)
        self.code, self.status = code, status


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every endpoint works with; the authority is read anew for each request."""

    authority: Callable[[], Authority]
    signers: Callable[[], Sequence[Signer]]
    resolver: Callable[[], Resolver]
    clock: Clock


Handler = Callable[[_Desk, Parameters], Awaitable[tuple[str, bytes]]]
"""Returns the media type and the body."""


def authority_app(
    authority: Callable[[], Authority],
    signers: Callable[[], Sequence[Signer]],
    fetch: FetchText,
    clock: Clock,
) -> ASGIApp:
    """Return the application of an authority, whose identifier may have a path."""
    desk = _Desk(authority, signers, _resolver(authority, signers, fetch, clock), clock)
    base = urlsplit(authority().entity_id).path.removesuffix("/")
    table = {
        base + path: endpoint(_answering(desk, handler, method), method)
        for path, (method, handler) in HANDLERS.items()
    }
    return _with_lifespan(dispatch(table, _not_found))


async def _configuration(desk: _Desk, parameters: Parameters) -> tuple[str, bytes]:
    claims = issuing.configuration_claims(desk.authority(), desk.signers(), desk.clock())
    return _signed(desk, claims, ENTITY_STATEMENT_TYPE)


async def _fetch(desk: _Desk, parameters: Parameters) -> tuple[str, bytes]:
    """Section 8.1."""
    authority, subject = desk.authority(), _one(parameters, "sub")
    if subject == authority.entity_id:
        raise _invalid("sub is this authority itself")
    subordinate = authority.subordinates.get(subject)
    if subordinate is None:
        raise _missing("sub is not a subordinate of this authority")
    claims = issuing.statement_claims(authority, subject, subordinate, desk.clock())
    return _signed(desk, claims, ENTITY_STATEMENT_TYPE)


async def _list(desk: _Desk, parameters: Parameters) -> tuple[str, bytes]:
    """Section 8.2."""
    authority = desk.authority()
    types = {value for name, value in parameters if name == "entity_type"}
    kind, marked = _optional(parameters, "trust_mark_type"), _flag(parameters, "trust_marked")
    wanted = _flag(parameters, "intermediate")
    marks = [each for each in authority.trust_marks if not each.revoked]
    listed = [
        name
        for name, each in authority.subordinates.items()
        if (not types or types & {*each.entity_types})
        and (wanted is None or each.intermediate is wanted)
        and (marked is not True or any(mark.subject == name for mark in marks))
        and (kind is None or any((mark.type, mark.subject) == (kind, name) for mark in marks))
    ]
    return "application/json", json.dumps(listed).encode()


async def _resolve(desk: _Desk, parameters: Parameters) -> tuple[str, bytes]:
    """Section 8.3, for our subordinates: nobody makes us look for strangers (section 18.1)."""
    authority, subject = desk.authority(), _one(parameters, "sub")
    anchors = [value for name, value in parameters if name == "trust_anchor"]
    if not anchors:
        raise _invalid("trust_anchor is missing")
    if subject not in {authority.entity_id, *authority.subordinates}:
        raise _missing("sub is not a subordinate of this authority")
    resolver = desk.resolver()
    if not set(anchors) & set(resolver.anchors):
        raise AnchorUnknownError("no such trust anchor here")
    entity = await resolver.resolve(subject)
    if entity.anchor not in anchors:
        raise AnchorUnknownError("the entity does not lead to this trust anchor")
    marks = await resolver.trust_marks(entity)
    types = [value for name, value in parameters if name == "entity_type"]
    claims = issuing.resolve_claims(authority, entity, marks, types, desk.clock())
    return _signed(desk, claims, "resolve-response+jwt")


async def _mark(desk: _Desk, parameters: Parameters) -> tuple[str, bytes]:
    """Section 8.6."""
    authority = desk.authority()
    kind, subject = _one(parameters, "trust_mark_type"), _one(parameters, "sub")
    mark = issuing.find_mark(authority, kind, subject)
    if mark is None or mark.revoked:
        raise _missing("the entity does not have this trust mark")
    return _signed(desk, issuing.mark_claims(authority, mark, desk.clock()), TRUST_MARK_TYPE)


async def _marked(desk: _Desk, parameters: Parameters) -> tuple[str, bytes]:
    """Section 8.5."""
    kind, subject = _one(parameters, "trust_mark_type"), _optional(parameters, "sub")
    listed = [
        mark.subject
        for mark in desk.authority().trust_marks
        if mark.type == kind and not mark.revoked and subject in (None, mark.subject)
    ]
    return "application/json", json.dumps(listed).encode()


async def _mark_status(desk: _Desk, parameters: Parameters) -> tuple[str, bytes]:
    """Section 8.4."""
    authority, token, now = desk.authority(), _one(parameters, "trust_mark"), desk.clock()
    status = issuing.mark_status(authority, token, desk.signers(), now)
    if status is None:
        raise _missing("this authority has not issued this trust mark")
    claims = {"iss": authority.entity_id, "iat": now, "trust_mark": token, "status": status}
    return _signed(desk, claims, "trust-mark-status-response+jwt")


HANDLERS: dict[str, tuple[str, Handler]] = {
    WELL_KNOWN: ("GET", _configuration),
    issuing.FETCH_PATH: ("GET", _fetch),
    issuing.LIST_PATH: ("GET", _list),
    issuing.RESOLVE_PATH: ("GET", _resolve),
    issuing.MARK_PATH: ("GET", _mark),
    issuing.MARKED_PATH: ("GET", _marked),
    issuing.MARK_STATUS_PATH: ("POST", _mark_status),
}
"""Every endpoint: its path below the authority's identifier, its method, its answer."""


def _resolver(
    authority: Callable[[], Authority],
    signers: Callable[[], Sequence[Signer]],
    fetch: FetchText,
    clock: Clock,
) -> Callable[[], Resolver]:
    """Return what gives the resolver; it forgets what it knew when the authority changes."""
    made: dict[Any, Resolver] = {}

    def resolver() -> Resolver:
        now, keys = authority(), [each.public_jwk for each in signers()]
        version = json.dumps([repr(now), keys], sort_keys=True)
        if version not in made:
            own = {now.entity_id: read_keys({"keys": keys})}
            above = {name: read_keys(jwks) for name, jwks in now.trust_anchors.items()}
            made.clear()
            made[version] = Resolver({**above, **own}, fetch, clock)
        return made[version]

    return resolver


def _signed(desk: _Desk, claims: dict[str, Any], typ: str) -> tuple[str, bytes]:
    return f"application/{typ}", desk.signers()[0].sign(claims, typ=typ).encode()


def _answering(desk: _Desk, handler: Handler, method: str) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            parameters = await _parameters(scope, receive, method)
            kind, body = await handler(desk, parameters)
            headers = ((b"content-type", kind.encode()), *JSON_HEADERS[1:])
            await send_response(send, HTTPStatus.OK, body, headers)
        except WebError as error:
            await _refuse(send, "invalid_request", HTTPStatus(error.status), str(error))
        except FederationError as error:
            await _refuse(send, error.code, error.status, error.description)
        except Exception:
            log.exception("authority_broken", path=scope["path"])
            broken = HTTPStatus.INTERNAL_SERVER_ERROR
            await _refuse(send, "server_error", broken, "something broke on our side")

    return app


async def _parameters(scope: Scope, receive: Receive, method: str) -> Parameters:
    """Read a query, in which some parameters may be repeated, or a form."""
    if method == "POST":
        check_form_type(scope["headers"])
        return tuple(parse_form(await read_body(receive)).items())
    query: bytes = scope["query_string"]
    if len(query) > MAX_QUERY_BYTES or not query.isascii():
        raise _invalid("the query is too long or not ASCII")
    try:
        return parse_qsl(
            query.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS
        )
    except ValueError as error:
        raise _invalid("the query cannot be read") from error


def _optional(parameters: Parameters, name: str) -> str | None:
    values = [value for given, value in parameters if given == name]
    if len(values) > 1:
        raise _invalid(f"{name} is there more than once")
    return values[0] if values else None


def _one(parameters: Parameters, name: str) -> str:
    value = _optional(parameters, name)
    if not value:
        raise _invalid(f"{name} is missing")
    return value


def _flag(parameters: Parameters, name: str) -> bool | None:
    value = _optional(parameters, name)
    if value not in {None, "true", "false"}:
        raise _invalid(f"{name} is true or false")
    return None if value is None else value == "true"


def _invalid(description: str) -> RequestRefusedError:
    return RequestRefusedError("invalid_request", HTTPStatus.BAD_REQUEST, description)


def _missing(description: str) -> RequestRefusedError:
    return RequestRefusedError("not_found", HTTPStatus.NOT_FOUND, description)


async def _refuse(send: Send, code: str, status: HTTPStatus, description: str) -> None:
    body = json.dumps({"error": code, "error_description": description}).encode()
    await send_response(send, status, body, JSON_HEADERS)


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await _refuse(send, "not_found", HTTPStatus.NOT_FOUND, "no such endpoint")


def _with_lifespan(app: ASGIApp) -> ASGIApp:
    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})

    return whole
