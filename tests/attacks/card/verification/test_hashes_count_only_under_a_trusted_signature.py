"""The list of hashes is worth what its signature is worth."""

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from authorities import NOW
from examined_documents import ZONE, Specimen, country, judge, signer, trusting
from security_objects import Signing, make_csca, make_signer
from thiqa.card.data_groups.files import EF_SOD, DataGroup
from thiqa.card.verification.errors import DocumentRefusedError
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome

OTHER_DG2 = b"\x75\x08ANYBODY!"
RESTS_ON_DATA = [
    Check.COMPLETENESS,
    Check.MRZ,
    Check.ISSUER,
    Check.DOCUMENT_TYPE,
    Check.DATES,
    Check.PARAMETERS,
    Check.CHIP,
    Check.STATUS,
]


def test_a_data_group_that_was_changed_is_named() -> None:
    verdict = judge(Specimen().read(files={DataGroup.DG2.file: OTHER_DG2}))
    result = verdict.result(Check.HASHES)
    assert (result.outcome, result.reason, result.detail) == (
        Outcome.FAILED,
        Reason.DATA_GROUP_ALTERED,
        "DG2",
    )
    assert not verdict.holds


def test_nothing_that_rests_on_changed_data_counts() -> None:
    verdict = judge(Specimen().read(files={DataGroup.DG2.file: OTHER_DG2}))
    resting = [each for each in RESTS_ON_DATA if each is not Check.COMPLETENESS]
    assert {verdict.result(each).outcome for each in resting} == {Outcome.NOT_DONE}
    assert {verdict.result(each).reason for each in resting} == {
        Reason.DATA_NOT_BOUND,
        Reason.CHIP_KEY_NOT_BOUND,
    }
    with pytest.raises(DocumentRefusedError) as raised:
        verdict.require()
    assert Reason.DATA_GROUP_ALTERED in raised.value.reasons


def test_a_list_that_was_changed_with_the_data_group_is_not_compared() -> None:
    old = hashlib.sha256(b"\x75\x08SPECIMEN").digest()
    new = hashlib.sha256(OTHER_DG2).digest()
    how = Signing(content_after=lambda content: content.replace(old, new))
    read = Specimen(signing=how).read(files={DataGroup.DG2.file: OTHER_DG2})
    verdict = judge(read)
    assert verdict.result(Check.SIGNATURE).reason is Reason.SOD_DIGEST_WRONG
    assert verdict.result(Check.HASHES).outcome is Outcome.NOT_DONE
    assert verdict.result(Check.HASHES).reason is Reason.SOD_NOT_VERIFIED
    assert not verdict.holds


def test_a_signature_by_another_key_than_the_named_one_is_not_compared() -> None:
    own = make_signer(make_csca())
    read = Specimen(signed_by=own, signing=Signing(certificates=(signer().der,))).read()
    verdict = judge(read)
    assert verdict.result(Check.SIGNATURE).reason is Reason.SIGNER_MISSING
    assert verdict.result(Check.HASHES).reason is Reason.SOD_NOT_VERIFIED


def test_a_signer_of_nobody_gives_hashes_that_do_not_count() -> None:
    verdict = judge(by=trusting())
    assert verdict.result(Check.SIGNATURE).outcome is Outcome.HELD
    assert verdict.result(Check.SIGNER).reason is Reason.CSCA_UNKNOWN
    assert verdict.result(Check.HASHES).outcome is Outcome.NOT_DONE
    assert verdict.result(Check.HASHES).reason is Reason.SIGNER_NOT_TRUSTED
    assert {verdict.result(each).outcome for each in RESTS_ON_DATA} == {Outcome.NOT_DONE}


def test_a_signer_that_names_a_trusted_authority_which_did_not_sign_it_is_named() -> None:
    forged = make_signer(country(), signed_with=ec.generate_private_key(ec.SECP384R1()))
    verdict = judge(Specimen(signed_by=forged).read())
    assert verdict.result(Check.SIGNER).reason is Reason.SIGNER_FORGED
    assert verdict.result(Check.HASHES).reason is Reason.SIGNER_NOT_TRUSTED


def test_two_certificates_under_the_name_of_one_signer_are_none() -> None:
    """Which of them would be judged, and which would verify the signature?"""
    number = signer().certificate.serial_number
    forger = make_signer(
        country(), serial_number=number, signed_with=ec.generate_private_key(ec.SECP384R1())
    )
    how = Signing(certificates=(signer().der, forger.der))
    verdict = judge(Specimen(signed_by=forger, signing=how).read())
    assert verdict.result(Check.SIGNATURE).reason is Reason.SIGNER_MALFORMED
    assert not verdict.holds


def test_a_document_of_which_nothing_was_read_is_not_compared() -> None:
    nothing = dict.fromkeys((group.file for group in Specimen().groups), None)
    verdict = judge(Specimen().read(files=nothing))
    assert verdict.result(Check.HASHES).outcome is Outcome.NOT_DONE
    assert verdict.result(Check.HASHES).reason is Reason.DATA_GROUP_NOT_READ


def test_what_is_wrong_is_said_even_if_nobody_is_trusted() -> None:
    read = Specimen().read(files={DataGroup.DG2.file: OTHER_DG2})
    assert judge(read, by=trusting()).result(Check.HASHES).outcome is Outcome.FAILED


def test_without_a_security_object_nothing_holds() -> None:
    verdict = judge(Specimen().read(files={EF_SOD: None}))
    assert verdict.result(Check.SOD).reason is Reason.SOD_MISSING
    held = [each.check for each in verdict.checks if each.outcome is Outcome.HELD]
    assert held == [Check.ACCESS]


def test_the_data_group_of_another_document_is_named() -> None:
    other = Specimen(zone=replace(ZONE, document_number="SPECIMEN2"))
    read = Specimen().read(files={DataGroup.DG1.file: other.groups[DataGroup.DG1]})
    assert judge(read).result(Check.HASHES).detail == "DG1"


def test_two_data_groups_that_changed_places_are_named() -> None:
    groups = Specimen().groups
    swapped = {
        DataGroup.DG14.file: groups[DataGroup.DG15],
        DataGroup.DG15.file: groups[DataGroup.DG14],
    }
    assert judge(Specimen().read(files=swapped)).result(Check.HASHES).detail == "DG14, DG15"


def test_the_time_of_the_verdict_is_in_it() -> None:
    assert judge(now=NOW).at == NOW
