"""Passive authentication: what is on the chip is what the state signed (9303-11, section 5.1)."""

from collections.abc import Iterable
from typing import Final

from thiqa.card.data_groups.com import Contents, read_com
from thiqa.card.data_groups.files import EF_COM, EF_SOD, DataGroup
from thiqa.card.errors import CardError
from thiqa.card.verification.errors import CheckFailedError, CheckNotDoneError
from thiqa.card.verification.examination import Examination, need
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.signers import find_signer, judge_path, require_not_revoked
from thiqa.card.verification.sod import (
    FAULTS,
    ID_LDS_SECURITY_OBJECT,
    SecurityObject,
    read_security_object,
    read_sod,
)
from thiqa.crypto.signature_algorithms import WEAK_HASHES
from thiqa.pki.signed_object import SignedObjectError, verify_signed_object

KEPT_FOR_SOME_TERMINALS: Final = frozenset({DataGroup.DG3, DataGroup.DG4})
"""Fingerprints and irises: a chip may refuse them (Doc 9303-11, section 7)."""
ABSENT: Final = "absent"


def check_sod(document: Examination) -> str:
    """Take EF.SOD apart."""
    file = document.read.files.get(EF_SOD)
    if file is None:
        raise CheckFailedError(Reason.SOD_MISSING)
    document.signed = read_sod(file)
    return ""


def check_signature(document: Examination) -> str:
    """Verify the signature with the key of the certificate that SignerInfo names."""
    signed = need(document.signed, Reason.SOD_NOT_VERIFIED)
    signer = find_signer(signed)
    try:
        verified = verify_signed_object(signed, signer.key, content_type=ID_LDS_SECURITY_OBJECT)
    except SignedObjectError as error:
        raise CheckFailedError(FAULTS[error.fault], error.detail) from error
    document.hashes = read_security_object(verified.content)
    document.verified, document.signer = verified, signer
    return f"{verified.signature_algorithm}, {signer.key}"


def check_algorithms(document: Examination) -> str:
    """Name every hash and every key on the way that can be forged by now."""
    verified = need(document.verified, Reason.SOD_NOT_VERIFIED)
    signer = need(document.signer, Reason.SOD_NOT_VERIFIED)
    hashes = need(document.hashes, Reason.SOD_NOT_VERIFIED)
    weak = {
        "hashes of data groups": hashes.hash_algorithm in WEAK_HASHES,
        "hash of the list": verified.digest_algorithm in WEAK_HASHES,
        "signature": verified.signature_algorithm.is_weak,
        "key of the signer": signer.key.is_weak,
        "certificate of the signer": signer.algorithm.is_weak,
        "key of the authority": document.path is not None and document.path.authority.key.is_weak,
    }
    if any(weak.values()):
        raise CheckFailedError(
            Reason.WEAK_ALGORITHM, ", ".join(name for name, is_weak in weak.items() if is_weak)
        )
    return ""


def check_signer(document: Examination) -> str:
    """Find the way from the signer to a country's authority that is trusted."""
    signer = need(document.signer, Reason.SOD_NOT_VERIFIED)
    verified = need(document.verified, Reason.SOD_NOT_VERIFIED)
    document.path = judge_path(document, signer, verified.signing_time)
    return document.path.authority.subject_text


def check_signer_time(document: Examination) -> str:
    """Check that the signer's certificate is in its time (RFC 5280, section 4.1.2.5)."""
    signer = need(document.signer, Reason.SOD_NOT_VERIFIED)
    if document.now < signer.not_before:
        raise CheckFailedError(Reason.SIGNER_NOT_YET_VALID)
    if document.now > signer.not_after:
        raise CheckFailedError(Reason.SIGNER_EXPIRED)
    return ""


def check_revocation(document: Examination) -> str:
    """Check that a fresh list of the authority does not name the signer (9303-12, 7.1.4)."""
    signer = need(document.signer, Reason.SOD_NOT_VERIFIED)
    path = need(document.path, Reason.SIGNER_NOT_TRUSTED)
    require_not_revoked(document, signer, path)
    return ""


def check_signing_time(document: Examination) -> str:
    """Check that the signer's key was in use when it signed, as far as it says when that was."""
    signer = need(document.signer, Reason.SOD_NOT_VERIFIED)
    time = need(document.verified, Reason.SOD_NOT_VERIFIED).signing_time
    begins, ends = signer.extensions.private_key_usage or (None, None)
    begin = max(signer.not_before, signer.not_before if begins is None else begins)
    end = min(signer.not_after, signer.not_after if ends is None else ends)
    if begin > document.now:
        raise CheckFailedError(Reason.SIGNED_OUT_OF_TIME, "the key is not in use yet")
    if time is None:
        raise CheckNotDoneError(Reason.SIGNING_TIME_UNKNOWN)
    if not begin <= time <= min(end, document.now):
        raise CheckFailedError(Reason.SIGNED_OUT_OF_TIME)
    return ""


def check_hashes(document: Examination) -> str:
    """Compare every data group that was read with its signed hash."""
    hashes = need(document.hashes, Reason.SOD_NOT_VERIFIED)
    read = [group for group in document.groups if group in hashes.hashes]
    altered = [group for group in read if document.file_as_signed(group) is None]
    if altered:
        raise CheckFailedError(Reason.DATA_GROUP_ALTERED, _names(altered))
    if not read:
        raise CheckNotDoneError(Reason.DATA_GROUP_NOT_READ)
    return f"{hashes.hash_algorithm.upper()}: {_names(read)}"


def check_completeness(document: Examination) -> str:
    """Compare what is signed with what the chip lists, and with what was read.

    1. Nothing was read that is not signed.
    2. The chip's own list is the signed one, in the same version.
    3. Everything that is signed was read, but for what the chip keeps for some terminals.
    """
    hashes = need(document.hashes, Reason.SOD_NOT_VERIFIED)
    signed, read = set(hashes.hashes), set(document.groups)
    if read - signed:  # 1
        raise CheckFailedError(Reason.DATA_GROUP_NOT_SIGNED, _names(read - signed))
    _require_same_list(_read_contents(document), hashes)  # 2
    kept = {group for group in signed - read if _is_kept(document, group)}  # 3
    missing = (signed | document.policy.data_groups) - read - kept
    if missing:
        raise CheckFailedError(Reason.DATA_GROUP_NOT_READ, _names(missing))
    return f"not opened to this terminal: {_names(kept)}" if kept else ""


def _read_contents(document: Examination) -> Contents:
    file = document.read.files.get(EF_COM)
    if file is None:
        raise CheckFailedError(Reason.COM_MISSING)
    try:
        return read_com(file)
    except CardError as error:
        raise CheckFailedError(Reason.COM_MALFORMED, str(error)) from error


def _require_same_list(contents: Contents, hashes: SecurityObject) -> None:
    different = set(contents.groups) ^ set(hashes.hashes)
    if different:
        raise CheckFailedError(Reason.COM_DIFFERS, _names(different))
    versions = (hashes.lds_version, hashes.unicode_version)
    if versions not in {(None, None), (contents.lds_version, contents.unicode_version)}:
        raise CheckFailedError(Reason.COM_DIFFERS, "versions")


def _is_kept(document: Examination, group: DataGroup) -> bool:
    """Tell whether a chip has refused a group that it may refuse, and that nobody demands."""
    if group not in KEPT_FOR_SOME_TERMINALS or group in document.policy.data_groups:
        return False
    return document.read.refused.get(group.file, ABSENT) != ABSENT


def _names(groups: Iterable[DataGroup]) -> str:
    return ", ".join(group.name for group in sorted(groups))
