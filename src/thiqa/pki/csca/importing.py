"""Files imported into the folder of trusted authorities, whatever of the known kinds they are."""

from base64 import b64decode
from binascii import Error
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from asn1crypto import cms, parser

from thiqa.crypto.signature_algorithms import UNREADABLE
from thiqa.pki.csca.certificate import read_chip_certificate
from thiqa.pki.csca.deviation_list import DEVIATION_LIST
from thiqa.pki.csca.errors import CscaError, TrustStoreError
from thiqa.pki.csca.master_list import MASTER_LIST
from thiqa.pki.csca.revocation import MAX_LIST_BYTES
from thiqa.pki.csca.store import TrustStore

PEM: Final = b"-----BEGIN "
INTEGER: Final = b"\x02"
CERTIFICATE: Final = "certificate"
REVOCATION_LIST: Final = "revocation list"
ORDER: Final = (CERTIFICATE, MASTER_LIST, DEVIATION_LIST, REVOCATION_LIST)


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was read, and of which kind it is by its form."""

    file: Path
    der: bytes = field(repr=False)
    kind: str


def read_files(files: Iterable[Path]) -> tuple[Import, ...]:
    """Read files, and put first what the others may need: certificates, then master lists."""
    found = []
    for file in files:
        try:
            if file.stat().st_size > 2 * MAX_LIST_BYTES:
                raise TrustStoreError("the file is too large")
            der = _unwrap(file.read_bytes())
            found.append(Import(file, der, _kind(der)))
        except (TrustStoreError, OSError) as error:
            raise TrustStoreError(f"{file}: {error}") from error
    return tuple(sorted(found, key=lambda each: ORDER.index(each.kind)))


def import_one(store: TrustStore, what: Import, *, now: int, pins: Set[str]) -> str:
    """Import a file and say what it was; raise TrustStoreError unless it is as it should be."""
    try:
        return _import(store, what, now, pins)
    except CscaError as error:
        raise TrustStoreError(f"{what.file}: {error}") from error


def _import(store: TrustStore, what: Import, now: int, pins: Set[str]) -> str:
    der = what.der
    if what.kind == CERTIFICATE:
        return _import_certificate(store, der, now, pins)
    if what.kind == MASTER_LIST:
        listed = store.add_master_list(der, now)
        usable, every = len(listed.certificates), len(listed.certificates) + len(listed.unusable)
        return f"master list of {listed.country}, {usable} of {every} certificates usable"
    if what.kind == DEVIATION_LIST:
        deviations = store.add_deviation_list(der, now)
        return f"deviation list of {deviations.country}, {len(deviations.deviations)} deviations"
    revoked = store.add_revocation_list(der, now)
    return f"list of {len(revoked.revoked)} revoked certificates of {revoked.issuer_text}"


def _import_certificate(store: TrustStore, der: bytes, now: int, pins: Set[str]) -> str:
    certificate = read_chip_certificate(der)
    if certificate.fingerprint in {pin.replace(":", "").lower() for pin in pins}:
        if not certificate.is_authority:
            raise TrustStoreError("a certificate that may not issue others cannot be pinned")
        store.pin(certificate, now)
        return f"{certificate.subject_text}, pinned"
    store.add_certificate(certificate)
    why = store.open(now).trust.authorities.get(certificate)
    how = f"trusted: {why}" if why else "not trusted: no link leads to it, nobody pinned it"
    return f"{certificate.subject_text}, {how}; SHA-256 {certificate.fingerprint}"


def _unwrap(data: bytes) -> bytes:
    """Take the one object in PEM out of its armour (RFC 7468)."""
    if not data.lstrip().startswith(PEM):
        return data
    lines = data.strip().splitlines()
    if sum(line.startswith(PEM) for line in lines) != 1:
        raise TrustStoreError("more than one object in the file")
    try:
        return b64decode(b"".join(lines[1:-1]), validate=True)
    except Error as error:
        raise TrustStoreError("the file is not PEM") from error


def _kind(der: bytes) -> str:
    """Tell what a file is by its form alone; whether it is right is for its reader."""
    try:
        message = cms.ContentInfo.load(der)
        if message["content_type"].native == "signed_data":
            kind = message["content"]["encap_content_info"]["content_type"].dotted
            if kind in {MASTER_LIST, DEVIATION_LIST}:
                return str(kind)
    except (*UNREADABLE, CscaError):
        pass
    try:
        signed = parser.parse(parser.parse(der)[4])[4]
    except UNREADABLE as error:
        raise TrustStoreError("neither a certificate nor a list of a known kind") from error
    # A certificate of version 3 begins with a tagged version, a list of revoked ones with a number.
    return REVOCATION_LIST if signed.startswith(INTEGER) else CERTIFICATE
