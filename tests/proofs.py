"""Proofs of possession (DPoP) for tests: good ones, and whatever else can be signed."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thiqa.base import Clock, b64url_encode, system_clock
from thiqa.crypto import Algorithm, Signer, generate_key, parse_jwk
from thiqa.oidc.tokens.dpop import PROOF_TYPE, access_token_hash


@dataclass
class ProofKey:
    """A key of a service, and the nonce that a provider told it last."""

    clock: Clock = system_clock
    algorithm: Algorithm = Algorithm.ES256
    nonce: str | None = None
    signer: Signer = field(init=False)

    def __post_init__(self) -> None:
        self.signer = Signer(generate_key(self.algorithm))

    @property
    def jkt(self) -> str:
        return parse_jwk(self.jwk).thumbprint

    @property
    def jwk(self) -> dict[str, Any]:
        """The public key, and nothing else."""
        extras = {"kid", "use", "alg"}
        return {name: value for name, value in self.signer.public_jwk.items() if name not in extras}

    def header(self, **changes: Any) -> dict[str, Any]:
        """Return the header of a proof; None removes a member."""
        members = {"typ": PROOF_TYPE, "alg": self.algorithm.value, "jwk": self.jwk, **changes}
        return {name: value for name, value in members.items() if value is not None}

    def claims(
        self, method: str, address: str, *, access_token: str | None = None, **changes: Any
    ) -> dict[str, Any]:
        """Return the claims of a proof; None removes one."""
        claims = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": address,
            "iat": self.clock(),
            "nonce": self.nonce,
            "ath": None if access_token is None else access_token_hash(access_token),
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def proof(
        self,
        method: str,
        address: str,
        *,
        access_token: str | None = None,
        header: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        """Return a proof; `header` and the rest replace what would be in it."""
        claims = self.claims(method, address, access_token=access_token, **changes)
        return self.sign(self.header(**(header or {})), claims)

    def sign(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        """Sign any header and any claims with the key of this one."""
        data = f"{encoded(header)}.{encoded(claims)}"
        return f"{data}.{b64url_encode(self.signer._signature(data.encode()))}"


def encoded(value: Any) -> str:
    return b64url_encode(json.dumps(value, separators=(",", ":")).encode())
