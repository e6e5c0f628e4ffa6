"""The relying parties that the suite plays, as the provider and as the suite know them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.keys import KeyPair, make_key
from thiqa.oidc.claims import CLAIMS_SUPPORTED

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
class RelyingParty:
    """A relying party that signs with a key of its own."""

    client_id: str
    key: KeyPair

    def registration(self, redirect_uris: Iterable[str], **members: Any) -> Document:
        """Return the document that the provider registers."""
        return {
            "client_id": self.client_id,
            "name": NAMES,
            "jwks": {"keys": [self.key.public]},
            "redirect_uris": list(redirect_uris),
            "sector": SECTOR,
            "default_purpose": PURPOSE,
            "purposes": [_purpose()],
            **members,
        }

    def for_suite(self, **members: Any) -> Document:
        """Return the member `client` of the suite's configuration."""
        return {
            "client_id": self.client_id,
            "scope": SCOPE,
            "jwks": {"keys": [self.key.private]},
            **members,
        }


def make_relying_party(client_id: str, algorithm: str) -> RelyingParty:
    """Make a relying party with a new key."""
    return RelyingParty(client_id, make_key(algorithm, f"{client_id}-1"))


def _purpose() -> Document:
    """Return a purpose that allows every claim: the suite decides what it asks for."""
    return {
        "id": PURPOSE,
        "name": NAMES,
        "law": {"reference": NAMES},
        "retention_days": 1,
        "claims": [{"name": name, "essential": False} for name in CLAIMS_SUPPORTED],
    }
