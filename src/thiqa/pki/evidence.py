"""What authorities said of a certificate, kept with what was signed, and read years later.

The question here is not whether a certificate is good now, as at a login, but whether it was
good when it was used. An answer is kept because nobody may be there to ask any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.x509 import ocsp

from thiqa.pki.certificate import UNREADABLE
from thiqa.pki.chain import TrustedCertificate
from thiqa.pki.errors import (
    CertificateRevokedError,
    EvidenceMissingError,
    OcspError,
    RevocationListError,
)
from thiqa.pki.ocsp_request import issuer_hashes
from thiqa.pki.ocsp_response import read_successful
from thiqa.pki.ocsp_signer import require_authorized_signer, require_signature
from thiqa.pki.revocation_list import read_revocation_list

SKEW_SECONDS: Final = 300
"""How far the clocks of a time stamping authority and of a responder may lie apart."""
MAX_ITEMS: Final = 64


@dataclass(frozen=True, slots=True)
class Evidence:
    """Answers of authorities about certificates, in DER, as they were kept."""

    ocsp_responses: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Refuse to read without end."""
        if len(self.ocsp_responses) + len(self.revocation_lists) > MAX_ITEMS:
            raise EvidenceMissingError("more answers were kept than anybody needs")


@dataclass(frozen=True, slots=True)
class _Saying:
    """What one answer says of one certificate."""

    this_update: int
    next_update: int | None
    revoked_at: int | None
    known: bool = True


def require_good_at(
    trusted: TrustedCertificate,
    evidence: Evidence,
    *,
    used_at: int,
    good_until: int,
    kept_at: int,
) -> None:
    """Require that a certificate was not revoked when it was used.

    1. Only answers count that its authority, or one whom it appointed, has signed.
    2. None of them may say that it was revoked by `good_until`.
    3. One at least says that it was good, and was in force when it was used, or was given later.
    4. That one was given before what keeps the evidence was closed, at `kept_at`.

    `good_until` is the time of use, if that time is proven; else the time at which it is proven
    that it had been used.

    Raises CertificateRevokedError or EvidenceMissingError.
    """
    good = False
    for saying in _read(trusted, evidence):  # 1
        if saying.revoked_at is not None and saying.revoked_at <= good_until:  # 2
            raise CertificateRevokedError("the certificate had been revoked when it was used")
        in_force = max(saying.this_update, saying.next_update or 0) >= used_at - SKEW_SECONDS
        given_in_time = saying.this_update <= kept_at + SKEW_SECONDS
        good = good or (saying.known and in_force and given_in_time)  # 3, 4
    if not good:
        raise EvidenceMissingError("nothing says that the certificate was good when it was used")


def _read(trusted: TrustedCertificate, evidence: Evidence) -> Iterator[_Saying]:
    for der in evidence.ocsp_responses:
        saying = _read_ocsp(der, trusted)
        if saying is not None:
            yield saying
    for der in evidence.revocation_lists:
        saying = _read_list(der, trusted)
        if saying is not None:
            yield saying


def _read_ocsp(der: bytes, trusted: TrustedCertificate) -> _Saying | None:
    try:
        response = read_successful(der)
        [answer] = response.responses
        if not _is_about(answer, trusted):
            return None
        this_update = int(answer.this_update_utc.timestamp())
        signer = require_authorized_signer(response, trusted.issuer, this_update)
        require_signature(response, signer)
    except (OcspError, *UNREADABLE):
        return None
    return _Saying(
        this_update,
        int(answer.next_update_utc.timestamp()) if answer.next_update_utc else None,
        int(answer.revocation_time_utc.timestamp()) if answer.revocation_time_utc else None,
        answer.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN,
    )


def _is_about(answer: ocsp.OCSPSingleResponse, trusted: TrustedCertificate) -> bool:
    hashes = issuer_hashes(trusted.issuer, answer.hash_algorithm.name)
    asked = (trusted.certificate.serial_number, *hashes)
    return asked == (answer.serial_number, answer.issuer_name_hash, answer.issuer_key_hash)


def _read_list(der: bytes, trusted: TrustedCertificate) -> _Saying | None:
    try:
        found = read_revocation_list(der, trusted.issuer)
        entry = found.get_revoked_certificate_by_serial_number(trusted.certificate.serial_number)
    except (RevocationListError, *UNREADABLE):
        return None
    assert found.next_update_utc is not None  # noqa: S101  # `read_revocation_list` requires it
    return _Saying(
        int(found.last_update_utc.timestamp()),
        int(found.next_update_utc.timestamp()),
        _revocation_time(entry),
    )


def _revocation_time(entry: x509.RevokedCertificate | None) -> int | None:
    return int(entry.revocation_date_utc.timestamp()) if entry is not None else None
