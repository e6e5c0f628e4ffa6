"""Chip authentication mapping proves a key of EF.CardSecurity, which is signed like a document."""

from dataclasses import replace

import pytest

from authorities import DAY, NOW
from examined_documents import PACE, Specimen, chip_infos, country, judge, signer, trusting
from security_objects import Authority, Signing, make_csca, make_signer, sign_object
from thiqa.card.channel.domain_parameters import standard_domain, write_agreement_key
from thiqa.card.channel.pace.key_agreement import chip_authentication_data
from thiqa.card.data_groups.files import EF_CARD_SECURITY
from thiqa.card.data_groups.security_info import ID_PK_ECDH, ChipPublicKeyInfo, PaceInfo
from thiqa.card.data_groups.security_infos import ID_SECURITY_OBJECT, SecurityInfos
from thiqa.card.reading.models import Access, AccessProtocol, ChipMapping, DocumentRead
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome

PACE_CAM = PaceInfo("0.4.0.127.0.7.2.2.4.6.2", 2, 12)
DOMAIN = standard_domain(12)
CHIPS_SCALAR, MAPPING_SCALAR = 0x1D2C3B4A59687766, 0x0123456789ABCDEF
ELSE = 0x7777
INFOS = (PACE_CAM, *(each for each in chip_infos() if each != PACE))


def public(scalar: int) -> bytes:
    return DOMAIN.public_key(scalar)


def card_security(
    scalar: int = CHIPS_SCALAR,
    *,
    by: Authority | None = None,
    how: Signing | None = None,
    kind: str = ID_SECURITY_OBJECT,
    offer: PaceInfo = PACE_CAM,
) -> bytes:
    key = write_agreement_key(12, public(scalar))
    infos = SecurityInfos.of((offer, ChipPublicKeyInfo(ID_PK_ECDH, key)))
    how = how or Signing(content_type=kind)
    return sign_object(infos.to_bytes(), by or signer(), how, kind=kind)


def mapped(security: bytes | None, scalar: int = CHIPS_SCALAR) -> DocumentRead:
    """Read a document whose chip mapped the nonce with a private key."""
    access = Access(AccessProtocol.PACE, "can", PACE_CAM.protocol, 12)
    specimen = Specimen(infos=INFOS, card_access=(PACE_CAM,), access=access)
    proof = ChipMapping(
        public(MAPPING_SCALAR), chip_authentication_data(DOMAIN, scalar, MAPPING_SCALAR), 12
    )
    read = specimen.read(files={EF_CARD_SECURITY: security})
    return replace(read, chip_mapping=proof, chip_authentication=None, active_authentication=None)


def test_the_right_chip_is_genuine() -> None:
    verdict = judge(mapped(card_security()))
    assert verdict.result(Check.CHIP).detail == "chip authentication mapping"
    assert verdict.require().chip_is_genuine


def test_another_chip_is_named() -> None:
    verdict = judge(mapped(card_security(), ELSE))
    assert verdict.result(Check.CHIP).reason is Reason.CHIP_PROOF_INVALID
    assert not verdict.holds


OTHERS = make_csca("UT", common_name="Specimen CSCA of Utopia")


@pytest.mark.parametrize(
    "security",
    [
        None,
        card_security(ELSE, by=make_signer(make_csca(common_name="Specimen Forger"))),
        card_security(ELSE, by=make_signer(OTHERS, country="UT")),
        card_security(ELSE, how=Signing(content_type=None)),
        card_security(ELSE, how=Signing(with_digest=False)),
        card_security(ELSE, kind="2.23.136.1.1.1"),
        card_security(ELSE) + b"\0",
        card_security(ELSE, by=make_signer(country(), not_before=NOW + DAY)),
        card_security(ELSE, how=Signing(content_type=ID_SECURITY_OBJECT, certificates=())),
    ],
    ids=[
        "missing",
        "signed by nobody",
        "signed by a neighbour",
        "signed as nothing",
        "signed without saying what",
        "signed as a document",
        "a byte behind it",
        "signed by tomorrow's signer",
        "without its signer",
    ],
)
def test_a_key_that_the_country_has_not_signed_is_no_key(security: bytes | None) -> None:
    verdict = judge(mapped(security, ELSE), by=trusting(country(), OTHERS))
    result = verdict.result(Check.CHIP)
    assert result.reason is Reason.CARD_SECURITY_INVALID
    assert result.outcome is not Outcome.HELD
    assert not verdict.holds


def test_card_security_that_offers_something_else_is_named() -> None:
    verdict = judge(mapped(card_security(offer=PACE)))
    assert verdict.result(Check.PARAMETERS).reason is Reason.PARAMETERS_ALTERED
    assert not verdict.holds
