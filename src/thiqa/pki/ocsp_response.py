"""Believing an answer about a certificate, or not (RFC 6960, sections 3.2 and 4.2)."""

from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.x509 import ocsp

from thiqa.pki.certificate import UNREADABLE
from thiqa.pki.errors import (
    CertificateRevokedError,
    CertificateUnknownError,
    OcspMalformedError,
    OcspMismatchError,
    OcspNonceError,
    OcspOutdatedError,
    OcspRefusedError,
)
from thiqa.pki.ocsp_request import CERTIFICATE_ID_HASH, OcspQuestion, issuer_hashes
from thiqa.pki.ocsp_signer import require_authorized_signer, require_signature

MAX_RESPONSE_BYTES: Final = 16_384

SKEW_SECONDS: Final = 900
MAX_AGE_SECONDS: Final = 120
"""The defaults of the Web eID validation libraries."""


@dataclass(frozen=True, slots=True)
class OcspRules:
    """How fresh an answer must be."""

    skew_seconds: int = SKEW_SECONDS
    """How far thisUpdate may lie ahead of our clock, and nextUpdate behind it."""
    max_age_seconds: int = MAX_AGE_SECONDS
    """How long ago the answer may have been known to be correct (thisUpdate)."""
    nonce_required: bool = True
    """Refuse an answer without our nonce; False for responders that sign in advance."""

    def __post_init__(self) -> None:
        """Refuse rules that would let every answer through, or none."""
        if self.skew_seconds <= 0 or self.max_age_seconds <= 0:
            raise ValueError("skew and age of an OCSP answer must be greater than zero")


@dataclass(frozen=True, slots=True)
class ConfirmedGood:
    """The authority's word that a certificate was good; made by `check_response` only."""

    this_update: int
    next_update: int | None


def check_response(der: bytes, question: OcspQuestion, now: int, rules: OcspRules) -> ConfirmedGood:
    """Check an answer at a time in seconds since the epoch.

    1. It is a successful OCSP response of sensible size, without unknown critical parts.
    2. It is about one certificate, the one that was asked about.
    3. Its signer is the issuer, or was appointed by it and is in its time.
    4. Its signature is that signer's.
    5. It is neither too old nor from the future.
    6. It carries the nonce of the question.
    7. It says that the certificate is good.

    Raises an OcspError if the answer says nothing, CertificateRevokedError or
    CertificateUnknownError if it says no.
    """
    response = read_successful(der)  # 1
    answer = _require_our_certificate(response, question)  # 2
    signer = require_authorized_signer(response, question.issuer, now)  # 3
    require_signature(response, signer)  # 4
    confirmed = _require_fresh(answer, now, rules)  # 5
    _require_nonce(response, question.nonce, rules)  # 6
    _require_good(answer)  # 7
    return confirmed


def read_successful(der: bytes) -> ocsp.OCSPResponse:
    """Read a successful answer of a sensible size (RFC 6960, section 4.2.1)."""
    if len(der) > MAX_RESPONSE_BYTES:
        raise OcspMalformedError("the answer is too large")
    try:
        response = ocsp.load_der_ocsp_response(der)
    except UNREADABLE as error:
        raise OcspMalformedError(f"not an OCSP response: {type(error).__name__}") from error
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise OcspRefusedError(f"the responder says {response.response_status.name}")
    if b"\0" + response.signature not in der:
        raise OcspMalformedError("the answer's signature is not whole bytes")
    return response


def sent_certificates(der: bytes) -> list[x509.Certificate]:
    """Return the certificates that came with a successful answer."""
    return list(read_successful(der).certificates)


def _require_our_certificate(
    response: ocsp.OCSPResponse, question: OcspQuestion
) -> ocsp.OCSPSingleResponse:
    try:
        answers = list(response.responses)
        if len(answers) != 1:
            raise OcspMismatchError("the answer is not about exactly one certificate")
        answer = answers[0]
        _require_no_critical_extensions(response)
        asked = (question.serial, *issuer_hashes(question.issuer, CERTIFICATE_ID_HASH))
        told = (answer.serial_number, answer.issuer_name_hash, answer.issuer_key_hash)
        if answer.hash_algorithm.name != CERTIFICATE_ID_HASH or told != asked:
            raise OcspMismatchError("the answer is about another certificate")
    except UNREADABLE as error:
        raise OcspMalformedError(f"an answer that cannot be read: {error}") from error
    return answer


def _require_no_critical_extensions(response: ocsp.OCSPResponse) -> None:
    """Refuse what must be understood and is not (RFC 6960, section 4.4)."""
    for extension in (*response.extensions, *response.single_extensions):
        if extension.critical:
            raise OcspMalformedError("the answer has a critical extension")


def _require_fresh(answer: ocsp.OCSPSingleResponse, now: int, rules: OcspRules) -> ConfirmedGood:
    this_update = int(answer.this_update_utc.timestamp())
    if this_update > now + rules.skew_seconds:
        raise OcspOutdatedError("the answer is from the future")
    if this_update < now - rules.max_age_seconds:
        raise OcspOutdatedError("the answer is too old")
    if answer.next_update_utc is None:
        return ConfirmedGood(this_update, None)
    next_update = int(answer.next_update_utc.timestamp())
    if next_update < now - rules.skew_seconds:
        raise OcspOutdatedError("a newer answer has been available for a while")
    if next_update < this_update:
        raise OcspOutdatedError("the answer ends before it begins")
    return ConfirmedGood(this_update, next_update)


def _require_nonce(response: ocsp.OCSPResponse, nonce: bytes, rules: OcspRules) -> None:
    """Refuse an answer to an earlier question (RFC 9654, section 2.1)."""
    sent_back = [
        extension.value.nonce
        for extension in response.extensions
        if isinstance(extension.value, x509.OCSPNonce)
    ]
    if sent_back and sent_back != [nonce]:
        raise OcspNonceError("the answer carries another nonce")
    if not sent_back and rules.nonce_required:
        raise OcspNonceError("the answer carries no nonce")


def _require_good(answer: ocsp.OCSPSingleResponse) -> None:
    if answer.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        raise CertificateRevokedError("the authority has revoked the certificate")
    if answer.certificate_status is not ocsp.OCSPCertStatus.GOOD:
        raise CertificateUnknownError("the authority does not know the certificate")
