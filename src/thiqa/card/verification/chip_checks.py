"""Whether the chip is the document's own, and was read in the channel that it wanted.

What a chip proves is a key. Whose key that is, the signed data groups say: nothing here counts
before passive authentication has bound the key, as a copy brings keys of its own.
"""

from typing import Final

from thiqa.card.channel.active_authentication import verify_active
from thiqa.card.channel.chip_authentication import verify_chip_mapping
from thiqa.card.channel.domain_parameters import standard_domain
from thiqa.card.channel.errors import ChipProofError
from thiqa.card.data_groups.dg14 import read_dg14
from thiqa.card.data_groups.dg15 import read_dg15
from thiqa.card.data_groups.files import EF_CARD_ACCESS, EF_CARD_SECURITY, DataGroup
from thiqa.card.data_groups.security_info import PaceDomainInfo, PaceInfo, SecurityInfo
from thiqa.card.data_groups.security_infos import SecurityInfos, read_security_infos
from thiqa.card.errors import CardError
from thiqa.card.reading.models import (
    ACTIVE_AUTHENTICATION,
    CHIP_AUTHENTICATION,
    AccessProtocol,
    ActiveAuthentication,
    ChipAuthentication,
    ChipMapping,
)
from thiqa.card.verification.card_security import read_card_security
from thiqa.card.verification.deviations import is_active_key_compromised
from thiqa.card.verification.errors import CheckFailedError, CheckNotDoneError
from thiqa.card.verification.examination import Examination, need
from thiqa.card.verification.reasons import Reason

MAPPING: Final = "chip authentication mapping"


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
    if DataGroup.DG14 not in hashes.hashes or document.infos is not None:
        return document.infos
    file = need(document.file_as_signed(DataGroup.DG14), unbound)
    try:
        document.infos = read_dg14(file)
    except CardError as error:
        raise CheckFailedError(Reason.PARAMETERS_MALFORMED, str(error)) from error
    return document.infos


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

    1. No proof that the chip was asked for is one that it did not give.
    2. Every proof that there is holds, by a key that is signed; one that does not is a copy's.
    3. There is one by a key that nobody else has, or the document has no key for any.
    """
    read = document.read
    failed = sorted(read.failures.keys() & {CHIP_AUTHENTICATION, ACTIVE_AUTHENTICATION})
    if failed:  # 1
        raise CheckFailedError(Reason.CHIP_PROOF_INVALID, ", ".join(failed))
    proved = []
    if read.chip_mapping is not None:  # 2
        _require_mapping(read.chip_mapping, document)
        proved.append(MAPPING)
    if read.chip_authentication is not None:
        _require_chip_authentication(read.chip_authentication, document)
        proved.append(CHIP_AUTHENTICATION)
    if read.active_authentication is not None:
        _require_active(read.active_authentication, document)
        proved.append(ACTIVE_AUTHENTICATION)
    if proved == [ACTIVE_AUTHENTICATION] and is_active_key_compromised(document):  # 3
        raise CheckFailedError(Reason.CHIP_KEY_COMPROMISED)
    if proved:
        return ", ".join(proved)
    raise CheckNotDoneError(
        Reason.CHIP_PROOF_MISSING if _has_key(document) else Reason.CHIP_HAS_NO_KEY
    )


def _require_mapping(proof: ChipMapping, document: Examination) -> None:
    """The nonce was mapped with a key that EF.CardSecurity has (9303-11, section 4.4.3.5.2)."""
    infos = read_card_security(document)
    domain = standard_domain(proof.domain_parameters)
    refusal = CheckFailedError(Reason.CHIP_KEY_NOT_BOUND, MAPPING)
    for key in infos.chip_public_keys:
        try:
            verify_chip_mapping(
                key.public_key, domain, proof.mapping_public_key, proof.chip_authentication_data
            )
        except ChipProofError as error:
            refusal = CheckFailedError(Reason.CHIP_PROOF_INVALID, str(error))
            continue
        return
    raise refusal


def _require_chip_authentication(proof: ChipAuthentication, document: Examination) -> None:
    """The channel showed that the chip has the key with which the terminal agreed on it."""
    infos = _read_signed(document, Reason.CHIP_KEY_NOT_BOUND)
    if infos is None or proof.public_key not in {key.public_key for key in infos.chip_public_keys}:
        raise CheckFailedError(Reason.CHIP_KEY_NOT_BOUND, CHIP_AUTHENTICATION)


def _require_active(proof: ActiveAuthentication, document: Examination) -> None:
    """The challenge is signed with the key of DG15."""
    file = document.file_as_signed(DataGroup.DG15)
    if file is None:
        raise CheckFailedError(Reason.CHIP_KEY_NOT_BOUND, ACTIVE_AUTHENTICATION)
    infos = _read_signed(document, Reason.CHIP_KEY_NOT_BOUND)
    try:
        verify_active(read_dg15(file), proof.challenge, proof.response, infos)
    except ChipProofError as error:
        raise CheckFailedError(Reason.CHIP_PROOF_INVALID, str(error)) from error
    except CardError as error:
        raise CheckFailedError(Reason.PARAMETERS_MALFORMED, str(error)) from error


def _has_key(document: Examination) -> bool:
    hashes = need(document.hashes, Reason.SOD_NOT_VERIFIED)
    infos = _read_signed(document, Reason.CHIP_KEY_NOT_BOUND)
    return DataGroup.DG15 in hashes.hashes or bool(infos and infos.chip_public_keys)
