"""Whether the chip is the document's own, and was read in the channel that it wanted.

What a chip proves is a key. Whose key that is, the signed data groups say: nothing here counts
before passive authentication has bound the key, as a copy brings keys of its own.
"""

from collections.abc import Iterator

from thiqa.card.channel.active_authentication import verify_active
from thiqa.card.channel.errors import ChipProofError
from thiqa.card.data_groups.dg14 import read_dg14
from thiqa.card.data_groups.dg15 import read_dg15
from thiqa.card.data_groups.files import EF_CARD_ACCESS, EF_CARD_SECURITY, DataGroup
from thiqa.card.data_groups.security_info import PaceDomainInfo, PaceInfo, SecurityInfo
from thiqa.card.data_groups.security_infos import SecurityInfos, read_security_infos
from thiqa.card.errors import CardError
from thiqa.card.reading.models import AccessProtocol
from thiqa.card.verification.card_security import read_card_security
from thiqa.card.verification.errors import CheckFailedError, CheckNotDoneError
from thiqa.card.verification.examination import Examination, need
from thiqa.card.verification.reasons import Reason


def check_access(document: Examination) -> str:
    """Check that the chip was opened by the best way that it offers (9303-11, section 4.2)."""
    access = document.read.access
    if access.protocol is AccessProtocol.NONE:
        raise CheckFailedError(Reason.ACCESS_UNPROTECTED)
    if access.protocol is AccessProtocol.BAC:
        if EF_CARD_ACCESS in document.read.files:
            raise CheckFailedError(Reason.ACCESS_FELL_BACK)
        if not document.policy.bac_allowed:
            raise CheckFailedError(Reason.BAC_REFUSED)
    return access.protocol.upper()


def check_parameters(document: Examination) -> str:
    """Compare what the chip offered before the channel with what is signed (9303-11, 9.2).

    1. What EF.CardAccess says is in DG14, and all that DG14 says of PACE is in EF.CardAccess.
    2. The PACE that was used is among it.
    3. EF.CardSecurity is signed, and says the same.
    """
    offered = _read_offered(document)
    signed = _read_signed(document, Reason.DATA_NOT_BOUND)
    if offered is None and signed is None:
        return ""
    if signed is None:
        raise CheckFailedError(Reason.PARAMETERS_NOT_SIGNED)
    _require_same(offered or SecurityInfos(), signed)  # 1
    used = document.read.access.pace_oid
    if used and used not in {info.protocol for info in signed.pace}:  # 2
        raise CheckFailedError(Reason.PARAMETERS_ALTERED, "PACE")
    if EF_CARD_SECURITY in document.read.files:  # 3
        _require_same(offered or SecurityInfos(), read_card_security(document))
    return ""


def _read_offered(document: Examination) -> SecurityInfos | None:
    file = document.read.files.get(EF_CARD_ACCESS)
    try:
        return None if file is None else read_security_infos(file)
    except CardError as error:
        raise CheckFailedError(Reason.PARAMETERS_MALFORMED, str(error)) from error


def _read_signed(document: Examination, unbound: Reason) -> SecurityInfos | None:
    """Read DG14, give up if it is not as it was signed; None if the document has none."""
    hashes = need(document.hashes, Reason.SOD_NOT_VERIFIED)
    if DataGroup.DG14 not in hashes.hashes:
        return None
    file = need(document.file_as_signed(DataGroup.DG14), unbound)
    try:
        return read_dg14(file)
    except CardError as error:
        raise CheckFailedError(Reason.PARAMETERS_MALFORMED, str(error)) from error


def _require_same(offered: SecurityInfos, signed: SecurityInfos) -> None:
    unsigned = set(offered.every) - set(signed.every)
    hidden = {each for each in signed.every if isinstance(each, PaceInfo | PaceDomainInfo)}
    hidden -= set(offered.every)
    if unsigned or hidden:
        raise CheckFailedError(Reason.PARAMETERS_ALTERED, _protocols(unsigned | hidden))


def _protocols(infos: set[SecurityInfo]) -> str:
    return ", ".join(sorted({info.protocol for info in infos}))


def check_chip(document: Examination) -> str:
    """Check that the chip proved a key that the signed data groups say is this document's.

    1. Every proof that there is holds, by a key that is signed; one that does not is a copy's.
    2. There is one, or the document has no key for any.
    """
    proved = tuple(_proofs(document))  # 1
    if proved:
        return ", ".join(proved)
    raise CheckNotDoneError(  # 2
        Reason.CHIP_PROOF_MISSING if _has_key(document) else Reason.CHIP_HAS_NO_KEY
    )


def _proofs(document: Examination) -> Iterator[str]:
    if document.read.chip_mapping is not None:
        _require_mapping(document)
        yield "PACE with chip authentication mapping"
    if document.read.chip_authentication is not None:
        _require_chip_authentication(document)
        yield "chip authentication"
    if document.read.active_authentication is not None:
        yield f"active authentication ({_verify_active(document)})"


def _require_mapping(document: Examination) -> None:
    raise CheckNotDoneError(Reason.CHIP_PROOF_MISSING, "PACE with chip authentication mapping")


def _require_chip_authentication(document: Examination) -> None:
    """The channel showed that the chip has the key with which the terminal agreed on it."""
    proof = document.read.chip_authentication
    infos = _read_signed(document, Reason.CHIP_KEY_NOT_BOUND)
    keys = {key.public_key for key in infos.chip_public_keys} if infos else set()
    if proof is None or proof.public_key not in keys:
        raise CheckFailedError(Reason.CHIP_KEY_NOT_BOUND, "chip authentication")


def _verify_active(document: Examination) -> str:
    proof = document.read.active_authentication
    file = document.file_as_signed(DataGroup.DG15)
    if proof is None or file is None:
        raise CheckFailedError(Reason.CHIP_KEY_NOT_BOUND, "active authentication")
    infos = _read_signed(document, Reason.CHIP_KEY_NOT_BOUND)
    try:
        return verify_active(read_dg15(file), proof.challenge, proof.response, infos).algorithm
    except ChipProofError as error:
        raise CheckFailedError(Reason.CHIP_PROOF_INVALID, str(error)) from error
    except CardError as error:
        raise CheckFailedError(Reason.PARAMETERS_MALFORMED, str(error)) from error


def _has_key(document: Examination) -> bool:
    hashes = need(document.hashes, Reason.SOD_NOT_VERIFIED)
    infos = _read_signed(document, Reason.CHIP_KEY_NOT_BOUND)
    return DataGroup.DG15 in hashes.hashes or (infos is not None and bool(infos.chip_public_keys))
