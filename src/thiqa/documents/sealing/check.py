"""Whether a document is as a body has sealed it: years later, and without asking anybody."""

from dataclasses import dataclass

from thiqa.documents.sealing.additions import read_updates
from thiqa.documents.sealing.errors import (
    SealNotTrustedError,
    SealOutOfTimeError,
    SealRevokedError,
    SealUnprovenError,
    TimeStampExpiredError,
    TimeStampMissingError,
    TimeStampRefusedError,
)
from thiqa.documents.sealing.models import SealedDocument
from thiqa.documents.sealing.pdf_reading import SealedFile, read_file
from thiqa.documents.sealing.pdf_writing import organization
from thiqa.documents.sealing.seal_bytes import (
    SEAL_TIME_STAMP,
    SealInBytes,
    read_contents,
    read_seal,
    signatures_in,
)
from thiqa.documents.sealing.services import SealTrust
from thiqa.pki.anchors import TrustAnchors, period
from thiqa.pki.chain import verify_chain
from thiqa.pki.errors import (
    CertificateError,
    CertificateExpiredError,
    CertificateNotYetValidError,
    CertificateRevokedError,
    EvidenceMissingError,
    TimeStampError,
)
from thiqa.pki.evidence import SKEW_SECONDS, Evidence, require_good_at
from thiqa.pki.time_stamp import TimeStamp, check_time_stamp


@dataclass(frozen=True, slots=True)
class _Proof:
    """A time stamp, with the evidence that was there at the latest when the next one was made."""

    stamp: TimeStamp
    evidence: Evidence


def check_seal(pdf: bytes, trust: SealTrust, now: int) -> SealedDocument:
    """Check a document at a time in seconds since the epoch.

    1. Its bytes, from the first one on, were sealed with a seal of a trusted authority.
    2. What was added are updates of evidence and time stamps, and nothing else.
    3. Authorities that we trust have stamped the time of the seal, and of each renewal after it.
    4. Each time stamp's certificate was good until the next one was made, and the last one's is
       now: so whoever got hold of an old key can make nothing that looks old.
    5. The seal's certificate was good at the time of the first.

    Raises a DocumentRefusedError that names what is wrong.
    """
    seal = read_seal(pdf, trust.seals)  # 1
    ends = read_updates(pdf, seal.covered.end)  # 2
    file = read_file(pdf, seal.covered)
    if not {renewal.covered.end for renewal in file.renewals} <= set(ends):
        raise TimeStampRefusedError("a time stamp that leaves something out")
    proofs = _check_time_stamps(pdf, seal, file, trust.stamps)  # 3
    _require_unbroken(proofs, now)  # 4
    first, *renewals = (proof.stamp for proof in proofs)
    known_at = renewals[0].at if renewals else now
    _require_good_seal(seal, proofs[0], trust.seals, known_at)  # 5
    return SealedDocument(
        organization(seal.message.signer),
        seal.message.signer,
        first.at,
        tuple(stamp.at for stamp in renewals),
        period(proofs[-1].stamp.unit.certificate)[1],
        file.attachments,
    )


def time_stamp_of(seal: SealInBytes, anchors: TrustAnchors) -> TimeStamp:
    """Return when a seal was made, by an authority that we trust."""
    tokens = dict(seal.message.unsigned).get(SEAL_TIME_STAMP, ())
    if len(tokens) != 1:
        raise TimeStampMissingError("nobody says when the document was sealed")
    return _stamp(tokens[0], seal.message.signature, anchors)


def last_time_stamp(pdf: bytes, trust: SealTrust) -> TimeStamp:
    """Return the last time stamp of a document that was checked before, or written here."""
    seal = read_seal(pdf, trust.seals)
    *_, last = signatures_in(pdf)
    if last == seal.covered:
        return time_stamp_of(seal, trust.stamps)
    return _stamp(read_contents(last.gap(pdf)), last.of(pdf), trust.stamps)


def _check_time_stamps(
    pdf: bytes, seal: SealInBytes, file: SealedFile, anchors: TrustAnchors
) -> list[_Proof]:
    stamps = [time_stamp_of(seal, anchors)]
    for renewal in file.renewals:
        token = read_contents(renewal.covered.gap(pdf))
        stamps.append(_stamp(token, renewal.covered.of(pdf), anchors))
    known = [*(renewal.evidence for renewal in file.renewals), file.evidence]
    return [_Proof(stamp, evidence) for stamp, evidence in zip(stamps, known, strict=True)]


def _stamp(token: bytes, stamped: bytes, anchors: TrustAnchors) -> TimeStamp:
    try:
        return check_time_stamp(token, stamped, anchors)
    except (TimeStampError, CertificateError) as error:
        raise TimeStampRefusedError(str(error)) from error


def _require_unbroken(proofs: list[_Proof], now: int) -> None:
    """Require that each time stamp could be believed when the next one was made."""
    ends = [*(proof.stamp.at for proof in proofs[1:]), now]
    for proof, end in zip(proofs, ends, strict=True):
        if end < proof.stamp.at - SKEW_SECONDS:
            raise TimeStampRefusedError("a time stamp from the future")
        if end > period(proof.stamp.unit.certificate)[1]:
            raise TimeStampExpiredError("the time stamp was not renewed in time")
        try:
            require_good_at(
                proof.stamp.unit,
                proof.evidence,
                used_at=proof.stamp.at,
                good_until=end,
                kept_at=end,
            )
        except CertificateRevokedError as error:
            raise TimeStampRefusedError("by a unit that has been revoked") from error
        except EvidenceMissingError as error:
            raise SealUnprovenError("nothing says that the time stamp's unit was good") from error


def _require_good_seal(
    seal: SealInBytes, proof: _Proof, anchors: TrustAnchors, known_at: int
) -> None:
    sealed_at = proof.stamp.at
    try:
        trusted = verify_chain(seal.message.signer, anchors, sealed_at)
        require_good_at(
            trusted, proof.evidence, used_at=sealed_at, good_until=sealed_at, kept_at=known_at
        )
    except CertificateRevokedError as error:
        raise SealRevokedError("sealed with a seal that had been revoked") from error
    except (CertificateExpiredError, CertificateNotYetValidError) as error:
        raise SealOutOfTimeError("sealed out of the seal's time") from error
    except CertificateError as error:
        raise SealNotTrustedError(str(error)) from error
    except EvidenceMissingError as error:
        raise SealUnprovenError("nothing says that the seal was good") from error
