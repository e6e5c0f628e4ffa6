"""The code on the paper: what a document says, signed, and small enough for one QR code.

COSE_Sign1 (RFC 9052, section 4.2), signed by the seal of the body, whose certificate is named
by its SHA-256 thumbprint (RFC 9360, `x5t`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from thiqa.documents.code_claims import (
    MAX_CODE_STATEMENTS,
    Code,
    code_of,
    read_claims,
    write_claims,
)
from thiqa.documents.errors import CodeError, CodeMalformedError
from thiqa.documents.sheet import Sheet
from thiqa.documents.strict_cbor import read_cbor, write_cbor

COSE_SIGN1_TAG: Final = b"\xd2"
"""Tag 18 (RFC 9052, section 2)."""
ALG, X5T = 1, 34
ES256 = -7
SHA_256 = -16
SIGNATURE_BYTES: Final = 64
THUMBPRINT_BYTES: Final = 32

MAX_CODE_BYTES: Final = 2_400
"""A QR code of version 38: modules of 0.3 mm on our paper, for the longest names and entries."""
MAX_PAYLOAD_BYTES: Final = MAX_CODE_BYTES - 120
"""Less the header and the signature."""


class CodeSigner(Protocol):
    """The seal of a body, as codes need it."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the seal; its key is on P-256."""

    def sign(self, data: bytes) -> bytes:
        """Return the ECDSA signature of data with SHA-256: r and s, 32 bytes each."""


@dataclass(frozen=True, slots=True)
class UnverifiedCode:
    """A code as it was read, and what is needed to check it."""

    code: Code
    thumbprint: bytes
    signed: bytes
    """The Sig_structure (RFC 9052, section 4.4)."""
    signature: bytes


def sign_code(sheet: Sheet, signer: CodeSigner) -> bytes:
    """Return the code of a sheet.

    Raises CodeError: it has too much that is essential, or the seal names no body.
    """
    issuer = organization_of(signer.certificate)
    protected = _protected(thumbprint_of(signer.certificate))
    payload = next(
        (each for each in _payloads(sheet, issuer) if len(each) <= MAX_PAYLOAD_BYTES), None
    )
    if payload is None:
        raise CodeError("more that is essential than a code holds")
    data = _cose_sign1(protected, payload, signer.sign(_sig_structure(protected, payload)))
    read_code(data)
    return data


def _payloads(sheet: Sheet, issuer: str) -> Iterator[bytes]:
    """Yield what the code may say: with all statements first, in the end with none."""
    for statements in range(MAX_CODE_STATEMENTS, -1, -1):
        yield write_claims(code_of(sheet, issuer, statements=statements))


def read_code(data: bytes) -> UnverifiedCode:
    """Return what a code says; whoever is to believe it calls `verify_code` instead.

    Raises CodeMalformedError: not a code, or not in the one spelling that it has.
    """
    if len(data) > MAX_CODE_BYTES or not data.startswith(COSE_SIGN1_TAG):
        raise CodeMalformedError("not a COSE_Sign1 of our size")
    match read_cbor(data[len(COSE_SIGN1_TAG) :]):
        case [bytes(protected), {}, bytes(payload), bytes(signature)]:
            pass
        case _:
            raise CodeMalformedError("not a COSE_Sign1")
    if len(signature) != SIGNATURE_BYTES or _cose_sign1(protected, payload, signature) != data:
        raise CodeMalformedError("not in its one spelling")
    return UnverifiedCode(
        read_claims(payload),
        _read_protected(protected),
        _sig_structure(protected, payload),
        signature,
    )


def thumbprint_of(certificate: x509.Certificate) -> bytes:
    """Return the SHA-256 of a certificate."""
    return sha256(certificate.public_bytes(Encoding.DER)).digest()


def organization_of(certificate: x509.Certificate) -> str:
    """Return the body that a seal belongs to (EN 319 412-3: organizationName)."""
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    if len(names) != 1 or not isinstance(names[0].value, str):
        raise CodeError("the certificate of the seal does not name one body")
    return names[0].value


def _cose_sign1(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return COSE_SIGN1_TAG + write_cbor([protected, {}, payload, signature])


def _sig_structure(protected: bytes, payload: bytes) -> bytes:
    return write_cbor(["Signature1", protected, b"", payload])


def _protected(thumbprint: bytes) -> bytes:
    return write_cbor({ALG: ES256, X5T: [SHA_256, thumbprint]})


def _read_protected(data: bytes) -> bytes:
    match read_cbor(data):
        case {34: [-16, bytes(thumbprint)]} if len(thumbprint) == THUMBPRINT_BYTES:
            if _protected(thumbprint) == data:
                return thumbprint
    raise CodeMalformedError("a header that is not ours")
