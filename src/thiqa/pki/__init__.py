"""Certificates: the specimen PKI, trust in chains, revocation."""

from thiqa.pki.errors import PkiError, SpecimenError
from thiqa.pki.models import Good, Revoked, Status, Unknown

__all__ = [
    "Good",
    "PkiError",
    "Revoked",
    "SpecimenError",
    "Status",
    "Unknown",
]
