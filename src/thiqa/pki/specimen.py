"""The specimen PKI, declared in one place: two trees, both worth nothing outside of tests.

Specimen CSCA
└── Specimen Document Signer        signs what is on the chip
Specimen Card Root CA
└── Specimen Card Issuing CA
    ├── Specimen OCSP Responder     answers for what the issuing CA has issued
    └── card certificates           log a citizen in
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from thiqa.pki import profiles
from thiqa.pki.errors import SpecimenError
from thiqa.pki.files import PRIVATE_DIRECTORY, PRIVATE_FILE, sync_directory, write_once
from thiqa.pki.models import Status
from thiqa.pki.register import Register

DEFAULT_OCSP_URL: Final = "http://127.0.0.1:8403/"
MAX_OCSP_URL_CHARACTERS: Final = 200
YEAR: Final = 31_557_600
SECONDS_BEFORE_NOW: Final = 12 * YEAR
"""Authorities begin in the past, so that a card that has expired lies within their time."""
SECONDS_AFTER_NOW: Final = 15 * YEAR

Extensions = Callable[[profiles.Subject], profiles.Extensions]


@dataclass(frozen=True, slots=True)
class Declaration:
    """One certificate of the PKI: its name, its issuer (its own name for a root), its profile."""

    name: str
    common_name: str
    issuer: str
    curve: ec.EllipticCurve
    extensions: Extensions


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
class Credential:
    """A certificate and the private key that belongs to it."""

    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey


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
        ).sign(issuer.private_key, _hash_for(issuer.private_key))
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
    if directory.exists():
        raise SpecimenError(f"there is something at {directory} already")
    draft = directory.with_name(f".{directory.name}.draft-{x509.random_serial_number():x}")
    draft.mkdir(mode=PRIVATE_DIRECTORY, parents=True)
    for name, credential in _make_credentials(now).items():
        pem = credential.private_key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        write_once(draft / f"{name}.key", pem, mode=PRIVATE_FILE)
        write_once(draft / f"{name}.pem", credential.certificate.public_bytes(Encoding.PEM))
    write_once(draft / "ocsp-url", ocsp_url.encode())
    Register(draft).create()
    draft.rename(directory)
    sync_directory(directory.parent)
    return load(directory)


def load(directory: Path) -> SpecimenPki:
    """Open the specimen PKI that `make` left in a directory."""
    try:
        credentials = {item.name: _load_credential(directory, item.name) for item in DECLARATIONS}
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


def _make_credentials(now: int) -> dict[str, Credential]:
    made: dict[str, Credential] = {}
    for item in DECLARATIONS:
        key = ec.generate_private_key(item.curve)
        name = _specimen_name(item.common_name)
        own = item.issuer == item.name
        issuer_key = key if own else made[item.issuer].private_key
        certificate = profiles.build(
            subject_name=name,
            public_key=key.public_key(),
            issuer_name=name if own else made[item.issuer].certificate.subject,
            issuer_public_key=issuer_key.public_key(),
            not_before=now - SECONDS_BEFORE_NOW,
            not_after=now + SECONDS_AFTER_NOW,
            extensions=item.extensions,
        ).sign(issuer_key, _hash_for(issuer_key))
        made[item.name] = Credential(certificate, key)
    return made


def _hash_for(key: ec.EllipticCurvePrivateKey) -> hashes.SHA256 | hashes.SHA384:
    return hashes.SHA256() if isinstance(key.curve, ec.SECP256R1) else hashes.SHA384()


def _specimen_name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, profiles.COUNTRY),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Specimen"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _load_credential(directory: Path, name: str) -> Credential:
    certificate = x509.load_pem_x509_certificate((directory / f"{name}.pem").read_bytes())
    key = load_pem_private_key((directory / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SpecimenError(f"the key of {name} is not an elliptic-curve key")
    if key.public_key() != certificate.public_key():
        raise SpecimenError(f"the key of {name} does not belong to its certificate")
    return Credential(certificate, key)
