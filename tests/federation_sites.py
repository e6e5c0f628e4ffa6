"""Entities of a federation over real HTTP on the loopback: authorities and relying parties."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey

from federations import make_signer
from services import Service
from serving import free_port, serving
from thiqa.base import Clock, system_clock
from thiqa.crypto import Signer
from thiqa.oidc.federation.authority import Authority, authority_app, read_authority
from thiqa.oidc.federation.discovery import Discovery
from thiqa.oidc.federation.signatures import Keys, read_keys
from thiqa.oidc.federation.trust_chain import ResolvedEntity
from thiqa.web.fetch import Fetcher

FETCHER = Fetcher(allow_loopback=True)
RP = "openid_relying_party"


@dataclass
class AuthoritySite:
    """An authority that is served; a test may change what it says at any time."""

    port: int = field(default_factory=free_port)
    path: str = ""
    signer: Signer = field(default_factory=make_signer)
    members: dict[str, Any] = field(default_factory=dict)
    subordinates: dict[str, dict[str, Any]] = field(default_factory=dict)
    clock: Clock = system_clock

    @property
    def id(self) -> str:
        """Its entity identifier."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    @property
    def jwks(self) -> dict[str, Any]:
        """Its keys."""
        return {"keys": [self.signer.public_jwk]}

    @property
    def anchors(self) -> dict[str, Keys]:
        """Itself as the one trust anchor."""
        return {self.id: read_keys(self.jwks)}

    def vouch(self, entity_id: str, jwks: Mapping[str, Any], **members: Any) -> None:
        """Take an entity as an immediate subordinate."""
        self.subordinates[entity_id] = {"jwks": jwks, **members}

    def authority(self) -> Authority:
        """Return what it knows now."""
        return read_authority(
            {
                "entity_id": self.id,
                "organization_name": "Trial authority",
                "subordinates": self.subordinates,
                **self.members,
            }
        )

    @contextmanager
    def served(self) -> Iterator["AuthoritySite"]:
        """Serve it until the block ends."""
        app = authority_app(self.authority, lambda: [self.signer], FETCHER.text, self.clock)
        with serving(app, self.port):
            yield self

    def resolve(self, entity_id: str) -> ResolvedEntity:
        """Resolve an entity with this authority as the only anchor."""
        return asyncio.run(Discovery(FETCHER.text, self.anchors, self.clock).resolve(entity_id))


@dataclass
class PartySite:
    """A relying party that has registered nowhere, and publishes its entity configuration."""

    superiors: list[str]
    issuer: str = ""
    port: int = field(default_factory=free_port)
    entity_signer: Signer = field(default_factory=make_signer)
    parameters: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    clock: Clock = system_clock
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    """Of its requests."""
    service: Service = field(init=False)

    def __post_init__(self) -> None:
        self.service = Service(
            self.issuer, client_id=self.id, clock=self.clock, key=Signer(self.key)
        )

    @property
    def id(self) -> str:
        """Its entity identifier, which is its client_id."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def entity_jwks(self) -> dict[str, Any]:
        """Its federation entity keys."""
        return {"keys": [self.entity_signer.public_jwk]}

    def configuration(self) -> str:
        """Return what it says of itself."""
        now = self.clock()
        metadata = {
            "client_registration_types": ["automatic"],
            "redirect_uris": [self.service.redirect_uri],
            "response_types": ["code"],
            "jwks": {"keys": [self.service.signer.public_jwk]},
            **self.parameters,
        }
        claims = {
            "iss": self.id,
            "sub": self.id,
            "iat": now,
            "exp": now + 3600,
            "jwks": self.entity_jwks,
            "authority_hints": self.superiors,
            "metadata": {RP: {name: each for name, each in metadata.items() if each is not None}},
            **self.said,
        }
        present = {name: value for name, value in claims.items() if value is not None}
        return self.entity_signer.sign(present, typ="entity-statement+jwt")

    @contextmanager
    def served(self) -> Iterator["PartySite"]:
        """Serve it until the block ends."""
        with serving(self, self.port):
            yield self

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for step in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{step}.complete"})
            return
        self.asked.append(scope["path"])
        found = scope["path"] == "/.well-known/openid-federation"
        kind = b"application/entity-statement+jwt" if found else b"text/plain"
        body = self.configuration().encode() if found else b""
        headers = [(b"content-type", kind)]
        status = 200 if found else 404
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def signed_with_header(
    key: ec.EllipticCurvePrivateKey, claims: Mapping[str, Any], **header: Any
) -> str:
    """Return claims signed with a key, under a header with more members."""
    members = {"alg": "ES256", "typ": "JWT", **header}
    text = json.dumps(dict(claims))
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    registry.max_header_length = 1 << 20
    return jws.serialize_compact(members, text, ECKey(key, key), registry=registry)
