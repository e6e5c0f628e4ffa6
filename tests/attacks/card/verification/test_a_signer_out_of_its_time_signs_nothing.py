"""Signers have a time to sign and a time to be believed, and countries take them back."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ObjectIdentifier

from authorities import DAY, NOW
from examined_documents import Specimen, country, judge, signer, trusting
from security_objects import YEAR, Authority, Extensions, Signing, make_csca, make_signer
from thiqa.card.verification.policy import BORDER, NATIONAL_CARD, OLD_PASSPORTS, Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome

REVOKED = {signer().certificate.serial_number: NOW - DAY}
OLD = make_signer(country(), not_before=NOW - 4 * YEAR, not_after=NOW - DAY, signs_until=NOW - YEAR)


def signed_by(who: Authority, at: int | None = NOW - 30 * DAY) -> Specimen:
    return Specimen(signed_by=who, signing=Signing(signing_time=at))


def test_signed_after_the_time_of_the_private_key() -> None:
    who = make_signer(country(), signs_until=NOW - 60 * DAY)
    verdict = judge(signed_by(who).read())
    assert verdict.result(Check.SIGNING_TIME).reason is Reason.SIGNED_OUT_OF_TIME
    assert verdict.result(Check.HASHES).reason is Reason.SIGNER_NOT_TRUSTED
    assert not verdict.holds


def test_signed_before_the_time_of_the_signer() -> None:
    verdict = judge(signed_by(signer(), NOW - 2 * YEAR).read())
    assert verdict.result(Check.SIGNING_TIME).reason is Reason.SIGNED_OUT_OF_TIME


def test_signed_tomorrow() -> None:
    verdict = judge(signed_by(signer(), NOW + DAY).read())
    assert verdict.result(Check.SIGNING_TIME).reason is Reason.SIGNED_OUT_OF_TIME


def test_a_signer_that_does_not_say_when_it_signed() -> None:
    read = signed_by(signer(), None).read()
    verdict = judge(read, policy=NATIONAL_CARD)
    result = verdict.result(Check.SIGNING_TIME)
    assert (result.outcome, result.reason) == (Outcome.NOT_DONE, Reason.SIGNING_TIME_UNKNOWN)
    assert not verdict.holds
    assert judge(read, policy=BORDER).holds


def test_a_signer_whose_time_is_over_is_named_and_tolerated_for_old_documents() -> None:
    specimen = signed_by(OLD, NOW - 2 * YEAR)
    assert judge(specimen.read()).result(Check.SIGNER_TIME).reason is Reason.SIGNER_EXPIRED
    assert not judge(specimen.read(), policy=BORDER).holds
    verdict = judge(specimen.read(), policy=OLD_PASSPORTS, status=None)
    assert verdict.result(Check.SIGNER_TIME).tolerated
    assert verdict.holds


def test_a_signer_whose_time_has_not_come() -> None:
    early = make_signer(country(), not_before=NOW + DAY)
    verdict = judge(signed_by(early).read(), policy=OLD_PASSPORTS)
    assert verdict.result(Check.SIGNER_TIME).reason is Reason.SIGNER_NOT_YET_VALID
    assert verdict.result(Check.SIGNING_TIME).reason is Reason.SIGNED_OUT_OF_TIME
    assert not verdict.holds


def test_a_key_that_is_not_in_use_yet_has_signed_nothing_whenever_it_says() -> None:
    early = make_signer(country(), not_before=NOW + DAY)
    verdict = judge(signed_by(early, None).read(), policy=BORDER)
    assert verdict.result(Check.SIGNING_TIME).reason is Reason.SIGNED_OUT_OF_TIME


def test_an_authority_out_of_its_time() -> None:
    past = make_csca(common_name="Specimen CSCA of the past", not_after=NOW - DAY)
    verdict = judge(signed_by(make_signer(past)).read(), by=trusting(past))
    assert verdict.result(Check.SIGNER).reason is Reason.CSCA_OUT_OF_TIME
    assert not verdict.holds


@pytest.mark.parametrize("policy", [NATIONAL_CARD, BORDER, OLD_PASSPORTS], ids=lambda p: p.name)
def test_a_signer_that_its_country_has_revoked(policy: Policy) -> None:
    verdict = judge(by=trusting(country(), revoked=REVOKED), policy=policy)
    assert verdict.result(Check.REVOCATION).reason is Reason.SIGNER_REVOKED
    assert not verdict.holds


@pytest.mark.parametrize(
    ("until", "reason"),
    [(None, Reason.REVOCATION_UNKNOWN), (NOW - 1, Reason.REVOCATION_OUTDATED)],
)
def test_no_fresh_list_is_no_good_news(until: int | None, reason: Reason) -> None:
    verdict = judge(by=trusting(country(), list_until=until))
    result = verdict.result(Check.REVOCATION)
    assert (result.outcome, result.reason) == (Outcome.NOT_DONE, reason)
    assert not verdict.holds


def test_trust_that_nobody_has_renewed_is_none() -> None:
    verdict = judge(by=trusting(country(), refreshed_at=NOW - 365 * DAY))
    assert verdict.result(Check.SIGNER).reason is Reason.TRUST_OUTDATED
    assert not verdict.holds


ELSEWHERE: dict[str, Extensions] = {
    "master lists": [(x509.ExtendedKeyUsage([ObjectIdentifier("2.23.136.1.1.3")]), True)],
    "other certificates": [(x509.BasicConstraints(ca=True, path_length=0), True)],
}


@pytest.mark.parametrize("purpose", list(ELSEWHERE))
def test_a_certificate_for_something_else_signs_no_documents(purpose: str) -> None:
    verdict = judge(signed_by(make_signer(country(), extra=ELSEWHERE[purpose])).read())
    assert verdict.result(Check.SIGNER).reason is Reason.SIGNER_MALFORMED
    assert not verdict.holds


def test_the_authority_itself_signs_no_documents() -> None:
    verdict = judge(signed_by(country()).read())
    assert verdict.result(Check.SIGNER).reason is Reason.SIGNER_MALFORMED


def test_a_signer_with_a_small_key_is_named() -> None:
    small = make_signer(country(), key=rsa.generate_private_key(65537, 1024))  # noqa: S505
    verdict = judge(signed_by(small).read())
    assert verdict.result(Check.ALGORITHMS).detail == "key of the signer"
    assert not verdict.holds


def test_a_signer_that_came_without_its_certificate_is_missed() -> None:
    verdict = judge(Specimen(signing=Signing(certificates=())).read())
    assert verdict.result(Check.SIGNATURE).reason is Reason.SIGNER_MISSING
    assert not verdict.holds
