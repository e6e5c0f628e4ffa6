"""What is read before the channel is hostile until something signed says the same."""

from dataclasses import replace

import pytest

from examined_documents import (
    PACE,
    PACE_GM_3DES,
    ZONE,
    Specimen,
    chip_infos,
    judge,
)
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.data_groups.files import EF_CARD_ACCESS, DataGroup
from thiqa.card.data_groups.security_info import PaceInfo
from thiqa.card.reading.models import Access, AccessProtocol
from thiqa.card.verification.policy import BORDER, NATIONAL_CARD, OLD_PASSPORTS, Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome

BAC = Access(AccessProtocol.BAC, "mrz")
WEAK = PaceInfo(PACE_GM_3DES, 2, 12)
EVERYBODY = [NATIONAL_CARD, BORDER, OLD_PASSPORTS]


@pytest.mark.parametrize("policy", EVERYBODY, ids=lambda policy: policy.name)
def test_bac_with_a_chip_that_offers_pace_is_a_fall_back(policy: Policy) -> None:
    verdict = judge(Specimen(access=BAC).read(), policy=policy)
    assert verdict.result(Check.ACCESS).reason is Reason.ACCESS_FELL_BACK
    assert not verdict.holds


@pytest.mark.parametrize("policy", EVERYBODY, ids=lambda policy: policy.name)
def test_bac_with_a_chip_whose_offer_was_hidden_is_named_by_what_is_signed(policy: Policy) -> None:
    verdict = judge(Specimen(access=BAC, card_access=None).read(), policy=policy)
    result = verdict.result(Check.PARAMETERS)
    assert (result.outcome, result.reason) == (Outcome.FAILED, Reason.PARAMETERS_ALTERED)
    assert not verdict.holds


def test_bac_with_a_chip_that_never_had_pace_is_for_the_policy_to_decide() -> None:
    infos = tuple(each for each in chip_infos() if each != PACE)
    read = Specimen(access=BAC, card_access=None, infos=infos).read()
    assert judge(read, policy=BORDER).holds
    assert judge(read).result(Check.ACCESS).reason is Reason.BAC_REFUSED


def test_reading_in_the_open_is_refused() -> None:
    read = Specimen(access=Access(AccessProtocol.NONE)).read()
    assert judge(read).result(Check.ACCESS).reason is Reason.ACCESS_UNPROTECTED
    assert not judge(read, policy=BORDER).holds


@pytest.mark.parametrize(
    ("offered", "signed"),
    [
        ((WEAK,), (PACE,)),
        ((WEAK, PACE), (PACE,)),
        ((WEAK,), (PACE, WEAK)),
        ((PaceInfo(PACE.protocol, 2, 13),), (PACE,)),
    ],
    ids=["exchanged", "added", "taken away", "other parameters"],
)
def test_an_offer_that_differs_from_what_is_signed_is_named(
    offered: tuple[PaceInfo, ...], signed: tuple[PaceInfo, ...]
) -> None:
    infos = (*signed, *(each for each in chip_infos() if each != PACE))
    verdict = judge(Specimen(card_access=offered, infos=infos).read())
    assert verdict.result(Check.PARAMETERS).reason is Reason.PARAMETERS_ALTERED
    assert not verdict.holds


def test_another_pace_than_the_one_that_is_signed_was_used() -> None:
    access = Access(AccessProtocol.PACE, "can", PACE_GM_3DES, 12)
    verdict = judge(Specimen(access=access).read())
    assert verdict.result(Check.PARAMETERS).reason is Reason.PARAMETERS_ALTERED


def test_an_offer_that_nothing_signed_repeats_is_named() -> None:
    verdict = judge(Specimen(without=frozenset({DataGroup.DG14})).read(), policy=BORDER)
    assert verdict.result(Check.PARAMETERS).reason is Reason.PARAMETERS_NOT_SIGNED
    assert not verdict.holds


def test_an_offer_that_cannot_be_read_is_named() -> None:
    verdict = judge(Specimen().read(files={EF_CARD_ACCESS: b"\x31\x00"}))
    assert verdict.result(Check.PARAMETERS).reason is Reason.PARAMETERS_MALFORMED
    assert not verdict.holds


def test_a_chip_that_was_opened_by_the_zone_of_another_document_is_named() -> None:
    """A copy of the chip of one person in the booklet of another one."""
    printed = MrzPassword("SPECIMEN2", ZONE.date_of_birth, ZONE.date_of_expiry)
    access = replace(Specimen().access, password="mrz", printed_zone=printed)
    verdict = judge(Specimen(access=access).read())
    assert verdict.result(Check.MRZ).reason is Reason.MRZ_OTHER
    assert not verdict.holds
    own = replace(access, printed_zone=MrzPassword.of(ZONE))
    assert judge(Specimen(access=own).read()).holds
