"""The certificates of a specimen PKI, declared in a table, and where they are kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
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

from thiqa.pki import profiles
from thiqa.pki.errors import SpecimenError
from thiqa.pki.files import PRIVATE_DIRECTORY, PRIVATE_FILE, sync_directory, write_once

YEAR: Final = 31_557_600
SECONDS_BEFORE_NOW: Final = 12 * YEAR
"""Authorities begin in the past, so that a card that has expired lies within their time."""
SECONDS_AFTER_NOW: Final = 15 * YEAR


@dataclass(frozen=True, slots=True)
class Declaration:
    """One certificate of the PKI: its name, its issuer (its own name for a root), its profile."""

    name: str
    common_name: str
    issuer: str
    curve: ec.EllipticCurve
    extensions: profiles.MakeExtensions


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate and the private key that belongs to it."""

    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey


def make_directory(directory: Path, fill: Callable[[Path], None]) -> None:
    """Make a directory with what `fill` writes into it: all of it, or nothing."""
    if directory.exists():
        raise SpecimenError(f"there is something at {directory} already")
    draft = directory.with_name(f".{directory.name}.draft-{x509.random_serial_number():x}")
    draft.mkdir(mode=PRIVATE_DIRECTORY, parents=True)
    fill(draft)
    draft.rename(directory)
    sync_directory(directory.parent)


def write_credential(directory: Path, name: str, credential: Credential) -> None:
    """Keep a certificate, and the key that belongs to it, for their owner to read."""
    pem = credential.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_once(directory / f"{name}.key", pem, mode=PRIVATE_FILE)
    write_once(directory / f"{name}.pem", credential.certificate.public_bytes(Encoding.PEM))


def make_credentials(declarations: Iterable[Declaration], now: int) -> Mapping[str, Credential]:
    """Make new keys and the certificates of a table, issuers before those below them."""
    made: dict[str, Credential] = {}
    for item in declarations:
        key = ec.generate_private_key(item.curve)
        name = profiles.specimen_name(item.common_name)
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
        ).sign(issuer_key, hash_for(issuer_key))
        made[item.name] = Credential(certificate, key)
    return made


def hash_for(key: ec.EllipticCurvePrivateKey) -> hashes.SHA256 | hashes.SHA384:
    """Return the hash that an authority with this key signs with."""
    return hashes.SHA256() if isinstance(key.curve, ec.SECP256R1) else hashes.SHA384()


def load_credential(directory: Path, name: str) -> Credential:
    """Read a certificate and its key; raise SpecimenError if they do not belong together."""
    certificate = x509.load_pem_x509_certificate((directory / f"{name}.pem").read_bytes())
    key = load_pem_private_key((directory / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SpecimenError(f"the key of {name} is not an elliptic-curve key")
    if key.public_key() != certificate.public_key():
        raise SpecimenError(f"the key of {name} does not belong to its certificate")
    return Credential(certificate, key)
