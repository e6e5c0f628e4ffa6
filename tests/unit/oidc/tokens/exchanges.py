"""Questions to the token endpoint, without HTTP and without a database."""

import asyncio
import hashlib
from dataclasses import replace
from typing import Any

import pytest

from provider_parts import (
    CLIENT,
    NOW,
    Parts,
    authorization,
)
from services import REDIRECT_URI
from thiqa.base import b64url_encode, digest
from thiqa.crypto import Algorithm
from thiqa.oidc.clients.client_authentication import VerifiedAssertion
from thiqa.oidc.errors import (
    InvalidGrantError,
    ProtocolError,
)
from thiqa.oidc.models import Authorization, RefreshToken, State
from thiqa.oidc.tokens.token_call import TokenCall
from thiqa.oidc.tokens.token_endpoint import exchange

VERIFIER = "v" * 43
CHALLENGE = b64url_encode(hashlib.sha256(VERIFIER.encode()).digest())
CODE = f"{b64url_encode(digest('authorization'))}.code"
OFFLINE = ("openid", "offline_access")


def granted(state: State = State.GRANTED, /, **changes: Any) -> Authorization:
    return authorization(state, **{"code_challenge": CHALLENGE, **changes})


def exchanged(
    parts: Parts,
    *,
    client_id: str = CLIENT.id,
    jti: bytes | None = None,
    algorithm: Algorithm = Algorithm.ES256,
    **parameters: str | None,
) -> dict[str, Any]:
    """Ask the token endpoint; None removes a parameter."""
    client = replace(CLIENT, id=client_id, id_token_algorithm=algorithm)
    used = len(parts.records.oidc.used).to_bytes(4)
    assertion = VerifiedAssertion(client, jti or used, NOW + 60)
    given = {name: value for name, value in parameters.items() if value is not None}
    return asyncio.run(exchange(TokenCall(parts.provider, assertion, given, parts.now)))


def redeemed(parts: Parts, **changes: Any) -> dict[str, Any]:
    fields = {
        "grant_type": "authorization_code",
        "code": CODE,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
    }
    return exchanged(parts, **{**fields, **changes})


def refreshed(parts: Parts, *, token: str | None = None, **changes: Any) -> dict[str, Any]:
    fields = {"grant_type": "refresh_token", "refresh_token": token or "refresh"}
    return exchanged(parts, **{**fields, **changes})


def refused(
    parts: Parts, ask: Any, error: type[ProtocolError] = InvalidGrantError, **how: Any
) -> str:
    with pytest.raises(error) as caught:
        ask(parts, **how)
    return caught.value.description


def state_of(parts: Parts) -> State:
    return parts.records.oidc.authorizations[digest("authorization")].state


def with_code(**changes: Any) -> Parts:
    parts = Parts()
    parts.keep(granted(**changes))
    return parts


def with_refresh_token(state: State = State.REDEEMED, **changes: Any) -> Parts:
    parts = Parts()
    parts.keep(granted(state, scope=OFFLINE, expires_at=NOW + 1000))
    token = RefreshToken(digest("refresh"), digest("authorization"), CLIENT.id, NOW + 500)
    parts.records.oidc.refresh_tokens[token.id] = replace(token, **changes)
    return parts
