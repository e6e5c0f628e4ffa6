"""How the provider's models are written down: JSON texts in single columns."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_origin, get_type_hints

from thiqa.oidc.models import AuthorizationRequest, Grant, RequestedClaims


def write_request(request: AuthorizationRequest) -> str:
    """Return a request as JSON; what is absent is left out."""
    members = {
        **_members(request),
        "claims": None,
        "userinfo": request.claims.userinfo,
        "id_token": request.claims.id_token,
    }
    return _dump({name: value for name, value in members.items() if value not in (None, ())})


def read_request(text: str) -> AuthorizationRequest:
    """Return the request that `write_request` wrote."""
    members: dict[str, Any] = json.loads(text)
    members["claims"] = RequestedClaims(
        tuple(members.pop("userinfo", ())), tuple(members.pop("id_token", ()))
    )
    members.setdefault("code_challenge", None)
    for name in _REQUEST_LISTS:
        members[name] = tuple(members.get(name, ()))
    return AuthorizationRequest(**members)


def write_grant(grant: Grant) -> str:
    """Return a grant as JSON."""
    return _dump(_members(grant))


def read_grant(text: str) -> Grant:
    """Return the grant that `write_grant` wrote."""
    members = json.loads(text)
    for name in _GRANT_LISTS:
        members[name] = tuple(members.get(name, ()))
    return Grant(**members)


def _members(model: AuthorizationRequest | Grant) -> dict[str, Any]:
    return {name: getattr(model, name) for name in _NAMES[type(model)]}


def _lists(model: type) -> tuple[str, ...]:
    return tuple(name for name, kind in get_type_hints(model).items() if get_origin(kind) is tuple)


def _dump(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


_NAMES = {
    model: tuple(field.name for field in fields(model)) for model in (AuthorizationRequest, Grant)
}
_REQUEST_LISTS = _lists(AuthorizationRequest)
_GRANT_LISTS = _lists(Grant)
