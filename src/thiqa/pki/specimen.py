"""The specimen PKI, declared in one place: two trees, both worth nothing outside of tests.

Specimen CSCA
└── Specimen Document Signer        signs what is on the chip
Specimen Card Root CA
└── Specimen Card Issuing CA
    ├── Specimen OCSP Responder     answers for what the issuing CA has issued
    └── card certificates           log a citizen in
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from thiqa.pki import profiles
from thiqa.pki.errors import SpecimenError
from thiqa.pki.files import write_once
from thiqa.pki.models import Status
from thiqa.pki.register import Register
from thiqa.pki.specimen_tree import (
    Credential,
    Declaration,
    hash_for,
    load_credential,
    make_credentials,
    make_directory,
    write_credential,
)

DEFAULT_OCSP_URL: Final = "http://127.0.0.1:8403/"
REVOKED_SIGNER: Final = int.from_bytes(b"REVOKED SIGNER")
"""The number of a document signer that the specimen country has revoked: whoever issues it."""
MAX_OCSP_URL_CHARACTERS: Final = 200

DECLARATIONS: Final = (
    Declaration("csca", "Specimen CSCA", "csca", ec.SECP384R1(), profiles.csca),
    Declaration(
        "document-signer",
        "Specimen Document Signer",
        "csca",
        ec.SECP256R1(),
        profiles.document_signer,
    ),
    Declaration("card-root", "Specimen Card Root CA", "card-root", ec.SECP384R1(), profiles.root),
    Declaration(
        "card-ca", "Specimen Card Issuing CA", "card-root", ec.SECP256R1(), profiles.issuing_ca
    ),
    Declaration(
        "ocsp", "Specimen OCSP Responder", "card-ca", ec.SECP256R1(), profiles.ocsp_responder
    ),
)


@dataclass(frozen=True, slots=True)
class SpecimenPki:
    """The specimen PKI in its directory, able to issue and to revoke card certificates."""

    credentials: Mapping[str, Credential]
    ocsp_url: str
    register: Register

    @property
    def csca(self) -> Credential:
        """The root of the chip's data."""
        return self.credentials["csca"]

    @property
    def document_signer(self) -> Credential:
        """The signer of the chip's data."""
        return self.credentials["document-signer"]

    @property
    def card_root(self) -> Credential:
        """The root of the card certificates."""
        return self.credentials["card-root"]

    @property
    def card_ca(self) -> Credential:
        """The issuer of the card certificates."""
        return self.credentials["card-ca"]

    @property
    def ocsp_responder(self) -> Credential:
        """The signer of the answers about card certificates."""
        return self.credentials["ocsp"]

    def issue_card_certificate(
        self,
        public_key: ec.EllipticCurvePublicKey,
        *,
        given_name: str | None,
        family_name: str,
        national_number: str,
        not_before: int,
        not_after: int,
    ) -> x509.Certificate:
        """Issue and register a card's login certificate; times in seconds since the epoch."""
        holder = profiles.card_holder(given_name, family_name, national_number)
        issuer = self.card_ca
        certificate = profiles.build(
            subject_name=holder,
            public_key=public_key,
            issuer_name=issuer.certificate.subject,
            issuer_public_key=issuer.private_key.public_key(),
            not_before=not_before,
            not_after=not_after,
            extensions=lambda subject: profiles.card(subject, self.ocsp_url),
        ).sign(issuer.private_key, hash_for(issuer.private_key))
        self.register.add(certificate)
        return certificate

    def revoke(self, serial: int, at: int) -> None:
        """Revoke a card certificate from a time on, durably; the first revocation stands."""
        self.register.revoke(serial, at)

    def status(self, serial: int) -> Status:
        """Read what holds of a card certificate now."""
        return self.register.status(serial)


def make(directory: Path, *, now: int, ocsp_url: str = DEFAULT_OCSP_URL) -> SpecimenPki:
    """Make a new specimen PKI with new keys in a directory that must not exist yet."""

    def fill(draft: Path) -> None:
        for name, credential in make_credentials(DECLARATIONS, now).items():
            write_credential(draft, name, credential)
        write_once(draft / "ocsp-url", ocsp_url.encode())
        Register(draft).create()

    make_directory(directory, fill)
    return load(directory)


def load(directory: Path) -> SpecimenPki:
    """Open the specimen PKI that `make` left in a directory."""
    try:
        credentials = {item.name: load_credential(directory, item.name) for item in DECLARATIONS}
        ocsp_url = (directory / "ocsp-url").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SpecimenError(f"no specimen PKI in {directory}") from error
    if len(ocsp_url) > MAX_OCSP_URL_CHARACTERS:
        raise SpecimenError("the address of the OCSP responder is too long")
    return SpecimenPki(MappingProxyType(credentials), ocsp_url, Register(directory))


def load_or_make(directory: Path, *, now: int, ocsp_url: str = DEFAULT_OCSP_URL) -> SpecimenPki:
    """Open the specimen PKI of a directory, made on first use."""
    if directory.exists():
        return load(directory)
    return make(directory, now=now, ocsp_url=ocsp_url)
