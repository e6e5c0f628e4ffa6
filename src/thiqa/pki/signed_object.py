"""Signed objects of travel documents and of trust lists: CMS as Doc 9303 asks for it.

Parts 10 (section 4.6.2.1: the document security object), 11 (section 9.2: EF.CardSecurity) and 12
(section 9: master lists; section 8: deviation lists). Seals and time stamps name their certificate
in what is signed and are read by `signed_message`; these do not, and are older and more varied.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from asn1crypto import cms, core, x509

from thiqa.base import EncodingError, require_der
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.crypto.certificate_keys import RsaKey, SignatureKey
from thiqa.crypto.certificate_signatures import RSA, hash_of, verify_signature
from thiqa.crypto.errors import KeyRefusedError, SignatureInvalidError
from thiqa.crypto.signature_algorithms import (
    HASHES,
    UNREADABLE,
    SignatureAlgorithm,
    read_digest_algorithm,
    read_signature_algorithm,
)
from thiqa.pki.errors import PkiError

MAX_CERTIFICATES: Final = 8
VERSION: Final = "v3"
"""That of content which is not plain data (RFC 5652, section 5.1)."""
SIGNER_VERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"issuer_and_serial_number": "v1", "subject_key_identifier": "v3"}
)
"""By how the signer is named (section 5.3)."""
SET_TAG: Final = b"\x31"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"


class Fault(StrEnum):
    """In which way a signed object cannot be relied on."""

    MALFORMED = "malformed"
    CONTENT_TYPE = "content-type"
    DIGEST_MISSING = "digest-missing"
    DIGEST_WRONG = "digest-wrong"
    DIGEST_CONFUSED = "digest-confused"
    ALGORITHM = "algorithm"
    SIGNATURE = "signature"


class SignedObjectError(PkiError):
    """A signed object that cannot be relied on, and in which way."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"signed object: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class SignedObject:
    """A signed object taken apart; nothing of it is verified."""

    content_type: str
    """The object identifier of what is signed."""
    content: bytes = field(repr=False)
    digest_algorithm: str
    """The hash of the content that the signature speaks of, by SignerInfo."""
    signature_algorithm: SignatureAlgorithm
    """How it is signed, by SignerInfo and never by the certificate."""
    signed_content_type: str | None
    signed_digest: bytes | None
    """What the signed attributes say of the content, if they do."""
    signing_time: int | None
    """When the signer says that it signed, in seconds since the epoch."""
    signed_bytes: bytes = field(repr=False)
    """The signed attributes, as they were hashed and signed."""
    signature: bytes = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)
    """Those that came along, in DER; anybody can put more there."""
    _signer: Any = field(repr=False)

    def is_signer(self, certificate: bytes) -> bool:
        """Tell whether SignerInfo names a certificate (RFC 5652, section 5.3)."""
        try:
            read = x509.Certificate.load(certificate, strict=True)
            if self._signer.name == "subject_key_identifier":
                held = read.key_identifier_value
                return held is not None and bytes(held.native) == self._signer.chosen.native
            named = self._signer.chosen
            same_number = read.serial_number == named["serial_number"].native
            same_name = (
                read.issuer.dump() == named["issuer"].dump() or read.issuer == named["issuer"]
            )
            return bool(same_number and same_name)
        except UNREADABLE:
            return False


@dataclass(frozen=True, slots=True)
class VerifiedObject:
    """Content over which the signature of a key holds; `verify_signed_object` makes it."""

    content: bytes = field(repr=False)
    digest_algorithm: str
    signature_algorithm: SignatureAlgorithm
    signing_time: int | None
    key: SignatureKey


def read_signed_object(der: bytes, *, max_bytes: int) -> SignedObject:
    """Take a signed object apart: one ContentInfo in DER, with its content and one signer."""
    try:
        require_der(der, max_bytes=max_bytes)
        outer = cms.ContentInfo.load(der, strict=True)
        require_only_fields(outer)
        if outer["content_type"].native != "signed_data":
            raise SignedObjectError(Fault.MALFORMED, "not signed data")
        return _read(outer["content"])
    except KeyRefusedError as error:
        raise SignedObjectError(Fault.ALGORITHM, str(error)) from error
    except (*UNREADABLE, EncodingError, RecursionError) as error:
        raise SignedObjectError(Fault.MALFORMED, f"cannot be read: {error}") from error


def _read(data: Any) -> SignedObject:
    if len(data["signer_infos"]) != 1:
        raise SignedObjectError(Fault.MALFORMED, "not exactly one signer")
    signer = data["signer_infos"][0]
    content = data["encap_content_info"]["content"]
    if isinstance(content, core.Void) or isinstance(signer["signed_attrs"], core.Void):
        raise SignedObjectError(Fault.MALFORMED, "no content, or no signed attributes")
    digest = read_digest_algorithm(signer["digest_algorithm"].dump())
    _require_form(data, signer, digest)
    attributes = _read_attributes(signer["signed_attrs"])
    stated = attributes.get(CONTENT_TYPE)
    hashed = attributes.get(MESSAGE_DIGEST)
    time = attributes.get(SIGNING_TIME)
    return SignedObject(
        content_type=data["encap_content_info"]["content_type"].dotted,
        content=bytes(content.contents),
        digest_algorithm=digest,
        signature_algorithm=read_signature_algorithm(
            signer["signature_algorithm"].dump(), digest=digest
        ),
        signed_content_type=None if stated is None else stated.dotted,
        signed_digest=None if hashed is None else bytes(hashed.native),
        signing_time=None if time is None else int(time.native.timestamp()),
        # Tagged as part of the message, they are signed as a set of their own (section 5.4).
        signed_bytes=SET_TAG + signer["signed_attrs"].dump()[1:],
        signature=bytes(signer["signature"].native),
        certificates=_read_certificates(data["certificates"]),
        _signer=signer["sid"],
    )


def _require_form(data: Any, signer: Any, digest: str) -> None:
    """Require of what no signature covers that it goes with the rest (RFC 5652, 5.1 and 5.3)."""
    versions = (data["version"].native, signer["version"].native)
    if versions != (VERSION, SIGNER_VERSIONS[signer["sid"].name]):
        raise SignedObjectError(Fault.MALFORMED, "a version that does not go with what is in it")
    if [read_digest_algorithm(each.dump()) for each in data["digest_algorithms"]] != [digest]:
        raise SignedObjectError(Fault.MALFORMED, "hashed with something else than it says")


def _read_attributes(attributes: Any) -> dict[str, Any]:
    """Return the signed attributes, each once, with one value, in DER's order (section 11)."""
    read: dict[str, Any] = {}
    written = [each.dump() for each in attributes]
    if written != sorted(written):
        raise SignedObjectError(Fault.MALFORMED, "signed attributes out of order")
    for attribute in attributes:
        name = attribute["type"].dotted
        if name in read or len(attribute["values"]) != 1:
            raise SignedObjectError(Fault.MALFORMED, f"attribute {name} more than once")
        read[name] = attribute["values"][0]
    return read


def _read_certificates(certificates: Any) -> tuple[bytes, ...]:
    if isinstance(certificates, core.Void):
        return ()
    if len(certificates) > MAX_CERTIFICATES:
        raise SignedObjectError(Fault.MALFORMED, "too many certificates")
    return tuple(each.chosen.dump() for each in certificates if each.name == "certificate")


def verify_signed_object(
    signed: SignedObject, key: SignatureKey, *, content_type: str
) -> VerifiedObject:
    """Verify that a key has signed an object, as what it is said to be.

    1. The content is of the kind that is due, and the signed attributes say so too.
    2. The signed attributes have the hash of the content, by the hash that SignerInfo names.
    3. The algorithm of SignerInfo goes with the key, and by it the signature over the signed
       attributes is the key's.

    Three hashes are told apart: those inside of the content are nobody's business here, that of
    the content is `digestAlgorithm`, that of the attributes is in `signatureAlgorithm`.
    """
    if content_type not in {signed.content_type} or signed.signed_content_type != content_type:  # 1
        raise SignedObjectError(Fault.CONTENT_TYPE, "signed as something of another kind")
    if signed.signed_digest is None:  # 2
        raise SignedObjectError(Fault.DIGEST_MISSING, "no hash of the content is signed")
    if hash_of(signed.digest_algorithm, signed.content) != signed.signed_digest:
        raise _name_wrong_digest(signed)
    _require_mechanism(signed.signature_algorithm, key)  # 3
    try:
        verify_signature(key, signed.signature_algorithm, signed.signature, signed.signed_bytes)
    except SignatureInvalidError as error:
        raise _name_wrong_signature(signed, key) from error
    return VerifiedObject(
        signed.content,
        signed.digest_algorithm,
        signed.signature_algorithm,
        signed.signing_time,
        key,
    )


def _name_wrong_digest(signed: SignedObject) -> SignedObjectError:
    """Tell content that was changed from a hash that was made with another algorithm."""
    for hash_name in HASHES:
        if hash_of(hash_name, signed.content) == signed.signed_digest:
            detail = f"hashed with {hash_name}, and {signed.digest_algorithm} is named"
            return SignedObjectError(Fault.DIGEST_CONFUSED, detail)
    return SignedObjectError(Fault.DIGEST_WRONG, "the content is not what was signed")


def _name_wrong_signature(signed: SignedObject, key: SignatureKey) -> SignedObjectError:
    """Tell somebody else's signature from one that was made with another algorithm."""
    named = signed.signature_algorithm
    for hash_name in HASHES:
        mask = named.mask_hash_name and hash_name
        used = replace(named, hash_name=hash_name, mask_hash_name=mask)
        try:
            verify_signature(key, used, signed.signature, signed.signed_bytes)
        except SignatureInvalidError:
            continue
        return SignedObjectError(Fault.ALGORITHM, f"signed with {used}, and {named} is named")
    return SignedObjectError(Fault.SIGNATURE, "the signature is not the signer's")


def _require_mechanism(algorithm: SignatureAlgorithm, key: SignatureKey) -> None:
    if (algorithm.mechanism in RSA) is not isinstance(key, RsaKey):
        raise SignedObjectError(Fault.ALGORITHM, f"{algorithm} does not go with a key {key}")
