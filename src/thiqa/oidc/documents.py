"""How the provider's models are written down: JSON texts in single columns."""

import json
from collections.abc import Mapping
from typing import Any

from thiqa.oidc.models import AuthorizationRequest, Grant, RequestedClaims

_LISTS = ("scope", "essential", "prompt", "acr_values", "ui_locales")


def write_request(request: AuthorizationRequest) -> str:
    """Return a request as JSON; what is absent is left out."""
    members = {
        "client_id": request.client_id,
        "redirect_uri": request.redirect_uri,
        "scope": request.scope,
        "code_challenge": request.code_challenge,
        "purpose": request.purpose,
        "userinfo": request.claims.userinfo,
        "id_token": request.claims.id_token,
        "essential": request.essential,
        "state": request.state,
        "nonce": request.nonce,
        "prompt": request.prompt,
        "max_age": request.max_age,
        "acr_values": request.acr_values,
        "login_hint": request.login_hint,
        "hinted_subject": request.hinted_subject,
        "ui_locales": request.ui_locales,
    }
    return _dump({name: value for name, value in members.items() if value not in (None, ())})


def read_request(text: str) -> AuthorizationRequest:
    """Return the request that `write_request` wrote."""
    members: dict[str, Any] = json.loads(text)
    members["claims"] = RequestedClaims(
        tuple(members.pop("userinfo", ())), tuple(members.pop("id_token", ()))
    )
    for name in _LISTS:
        members[name] = tuple(members.get(name, ()))
    return AuthorizationRequest(**members)


def write_grant(grant: Grant) -> str:
    """Return a grant as JSON."""
    return _dump(
        {
            "person_id": grant.person_id,
            "subject": grant.subject,
            "claims": grant.claims,
            "acr": grant.acr,
            "amr": grant.amr,
            "auth_time": grant.auth_time,
            "session_id": grant.session_id,
            "entry_id": grant.entry_id,
        }
    )


def read_grant(text: str) -> Grant:
    """Return the grant that `write_grant` wrote."""
    members = json.loads(text)
    claims, amr = tuple(members.pop("claims")), tuple(members.pop("amr"))
    return Grant(**members, claims=claims, amr=amr)


def _dump(members: Mapping[str, Any]) -> str:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))
