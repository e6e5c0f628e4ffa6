"""What a worker needs for its work, opened by the worker itself: no key goes through a pipe."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509

from thiqa.documents import CodeTrust, organization_of, trust_seals
from thiqa.documents.errors import CodeError
from thiqa.documents.sealing import (
    SealKey,
    SealKeyError,
    SealTrust,
    TokenAddress,
    TokenSealKey,
    open_file_key,
)
from thiqa.issuing.errors import SealsFileError
from thiqa.issuing.pkcs11_uri import read_token_uri
from thiqa.issuing.seals import Seal, Seals
from thiqa.pki.anchors import TrustAnchors, load_authority
from thiqa.pki.errors import PkiError


@dataclass(frozen=True, slots=True)
class Tools:
    """Where everything is: small enough to be sent to a worker with each piece of work."""

    seals_file: Path
    seal_authorities: Path
    time_stamp_authorities: Path
    issuer: str
    """The provider's address, below which documents are checked."""
    timezone: str
    specimen: bool
    """Whether keys may lie in files."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The operator's file with the certificates and keys that it names."""

    seals: Seals
    certificates: dict[str, x509.Certificate]
    """Of the seals that are in use, by their names."""
    seal_trust: SealTrust
    code_trust: CodeTrust


@cache
def open_tools(tools: Tools) -> Opened:
    """Open everything but the keys.

    Raises SealsFileError: a certificate cannot be read, does not name the body that its seal is
    said to be of, or is of nobody whom we trust; a key is in a file, and this is no specimen.
    """
    seals = Seals.read(tools.seals_file)
    certificates = {name: _certificate_of(seal) for name, seal in seals.seals.items()}
    for seal in seals.seals.values():
        if seal.is_in_a_file and not tools.specimen:
            raise SealsFileError(f"seal {seal.id}: only the key of a specimen lies in a file")
        if not seal.is_in_a_file:
            read_token_uri(seal.key)
    trusted = seals.trusted
    known = [*certificates.values(), *_read_all(trusted.former)]
    return Opened(
        seals,
        certificates,
        SealTrust(_anchors(tools.seal_authorities), _anchors(tools.time_stamp_authorities)),
        trust_seals(known, _read_all(trusted.revoked)),
    )


@cache
def open_key(tools: Tools, name: str) -> SealKey:
    """Open the key of a seal; raise SealKeyError if it cannot be had."""
    opened = open_tools(tools)
    seal = opened.seals.seals[name]
    if seal.is_in_a_file:
        return open_file_key(seal.certificate, Path(seal.key))
    uri = read_token_uri(seal.key)

    def read_pin() -> str:
        try:
            return uri.pin_source.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SealKeyError(f"the PIN of the seal {name} cannot be read") from error

    address = TokenAddress(uri.module_path, uri.token, uri.object, read_pin)
    return TokenSealKey(opened.certificates[name], address)


def _certificate_of(seal: Seal) -> x509.Certificate:
    certificate = _read_certificate(seal.certificate)
    try:
        body = organization_of(certificate)
    except CodeError as error:
        raise SealsFileError(f"seal {seal.id}: {error}") from error
    if body not in seal.name.values():
        raise SealsFileError(f"seal {seal.id}: its certificate is of {body!r}, not of this name")
    return certificate


def _read_all(files: Iterable[Path]) -> list[x509.Certificate]:
    return [_read_certificate(file) for file in files]


def _read_certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError) as error:
        raise SealsFileError(f"{file}: not a certificate (PEM)") from error


def _anchors(folder: Path) -> TrustAnchors:
    files = sorted(folder.glob("*.pem"))
    try:
        return TrustAnchors(tuple(load_authority(file.read_bytes()) for file in files))
    except (OSError, PkiError) as error:
        raise SealsFileError(f"{folder}: {error}") from error
