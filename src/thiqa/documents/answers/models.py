"""An answer instead of a document: one fact, yes or no, for one recipient, for a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from thiqa.documents.sheet import Texts


@dataclass(frozen=True, slots=True)
class Answer:
    """What a body says; unverified, unless it is in a `VerifiedAnswer`."""

    issuer: str
    """The body, as the certificate of its seal names it."""
    number: str
    type: str
    audience: str
    """The one recipient: an address, or a name."""
    question: Texts
    yes: bool
    holder: Mapping[str, Any]
    """Claims about whom it is, as OpenID Connect names them; may be empty."""
    issued_at: int
    valid_until: int
    status_uri: str


@dataclass(frozen=True, slots=True)
class VerifiedAnswer:
    """An answer that a trusted seal has signed for whoever checks it; made by `verify_answer`."""

    answer: Answer
    seal: x509.Certificate
