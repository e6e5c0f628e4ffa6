"""Certificates of the tree behind travel documents: authorities (CSCA) and who signs below them.

Read leniently where states are lax and nothing depends on it (each case is a named `Laxity`), and
strictly where it does: DER, key, algorithm, critical extensions, no extension twice.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from asn1crypto import x509

from thiqa.base import EncodingError, require_der
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.crypto.certificate_keys import SignatureKey, read_signature_key
from thiqa.crypto.certificate_signatures import verify_signature
from thiqa.crypto.errors import KeyRefusedError, SignatureInvalidError
from thiqa.crypto.signature_algorithms import (
    UNREADABLE,
    SignatureAlgorithm,
    read_signature_algorithm,
)
from thiqa.pki.csca.errors import (
    AuthorityNotAllowedError,
    AuthorityUnknownError,
    ChipCertificateError,
    SignatureForgedError,
)
from thiqa.pki.csca.extensions import Extensions, read_extensions
from thiqa.pki.csca.laxity import Laxity
from thiqa.pki.csca.names import ComparableName, comparable, readable
from thiqa.pki.csca.profile import find_laxities, read_country

MAX_CERTIFICATE_BYTES: Final = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class ChipCertificate:
    """A certificate as it was read; nothing is said about whether anybody trusts it.

    Two are equal if their bytes are.
    """

    der: bytes = field(repr=False)
    subject: ComparableName = field(repr=False)
    issuer: ComparableName = field(repr=False)
    subject_text: str
    issuer_text: str
    country: str | None
    """Two capital letters, whichever way they are written."""
    serial_number: int
    not_before: int
    not_after: int
    """The first and the last second of its time, since the epoch."""
    key: SignatureKey
    algorithm: SignatureAlgorithm
    """How its issuer has signed it."""
    signature: bytes = field(repr=False)
    signed_bytes: bytes = field(repr=False)
    extensions: Extensions
    laxities: frozenset[Laxity] = frozenset()

    def __eq__(self, other: object) -> bool:
        """Compare the bytes."""
        return isinstance(other, ChipCertificate) and self.der == other.der

    def __hash__(self) -> int:
        """Hash the bytes."""
        return hash(self.der)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 hash of the certificate, in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def is_authority(self) -> bool:
        """Tell whether it says that it may issue others (RFC 5280, sections 4.2.1.3, 4.2.1.9)."""
        return self.extensions.is_authority and self.extensions.allows("key_cert_sign")

    @property
    def names_itself(self) -> bool:
        """Tell whether subject and issuer are equal, which does not mean that it signed itself."""
        return self.subject == self.issuer

    @property
    def is_self_signed(self) -> bool:
        """Tell whether its own key has signed it."""
        if not self.names_itself:
            return False
        try:
            verify_signature(self.key, self.algorithm, self.signature, self.signed_bytes)
        except SignatureInvalidError:
            return False
        return True

    def is_in_time(self, at: int) -> bool:
        """Tell whether a second lies in its time."""
        return self.not_before <= at <= self.not_after


def read_chip_certificate(der: bytes) -> ChipCertificate:
    """Read a certificate; raise ChipCertificateError."""
    try:
        require_der(der, max_bytes=MAX_CERTIFICATE_BYTES)
        return _read(der)
    except KeyRefusedError as error:
        raise ChipCertificateError(str(error)) from error
    except (*UNREADABLE, EncodingError, RecursionError, OverflowError) as error:
        raise ChipCertificateError(f"not a certificate: {error}") from error


def require_issued(certificate: ChipCertificate, issuer: ChipCertificate) -> None:
    """Check that one certificate was issued by another, which may issue.

    1. It was issued under the name of the other.
    2. If both identify the key, they identify the same one.
    3. The other's key has signed it.
    4. The other says that it is an authority, whose key is for certificates.
    """
    if certificate.issuer != issuer.subject:  # 1
        raise AuthorityUnknownError("issued under another name")
    named = certificate.extensions.authority_key_identifier
    held = issuer.extensions.subject_key_identifier
    if named is not None and held is not None and named != held:  # 2
        raise AuthorityUnknownError("issued by another key of that name")
    try:  # 3
        verify_signature(
            issuer.key, certificate.algorithm, certificate.signature, certificate.signed_bytes
        )
    except SignatureInvalidError as error:
        raise SignatureForgedError("not signed by the authority that it names") from error
    if not issuer.is_authority:  # 4
        raise AuthorityNotAllowedError("signed by one that may not issue certificates")


def _read(der: bytes) -> ChipCertificate:
    outer = x509.Certificate.load(der, strict=True)
    require_only_fields(outer)
    inner = outer["tbs_certificate"]
    if inner["version"].native != "v3":
        raise ChipCertificateError("not a certificate of version 3")
    if inner["signature"].dump() != outer["signature_algorithm"].dump():
        raise ChipCertificateError("two different signature algorithms (RFC 5280, 4.1.1.2)")
    extensions = read_extensions(inner["extensions"])
    subject, issuer = comparable(inner["subject"]), comparable(inner["issuer"])
    return ChipCertificate(
        der=der,
        subject=subject,
        issuer=issuer,
        subject_text=readable(inner["subject"]),
        issuer_text=readable(inner["issuer"]),
        country=read_country(inner["subject"]),
        serial_number=inner["serial_number"].native,
        not_before=_seconds(inner["validity"]["not_before"]),
        not_after=_seconds(inner["validity"]["not_after"]),
        key=read_signature_key(inner["subject_public_key_info"].dump()),
        algorithm=read_signature_algorithm(outer["signature_algorithm"].dump()),
        signature=_signature(outer["signature_value"]),
        signed_bytes=inner.dump(),
        extensions=extensions,
        laxities=find_laxities(outer, extensions, self_issued=subject == issuer),
    )


def _seconds(time: Any) -> int:
    return int(time.native.timestamp())


def _signature(bits: Any) -> bytes:
    if bits.contents[:1] != b"\x00":
        raise ChipCertificateError("a signature that is not whole octets")
    return bytes(bits.contents[1:])
