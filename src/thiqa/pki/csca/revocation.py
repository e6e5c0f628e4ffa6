"""Lists of what authorities have revoked (RFC 5280, section 5; Doc 9303-12, section 7.1.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from asn1crypto import crl, x509

from thiqa.base import EncodingError, require_der
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.crypto.certificate_signatures import verify_signature
from thiqa.crypto.errors import KeyRefusedError, SignatureInvalidError
from thiqa.crypto.signature_algorithms import (
    UNREADABLE,
    SignatureAlgorithm,
    read_signature_algorithm,
)
from thiqa.pki.csca.certificate import ChipCertificate
from thiqa.pki.csca.errors import (
    RevocationError,
    RevocationOutdatedError,
    RevocationUnknownError,
    SignerRevokedError,
)
from thiqa.pki.csca.names import ComparableName, comparable, readable

MAX_LIST_BYTES: Final = 8_388_608
CLOCK_SKEW: Final = 900
EVALUATED: Final = frozenset({"2.5.29.18", "2.5.29.20", "2.5.29.35"})
"""Issuer's other names, the list's number, the issuer's key."""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list that its authority has signed; made by `read_revocation_list` only."""

    issuer: ComparableName = field(repr=False)
    issuer_text: str
    earlier_names: frozenset[ComparableName] = field(repr=False)
    """Under which the authority issued before its name changed (Doc 9303-12, table 10)."""
    country: str | None
    this_update: int
    next_update: int
    """In seconds since the epoch."""
    revoked: Mapping[int, int] = field(repr=False)
    """From serial numbers to the times of revocation."""
    algorithm: SignatureAlgorithm

    def covers(self, certificate: ChipCertificate) -> bool:
        """Tell whether this list speaks of what the issuer of a certificate has issued.

        An authority speaks for its own country, whatever names it says that it had.
        """
        if certificate.country is None or certificate.country != self.country:
            return False
        return certificate.issuer == self.issuer or certificate.issuer in self.earlier_names


@dataclass(frozen=True, slots=True)
class NotRevoked:
    """A list of its authority, in its time, does not name a certificate."""

    certificate: ChipCertificate
    as_of: int
    """When the authority said so."""


def read_revocation_list(der: bytes, authorities: Iterable[ChipCertificate]) -> RevocationList:
    """Read a list.

    1. It is one list in DER of version 2, complete, and says how long it is good.
    2. One of the authorities has the name of its issuer and a key for lists, and has signed it.

    Raises RevocationError.
    """
    try:
        require_der(der, max_bytes=MAX_LIST_BYTES)
        outer = crl.CertificateList.load(der, strict=True)
        require_only_fields(outer)
        algorithm = read_signature_algorithm(outer["signature_algorithm"].dump())
        inner = outer["tbs_cert_list"]
        _require_form(outer, inner)  # 1
        name = comparable(inner["issuer"])
        authority = _find_authority(outer, algorithm, name, authorities)  # 2
        return _read(inner, name, authority, algorithm)
    except KeyRefusedError as error:
        raise RevocationError(str(error)) from error
    except (*UNREADABLE, EncodingError, RecursionError, OverflowError) as error:
        raise RevocationError(f"not a list of revoked certificates: {error}") from error


def require_not_revoked(
    certificate: ChipCertificate, lists: Iterable[RevocationList], now: int
) -> NotRevoked:
    """Ask the lists of a certificate's authority; raise RevokedError unless one clears it.

    What was revoked stays revoked, however old the list is that says so.
    """
    covering = [each for each in lists if each.covers(certificate)]
    for each in covering:
        if (at := each.revoked.get(certificate.serial_number)) is not None:
            raise SignerRevokedError(at)
    if not covering:
        raise RevocationUnknownError("no list of revoked certificates of this authority")
    newest = max(covering, key=lambda each: each.this_update)
    if not newest.this_update <= now + CLOCK_SKEW or newest.next_update < now:
        raise RevocationOutdatedError("the list of revoked certificates is not of today")
    return NotRevoked(certificate, newest.this_update)


def _require_form(outer: Any, inner: Any) -> None:
    if inner["version"].native != "v2":
        raise RevocationError("not a list of version 2")
    if inner["signature"].dump() != outer["signature_algorithm"].dump():
        raise RevocationError("two different signature algorithms")
    if inner["next_update"].native is None:
        raise RevocationError("a list that does not say how long it is good")
    names = [item["extn_id"].dotted for item in inner["crl_extensions"]]
    if len(set(names)) != len(names):
        raise RevocationError("an extension is there twice")
    for item in inner["crl_extensions"]:
        if item["critical"].native and item["extn_id"].dotted not in EVALUATED:
            raise RevocationError("a list with a critical extension: of parts, or of changes")


def _find_authority(
    outer: Any,
    algorithm: SignatureAlgorithm,
    name: ComparableName,
    authorities: Iterable[ChipCertificate],
) -> ChipCertificate:
    bits = outer["signature"].contents
    signed = outer["tbs_cert_list"].dump()
    refusal = RevocationError("a list of an authority that is not trusted")
    for authority in authorities:
        if authority.subject != name:
            continue
        refusal = RevocationError("a list that is not signed by the authority that it names")
        if bits[:1] != b"\x00" or not authority.extensions.allows("crl_sign"):
            continue
        try:
            verify_signature(authority.key, algorithm, bytes(bits[1:]), signed)
        except SignatureInvalidError:
            continue
        return authority
    raise refusal


def _read(
    inner: Any, name: ComparableName, authority: ChipCertificate, algorithm: SignatureAlgorithm
) -> RevocationList:
    return RevocationList(
        issuer=name,
        issuer_text=readable(inner["issuer"]),
        earlier_names=_read_earlier_names(inner["crl_extensions"]),
        country=authority.country,
        this_update=int(inner["this_update"].native.timestamp()),
        next_update=int(inner["next_update"].native.timestamp()),
        revoked=_read_revoked(inner["revoked_certificates"]),
        algorithm=algorithm,
    )


def _read_revoked(entries: Any) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for entry in entries:
        for item in entry["crl_entry_extensions"]:
            if item["critical"].native:
                raise RevocationError("an entry with a critical extension")
        at = int(entry["revocation_date"].native.timestamp())
        serial = entry["user_certificate"].native
        found[serial] = min(at, found.get(serial, at))
    return MappingProxyType(found)


def _read_earlier_names(extensions: Any) -> frozenset[ComparableName]:
    return frozenset(
        comparable(name.chosen)
        for item in extensions
        if item["extn_id"].dotted == "2.5.29.18"
        for name in x509.GeneralNames.load(item["extn_value"].contents, strict=True)
        if name.name == "directory_name"
    )
