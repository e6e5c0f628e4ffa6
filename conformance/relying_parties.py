"""The relying parties that the suite plays, as the provider and as the suite know them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.keys import KeyPair, Secret, make_key
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED

PURPOSE = "conformance"
SECTOR = "conformance"
SCOPE = "openid profile offline_access"
NAMES = {
    "ar": "اختبار المطابقة",
    "fr": "Essai de conformité",
    "zgh": "ⴰⵔⴰⵎ ⵏ ⵓⵎⵙⴰⵙⴰ",
    "en": "Conformance test",
}

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SigningParty:
    """A relying party that signs with a key of its own."""

    client_id: str
    key: KeyPair

    def registration(self, redirect_uris: Iterable[str], **members: Any) -> Document:
        """Return the document that the provider registers."""
        keys = {"jwks": {"keys": [self.key.public]}}
        return _registration(self.client_id, redirect_uris, {**keys, **members})

    def for_suite(self, **members: Any) -> Document:
        """Return the member `client` of the suite's configuration."""
        keys = {"keys": [self.key.private]}
        return {"client_id": self.client_id, "scope": SCOPE, "jwks": keys, **members}


@dataclass(frozen=True, slots=True)
class SecretParty:
    """A relying party of plain OpenID Connect, which has a secret."""

    client_id: str
    method: str = "client_secret_basic"
    secret: Secret = field(default_factory=Secret)

    def registration(self, redirect_uris: Iterable[str], **members: Any) -> Document:
        """Return the document that the provider registers, in the sandbox."""
        plain = {
            "stage": "sandbox",
            "profile": "openid",
            "token_endpoint_auth_method": self.method,
            "client_secret_digest": self.secret.digest,
        }
        return _registration(self.client_id, redirect_uris, {**plain, **members})

    def for_suite(self) -> Document:
        """Return the member `client` of the suite's configuration."""
        return {"client_id": self.client_id, "client_secret": self.secret.text}


def make_signing_party(client_id: str, algorithm: str) -> SigningParty:
    """Make a relying party with a new key."""
    return SigningParty(client_id, make_key(algorithm, f"{client_id}-1"))


def _registration(client_id: str, redirect_uris: Iterable[str], members: Document) -> Document:
    return {
        "client_id": client_id,
        "name": NAMES,
        "redirect_uris": list(redirect_uris),
        "sector": SECTOR,
        "default_purpose": PURPOSE,
        "purposes": [_purpose()],
        **members,
    }


def _purpose() -> Document:
    """Return a purpose that allows every claim: the suite decides what it asks for."""
    return {
        "id": PURPOSE,
        "name": NAMES,
        "law": {"reference": NAMES},
        "retention_days": 1,
        "claims": [{"name": name, "essential": False} for name in CLAIMS_SUPPORTED],
    }
