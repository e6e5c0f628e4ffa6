"""Chip and active authentication prove a key; passive authentication says whose key it is."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from examined_documents import (
    Specimen,
    active_key,
    chip_infos,
    chip_key,
    judge,
    public_key,
    signed_challenge,
    trusting,
)
from security_objects import make_csca, make_signer
from thiqa.card.data_groups.dg14 import write_dg14
from thiqa.card.data_groups.dg15 import write_dg15
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.reading.models import ACTIVE_AUTHENTICATION, CHIP_AUTHENTICATION
from thiqa.card.verification.policy import BORDER, NATIONAL_CARD, OLD_PASSPORTS, Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome, Verdict

OWN_KEY = ec.generate_private_key(ec.SECP256R1())
OWN_DG14 = write_dg14(SecurityInfos.of(chip_infos(OWN_KEY)).to_bytes())
OWN_DG15 = write_dg15(public_key(OWN_KEY))


def require_a_copy(verdict: Verdict, reason: Reason) -> None:
    result = verdict.result(Check.CHIP)
    assert result.reason is reason
    assert result.outcome is not Outcome.HELD
    assert not verdict.holds


@pytest.mark.parametrize("policy", [NATIONAL_CARD, BORDER, OLD_PASSPORTS], ids=lambda p: p.name)
def test_a_copy_brings_its_own_dg15_and_answers_well(policy: Policy) -> None:
    read = Specimen().read(files={DataGroup.DG15.file: OWN_DG15}, active=OWN_KEY)
    verdict = judge(read, policy=policy)
    require_a_copy(verdict, Reason.CHIP_KEY_NOT_BOUND)
    assert verdict.result(Check.HASHES).reason is Reason.DATA_GROUP_ALTERED
    assert verdict.result(Check.HASHES).detail == "DG15"


def test_a_copy_brings_its_own_dg14_and_opens_the_channel_with_it() -> None:
    read = Specimen().read(files={DataGroup.DG14.file: OWN_DG14}, chip=OWN_KEY)
    read = replace(read, active_authentication=None)
    verdict = judge(read)
    require_a_copy(verdict, Reason.CHIP_KEY_NOT_BOUND)
    assert verdict.result(Check.HASHES).detail == "DG14"


def test_active_authentication_does_not_count_by_a_dg14_that_nobody_signed() -> None:
    read = Specimen().read(files={DataGroup.DG14.file: OWN_DG14})
    require_a_copy(judge(replace(read, chip_authentication=None)), Reason.CHIP_KEY_NOT_BOUND)


def test_a_copy_keeps_the_signed_dg14_and_agrees_on_another_key() -> None:
    read = replace(Specimen().read(chip=OWN_KEY), active_authentication=None)
    verdict = judge(read)
    require_a_copy(verdict, Reason.CHIP_KEY_NOT_BOUND)
    assert verdict.result(Check.HASHES).outcome is Outcome.HELD


def test_a_copy_brings_a_dg15_that_the_document_never_had() -> None:
    specimen = Specimen(without=frozenset({DataGroup.DG15}))
    read = specimen.read(files={DataGroup.DG15.file: OWN_DG15}, active=OWN_KEY)
    verdict = judge(replace(read, chip_authentication=None))
    require_a_copy(verdict, Reason.CHIP_KEY_NOT_BOUND)
    assert verdict.result(Check.COMPLETENESS).reason is Reason.DATA_GROUP_NOT_SIGNED


def test_a_copy_signs_everything_anew_by_a_signer_of_nobody() -> None:
    forger = make_signer(make_csca(common_name="Specimen Forger"))
    specimen = Specimen(signed_by=forger, infos=chip_infos(OWN_KEY))
    verdict = judge(specimen.read(chip=OWN_KEY))
    require_a_copy(verdict, Reason.CHIP_KEY_NOT_BOUND)
    assert verdict.result(Check.SIGNER).reason is Reason.CSCA_UNKNOWN


def test_a_copy_of_all_files_does_not_know_the_key() -> None:
    verdict = judge(Specimen().read(active=OWN_KEY))
    require_a_copy(verdict, Reason.CHIP_PROOF_INVALID)
    assert verdict.result(Check.HASHES).outcome is Outcome.HELD


def test_one_good_proof_does_not_make_up_for_a_bad_one() -> None:
    read = Specimen().read(active=OWN_KEY)
    assert read.chip_authentication is not None
    require_a_copy(judge(read), Reason.CHIP_PROOF_INVALID)


@pytest.mark.parametrize("step", [CHIP_AUTHENTICATION, ACTIVE_AUTHENTICATION])
def test_a_proof_that_the_chip_was_asked_for_and_did_not_give_speaks_against_it(step: str) -> None:
    read = replace(Specimen().read(), failures={step: "the chip answered 6300"})
    require_a_copy(judge(read), Reason.CHIP_PROOF_INVALID)


def test_an_answer_to_another_challenge_is_no_proof() -> None:
    proof = replace(signed_challenge(active_key()), challenge=bytes(8))
    read = replace(Specimen().read(), active_authentication=proof)
    require_a_copy(judge(read), Reason.CHIP_PROOF_INVALID)


@pytest.mark.parametrize("policy", [NATIONAL_CARD, BORDER], ids=lambda policy: policy.name)
def test_a_chip_that_has_a_key_and_proves_nothing_is_refused(policy: Policy) -> None:
    read = replace(Specimen().read(), active_authentication=None, chip_authentication=None)
    require_a_copy(judge(read, policy=policy), Reason.CHIP_PROOF_MISSING)


@pytest.mark.parametrize("policy", [NATIONAL_CARD, BORDER], ids=lambda policy: policy.name)
def test_a_copy_that_hides_its_key_is_refused(policy: Policy) -> None:
    hidden = {DataGroup.DG14.file: None, DataGroup.DG15.file: None}
    read = replace(
        Specimen(card_access=None).read(files=hidden),
        active_authentication=None,
        chip_authentication=None,
    )
    verdict = judge(read, policy=policy)
    assert not verdict.holds
    assert verdict.result(Check.CHIP).outcome is not Outcome.HELD
    assert verdict.result(Check.COMPLETENESS).reason is Reason.DATA_GROUP_NOT_READ


def test_a_chip_without_a_key_is_no_more_than_a_copy() -> None:
    specimen = Specimen(without=frozenset({DataGroup.DG14, DataGroup.DG15}), card_access=None)
    read = replace(specimen.read(), active_authentication=None, chip_authentication=None)
    require_a_copy(judge(read), Reason.CHIP_HAS_NO_KEY)
    document = judge(read, policy=BORDER).require()
    assert not document.chip_is_genuine


def test_nobody_who_is_trusted_means_that_no_key_is_bound() -> None:
    verdict = judge(by=trusting())
    assert verdict.result(Check.CHIP).outcome is Outcome.NOT_DONE
    require_a_copy(verdict, Reason.CHIP_KEY_NOT_BOUND)


def test_the_right_chip_is_genuine_by_either_proof() -> None:
    read = Specimen().read(chip=chip_key(), active=active_key())
    assert judge(read).require().chip_is_genuine
    assert judge(replace(read, active_authentication=None)).require().chip_is_genuine
    assert judge(replace(read, chip_authentication=None)).require().chip_is_genuine
