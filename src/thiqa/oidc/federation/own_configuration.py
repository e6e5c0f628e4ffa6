"""What the provider says of itself in a federation: its entity configuration (section 9)."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.types import Receive, Scope, Send

from thiqa.base import Clock
from thiqa.crypto import Signer
from thiqa.oidc.federation.entity_statement import (
    ENTITY_STATEMENT_MEDIA_TYPE,
    ENTITY_STATEMENT_TYPE,
)
from thiqa.oidc.federation.trust_policy import TrustPolicy
from thiqa.oidc.models import Policy
from thiqa.web import Endpoint, endpoint, send_response

LIFE_SECONDS = 86_400
"""How long others may believe a statement of ours without asking again."""
RENEW_SECONDS = 300
"""A new key, and a new trust mark after a restart, are seen by everybody within this time."""
NOT_FOR_MEMBERS = frozenset({"registration_endpoint"})
"""Members of a federation register by being in it: that endpoint is for the sandbox."""
STATEMENT_HEADERS = (
    (b"content-type", ENTITY_STATEMENT_MEDIA_TYPE.encode()),
    (b"cache-control", b"public, max-age=300"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
)


def registration_types(policy: Policy) -> dict[str, Any]:
    """OpenID Federation 1.0, section 5.1.3."""
    return {"client_registration_types_supported": ["automatic"]} if policy.federated else {}


def entity_claims(
    issuer: str,
    metadata: Mapping[str, Any],
    trust: TrustPolicy,
    signers: tuple[Signer, ...],
    now: int,
) -> dict[str, Any]:
    """Return the claims of the provider's entity configuration (sections 3.1.1 and 3.1.2)."""
    entity = {"organization_name": trust.organization_name, "contacts": list(trust.contacts)}
    provider = {name: value for name, value in metadata.items() if name not in NOT_FOR_MEMBERS}
    optional = {
        "authority_hints": list(trust.authority_hints),
        "trust_anchor_hints": list(trust.anchors) if trust.authority_hints else [],
        "trust_marks": [dict(each) for each in trust.trust_marks],
    }
    return {
        "iss": issuer,
        "sub": issuer,
        "iat": now,
        "exp": now + LIFE_SECONDS,
        "jwks": {"keys": [signer.public_jwk for signer in signers]},
        "metadata": {
            "openid_provider": provider,
            "federation_entity": {name: value for name, value in entity.items() if value},
        },
        **{name: value for name, value in optional.items() if value},
    }


class OwnConfiguration:
    """The provider's entity configuration, signed anew from time to time."""

    def __init__(
        self,
        issuer: str,
        trust: TrustPolicy,
        signers: Callable[[], tuple[Signer, ...]],
        clock: Clock,
    ) -> None:
        self._issuer = issuer
        self._trust = trust
        self._signers = signers
        self._clock = clock
        self._made_at: int | None = None
        self._token = b""

    def token(self, metadata: Mapping[str, Any]) -> bytes:
        """Return the statement of the moment; `metadata` is the discovery document."""
        now = self._clock()
        if self._made_at is None or not 0 <= now - self._made_at < RENEW_SECONDS:
            signers = self._signers()
            claims = entity_claims(self._issuer, metadata, self._trust, signers, now)
            self._token = signers[0].sign(claims, typ=ENTITY_STATEMENT_TYPE).encode()
            self._made_at = now
        return self._token

    def endpoint(self, metadata: Mapping[str, Any]) -> Endpoint:
        """Return the endpoint of `/.well-known/openid-federation` (section 9.2)."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await send_response(send, HTTPStatus.OK, self.token(metadata), STATEMENT_HEADERS)

        return endpoint(answer, "GET")
