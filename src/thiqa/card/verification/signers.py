"""Document signers: found in what they signed, and judged (9303-12, section 7.1)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from thiqa.card.verification.errors import CheckFailedError, CheckNotDoneError
from thiqa.card.verification.examination import Examination
from thiqa.card.verification.reasons import Reason
from thiqa.pki.csca import errors
from thiqa.pki.csca.certificate import ChipCertificate, read_chip_certificate
from thiqa.pki.csca.trust import CscaPath
from thiqa.pki.signed_object import SignedObject

PATH_REASONS: Final[Mapping[type[errors.CscaError], Reason]] = MappingProxyType(
    {
        errors.AuthorityUnknownError: Reason.CSCA_UNKNOWN,
        errors.SignatureForgedError: Reason.SIGNER_FORGED,
        errors.AuthorityNotAllowedError: Reason.SIGNER_FORGED,
        errors.AuthorityOutOfTimeError: Reason.CSCA_OUT_OF_TIME,
        errors.CountryDiffersError: Reason.SIGNER_FORGED,
    }
)


def find_signer(signed: SignedObject) -> ChipCertificate:
    """Return the one certificate that SignerInfo names, among those that came along."""
    named = {der for der in signed.certificates if signed.is_signer(der)}
    if not named:
        raise CheckFailedError(Reason.SIGNER_MISSING)
    if len(named) > 1:
        raise CheckFailedError(Reason.SIGNER_MALFORMED, "two certificates of one name")
    try:
        return read_chip_certificate(named.pop())
    except errors.ChipCertificateError as error:
        raise CheckFailedError(Reason.SIGNER_MALFORMED, str(error)) from error


def judge_path(document: Examination, signer: ChipCertificate, signed_at: int | None) -> CscaPath:
    """Return the way from a signer to an authority, at the time by which the policy judges.

    1. The certificate is one of a document signer, and of nothing else.
    2. The collection of trusted authorities is fresh enough.
    3. An authority that is trusted has issued it.
    """
    _require_signer(signer)  # 1
    _require_fresh(document)  # 2
    at = document.now
    if document.policy.expired_allowed and at > signer.not_after:
        at = signer.not_before if signed_at is None else signed_at
    try:  # 3
        return document.trust.find_path(signer, at)
    except errors.PathError as error:
        reason = PATH_REASONS.get(type(error), Reason.CSCA_UNKNOWN)
        raise CheckFailedError(reason, str(error)) from error


def require_not_revoked(document: Examination, signer: ChipCertificate, path: CscaPath) -> None:
    """Return if a fresh list of the authority says nothing of the signer."""
    try:
        document.trust.require_not_revoked(signer, path, document.now)
    except errors.SignerRevokedError as error:
        raise CheckFailedError(Reason.SIGNER_REVOKED) from error
    except errors.RevocationOutdatedError as error:
        raise CheckNotDoneError(Reason.REVOCATION_OUTDATED) from error
    except errors.RevokedError as error:
        raise CheckNotDoneError(Reason.REVOCATION_UNKNOWN) from error


def _require_signer(signer: ChipCertificate) -> None:
    extensions = signer.extensions
    if extensions.is_authority or not extensions.allows("digital_signature") or extensions.purposes:
        raise CheckFailedError(Reason.SIGNER_MALFORMED, "its key is for something else")


def _require_fresh(document: Examination) -> None:
    age = document.policy.trust_max_age
    if age is not None and document.now - document.trust.refreshed_at > age:
        raise CheckFailedError(Reason.TRUST_OUTDATED)
