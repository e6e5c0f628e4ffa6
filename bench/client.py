"""The relying party: its keys and its requests, the same ones for every provider."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

ASSERTION_SECONDS = 240
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
P256_BYTES = 32
CLAIMS = ("given_name", "family_name", "birthdate", "nationality", "national_number")
"""What the service asks for, each consented to and read from userinfo."""


def b64url(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw_signature(der: bytes, size: int) -> bytes:
    """Turn an ECDSA signature in DER into r and s of fixed size (RFC 7518, section 3.4)."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


@dataclass(frozen=True, slots=True)
class Pkce:
    """A verifier and its S256 challenge (RFC 7636)."""

    verifier: str
    challenge: str

    @classmethod
    def new(cls) -> "Pkce":
        """Make a fresh pair."""
        verifier = secrets.token_urlsafe(32)
        return cls(verifier, b64url(hashlib.sha256(verifier.encode()).digest()))


class Client:
    """A client that authenticates with private_key_jwt, ES256."""

    def __init__(self, client_id: str, redirect_uri: str) -> None:
        self.id = client_id
        self.redirect_uri = redirect_uri
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._header = encoded({"alg": "ES256", "kid": client_id})

    def public_jwk(self) -> dict[str, str]:
        """Return the public key as it is registered."""
        return {**public_members(self._key), "kid": self.id, "alg": "ES256", "use": "sig"}

    def assertion(self, issuer: str) -> str:
        """Sign a client assertion for one request (RFC 7523; audience the issuer alone)."""
        now = int(time.time())
        claims = {"iss": self.id, "sub": self.id, "aud": issuer, "jti": secrets.token_urlsafe(16)}
        times = {"iat": now, "exp": now + ASSERTION_SECONDS}
        return signed_es256(self._key, self._header, claims | times)

    def authorization_request(self, pkce: Pkce) -> dict[str, str]:
        """Return the parameters of one pushed request, the scope apart."""
        return {
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "state": pkce.challenge[:16],
            "nonce": pkce.challenge[16:32],
            "code_challenge": pkce.challenge,
            "code_challenge_method": "S256",
            "claims": json.dumps({"userinfo": dict.fromkeys(CLAIMS), "id_token": {"acr": None}}),
            "acr_values": "high",
        }

    def some_request(self, issuer: str) -> bytes:
        """Return the form of a pushed request that leads nowhere."""
        fields = self.authorization_request(Pkce.new()) | {"scope": "openid"}
        return self.authenticated(fields, issuer)

    def redemption(self, pkce: Pkce) -> dict[str, str]:
        """Return the parameters of a token request, the code apart."""
        return {
            "grant_type": "authorization_code",
            "redirect_uri": self.redirect_uri,
            "code_verifier": pkce.verifier,
        }

    def authenticated(self, fields: dict[str, str], issuer: str) -> bytes:
        """Return a form with what authenticates it."""
        return f"{urlencode(fields)}&{self.authentication(issuer)}".encode()

    def authentication(self, issuer: str) -> str:
        """Return the form fields that authenticate one request."""
        return urlencode(
            {
                "client_id": self.id,
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": self.assertion(issuer),
            }
        )


def public_members(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """Return the public half of a P-256 key as a JWK."""
    numbers = key.public_key().public_numbers()
    x, y = (b64url(n.to_bytes(P256_BYTES, "big")) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def signed_es256(key: ec.EllipticCurvePrivateKey, header: str, claims: Mapping[str, Any]) -> str:
    """Return a compact JWS; the header is encoded already."""
    signed = f"{header}.{encoded(claims)}"
    der = key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    return f"{signed}.{b64url(raw_signature(der, P256_BYTES))}"


def encoded(value: Any) -> str:
    """Return a value as JSON in base64url."""
    return b64url(json.dumps(value, separators=(",", ":")).encode())
