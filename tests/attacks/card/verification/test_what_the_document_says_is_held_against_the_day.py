"""A right signature does not make a document one that is good here and today."""

from dataclasses import replace

import pytest

from authorities import DAY, NOW
from examined_documents import NOT_REPORTED, ZONE, Specimen, country, judge
from security_objects import YEAR, Signing, make_signer
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.transport.tlv import DataObject
from thiqa.card.verification.policy import BORDER, NATIONAL_CARD, OLD_PASSPORTS, Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.card.verification.verdict import Check, Outcome

EVERYBODY = [NATIONAL_CARD, BORDER, OLD_PASSPORTS]


def test_a_document_that_has_expired_is_named() -> None:
    read = Specimen(zone=replace(ZONE, date_of_expiry="270114")).read()
    verdict = judge(read)
    assert verdict.result(Check.DATES).reason is Reason.DOCUMENT_EXPIRED
    assert not verdict.holds
    old = judge(read, policy=OLD_PASSPORTS)
    assert old.holds
    assert old.result(Check.DATES).tolerated


def test_a_document_is_good_on_its_last_day() -> None:
    assert judge(Specimen(zone=replace(ZONE, date_of_expiry="270115")).read()).holds


def test_a_document_that_had_expired_before_it_was_signed_is_named() -> None:
    how = Signing(signing_time=NOW - 30 * DAY)
    read = Specimen(zone=replace(ZONE, date_of_expiry="261201"), signing=how).read()
    verdict = judge(read, policy=OLD_PASSPORTS)
    assert verdict.result(Check.DATES).reason is Reason.DATES_CONTRADICT
    assert not verdict.holds


@pytest.mark.parametrize("policy", EVERYBODY, ids=lambda policy: policy.name)
def test_a_signer_of_passports_signs_no_cards(policy: Policy) -> None:
    read = Specimen(signed_by=make_signer(country(), types=("P", "V"))).read()
    verdict = judge(read, policy=policy)
    assert verdict.result(Check.DOCUMENT_TYPE).reason is Reason.DOCUMENT_TYPE_NOT_SIGNERS
    assert not verdict.holds


@pytest.mark.parametrize("types", [("I",), ("ID",), ("P", "I<"), ()])
def test_a_signer_of_cards_signs_them_by_one_letter_or_two(types: tuple[str, ...]) -> None:
    zone = replace(ZONE, document_code="ID")
    assert judge(Specimen(zone=zone, signed_by=make_signer(country(), types=types)).read()).holds


def test_a_signer_of_another_kind_of_cards_does_not() -> None:
    zone = replace(ZONE, document_code="IR")
    read = Specimen(zone=zone, signed_by=make_signer(country(), types=("ID",))).read()
    verdict = judge(read)
    assert verdict.result(Check.DOCUMENT_TYPE).reason is Reason.DOCUMENT_TYPE_NOT_SIGNERS


def test_a_type_that_the_policy_does_not_expect_is_named() -> None:
    zone = replace(ZONE, document_code="V")
    read = Specimen(zone=zone, signed_by=make_signer(country(), types=())).read()
    assert judge(read).result(Check.DOCUMENT_TYPE).reason is Reason.TYPE_NOT_EXPECTED


def test_a_zone_with_a_wrong_check_digit_is_named_though_it_is_signed() -> None:
    text = Specimen().groups[DataGroup.DG1].replace(b"330101", b"340101")
    read = Specimen(more_groups={DataGroup.DG1: text}).read()
    verdict = judge(read, policy=OLD_PASSPORTS)
    assert verdict.result(Check.HASHES).outcome is Outcome.HELD
    assert verdict.result(Check.MRZ).reason is Reason.MRZ_MALFORMED
    assert not verdict.holds


def test_a_zone_that_is_none_is_named() -> None:
    dg1 = DataObject(0x61, b"").to_bytes()
    verdict = judge(Specimen(more_groups={DataGroup.DG1: dg1}).read())
    assert verdict.result(Check.MRZ).reason is Reason.MRZ_MALFORMED


@pytest.mark.parametrize("policy", EVERYBODY, ids=lambda policy: policy.name)
def test_a_document_that_is_reported_is_refused_by_everybody(policy: Policy) -> None:
    reported = replace(NOT_REPORTED, status=DocumentStatus.REPORTED)
    verdict = judge(policy=policy, status=reported)
    assert verdict.result(Check.STATUS).reason is Reason.DOCUMENT_REPORTED
    assert not verdict.holds


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (None, Reason.STATUS_NOT_ASKED),
        (replace(NOT_REPORTED, status=DocumentStatus.CANNOT_SAY), Reason.STATUS_UNKNOWN),
    ],
)
def test_silence_is_no_good_news(status: StatusAnswer | None, reason: Reason) -> None:
    verdict = judge(status=status)
    result = verdict.result(Check.STATUS)
    assert (result.outcome, result.reason) == (Outcome.NOT_DONE, reason)
    assert not verdict.holds
    assert judge(status=status, policy=replace(NATIONAL_CARD, status_required=False)).holds


@pytest.mark.parametrize(
    "answer",
    [
        replace(NOT_REPORTED, number="SPECIMEN2"),
        replace(NOT_REPORTED, country="UTO"),
        replace(NOT_REPORTED, document_type="P"),
    ],
    ids=["number", "country", "type"],
)
def test_an_answer_about_another_document_is_none(answer: StatusAnswer) -> None:
    verdict = judge(status=answer, policy=OLD_PASSPORTS)
    assert verdict.result(Check.STATUS).reason is Reason.STATUS_OF_ANOTHER
    assert not verdict.holds


def test_years_do_not_make_a_document_young_again() -> None:
    assert not judge(now=NOW + 10 * YEAR).holds
