"""Checking codes: by whoever has the certificates of the seals, without a connection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from thiqa.documents.code import UnverifiedCode, organization_of, read_code, thumbprint_of
from thiqa.documents.code_claims import Code
from thiqa.documents.errors import (
    CodeIssuerError,
    CodePeriodError,
    CodeSealRevokedError,
    CodeSealUnknownError,
    CodeSignatureError,
)

MAX_CLOCK_SKEW: Final = 300
COORDINATE_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class CodeTrust:
    """The seals that a reader trusts, by thumbprint; their chains were checked before."""

    seals: Mapping[bytes, x509.Certificate]
    revoked: frozenset[bytes] = frozenset()
    """Thumbprints. A code has no time stamp, so none of a seal that was revoked counts."""


@dataclass(frozen=True, slots=True)
class VerifiedCode:
    """A code that a trusted seal has signed. Whether it is still valid is another question."""

    code: Code
    seal: x509.Certificate


def trust_seals(
    seals: Iterable[x509.Certificate], revoked: Iterable[x509.Certificate] = ()
) -> CodeTrust:
    """Return the trust in seals; those that were revoked are known, and not believed."""
    gone = tuple(revoked)
    return CodeTrust(
        {thumbprint_of(each): each for each in (*seals, *gone)},
        frozenset(map(thumbprint_of, gone)),
    )


def verify_code(data: bytes, trust: CodeTrust, *, now: int) -> VerifiedCode:
    """Return what a code says; raise unless a trusted seal vouches for it.

    1. It is a code, in its one spelling (CodeMalformedError).
    2. It names a seal that is trusted (CodeSealUnknownError).
    3. The seal has signed exactly this (CodeSignatureError).
    4. The seal was not revoked (CodeSealRevokedError).
    5. The issuer is the body that the seal belongs to (CodeIssuerError).
    6. It was issued while the seal was valid, and not in the future (CodePeriodError).
    """
    signed = read_code(data)  # 1
    seal = trust.seals.get(signed.thumbprint)  # 2
    if seal is None:
        raise CodeSealUnknownError("signed with a seal that is not trusted here")
    _verify_signature(signed, seal)  # 3
    if signed.thumbprint in trust.revoked:  # 4
        raise CodeSealRevokedError("signed with a seal that was revoked")
    if signed.code.issuer != organization_of(seal):  # 5
        raise CodeIssuerError("names another body than its seal does")
    _check_period(signed.code, seal, now)  # 6
    return VerifiedCode(signed.code, seal)


def _verify_signature(signed: UnverifiedCode, seal: x509.Certificate) -> None:
    key = seal.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CodeSealUnknownError("the key of the seal is not on P-256")
    r, s = signed.signature[:COORDINATE_BYTES], signed.signature[COORDINATE_BYTES:]
    der = encode_dss_signature(int.from_bytes(r), int.from_bytes(s))
    try:
        key.verify(der, signed.signed, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise CodeSignatureError("the seal has not signed this") from error


def _check_period(code: Code, seal: x509.Certificate, now: int) -> None:
    if code.issued_at > now + MAX_CLOCK_SKEW:
        raise CodePeriodError("issued in the future")
    issued = datetime.fromtimestamp(code.issued_at, UTC)
    if not seal.not_valid_before_utc <= issued <= seal.not_valid_after_utc:
        raise CodePeriodError("issued when its seal was not valid")
