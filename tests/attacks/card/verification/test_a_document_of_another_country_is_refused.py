"""One country's authority cannot make documents of another one."""

from dataclasses import replace

import pytest

from examined_documents import ZONE, Specimen, country, judge, trusting
from security_objects import make_csca, make_signer
from thiqa.card.verification.policy import BORDER, OLD_PASSPORTS, Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome

NEIGHBOUR = make_csca("UT", common_name="Specimen CSCA of Utopia")
NEIGHBOURS_SIGNER = make_signer(NEIGHBOUR, country="UT")
BOTH = trusting(country(), NEIGHBOUR)


@pytest.mark.parametrize("policy", [BORDER, OLD_PASSPORTS], ids=lambda policy: policy.name)
def test_a_trusted_neighbour_cannot_sign_our_documents(policy: Policy) -> None:
    verdict = judge(Specimen(signed_by=NEIGHBOURS_SIGNER).read(), by=BOTH, policy=policy)
    assert verdict.result(Check.SIGNER).outcome is Outcome.HELD
    result = verdict.result(Check.ISSUER)
    assert (result.outcome, result.reason) == (Outcome.FAILED, Reason.COUNTRY_NOT_SIGNERS)
    assert result.detail == "MAR, UT"
    assert not verdict.holds


def test_a_neighbours_own_document_is_right() -> None:
    zone = replace(ZONE, issuer="UTO")
    verdict = judge(
        Specimen(zone=zone, signed_by=NEIGHBOURS_SIGNER).read(),
        by=BOTH,
        policy=replace(BORDER, status_required=False),
        status=None,
    )
    assert verdict.require().country == "UTO"


@pytest.mark.parametrize("issuer", ["MA", "XXX", "M", "DDR"])
def test_an_issuer_that_is_no_country_is_refused(issuer: str) -> None:
    verdict = judge(Specimen(zone=replace(ZONE, issuer=issuer)).read(), policy=BORDER)
    assert verdict.result(Check.ISSUER).reason is Reason.COUNTRY_NOT_SIGNERS


def test_a_country_that_the_policy_does_not_expect_is_refused() -> None:
    zone = replace(ZONE, issuer="UTO")
    verdict = judge(Specimen(zone=zone, signed_by=NEIGHBOURS_SIGNER).read(), by=BOTH)
    assert verdict.result(Check.ISSUER).reason is Reason.COUNTRY_NOT_EXPECTED
    assert not verdict.holds
