"""A country may say that keys of chips have leaked: then signing a challenge tells no copy."""

from dataclasses import replace

import pytest

from examined_documents import ZONE, Specimen, country, judge, trust
from security_objects import NOW
from thiqa.card.verification.policy import BORDER, NATIONAL_CARD, OLD_PASSPORTS, Policy
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import Check, Outcome, Verdict
from thiqa.pki.csca.certificate import read_chip_certificate
from thiqa.pki.csca.deviation_list import (
    DEVIATION_LIST,
    Description,
    Deviation,
    DeviationList,
    Documents,
)
from thiqa.pki.csca.trust import CscaTrust

LEAKED = Description(f"{DEVIATION_LIST}.1.4", None, None)
MALFORMED = Description(f"{DEVIATION_LIST}.2.1", None, 2)
SIGNED = replace(Specimen().read(), chip_authentication=None)
"""A chip that has signed a challenge, and proved itself in no other way."""


def saying(what: Description, documents: Documents) -> CscaTrust:
    """Trust a country that says something of some documents."""
    authority = read_chip_certificate(country().der)
    listed = DeviationList((Deviation(documents, (what,)),), NOW, authority)
    return replace(trust(), deviation_lists=(listed,))


def told(what: Description, documents: Documents, policy: Policy = NATIONAL_CARD) -> Verdict:
    """Judge the document of a country that says something of some documents."""
    return judge(SIGNED, by=saying(what, documents), policy=policy)


def test_without_a_word_of_the_country_the_signature_is_a_proof() -> None:
    assert judge(SIGNED).result(Check.CHIP).outcome is Outcome.HELD


@pytest.mark.parametrize(
    "documents",
    [
        pytest.param(Documents(), id="all"),
        pytest.param(Documents(numbers=(ZONE.document_number,)), id="this one"),
        pytest.param(Documents(document_type="I<"), id="of this type"),
        pytest.param(Documents(issued=(0, 1)), id="issued at some time"),
    ],
)
@pytest.mark.parametrize("policy", [NATIONAL_CARD, BORDER], ids=lambda policy: policy.name)
def test_a_leaked_key_is_no_proof(documents: Documents, policy: Policy) -> None:
    verdict = told(LEAKED, documents, policy)
    assert verdict.result(Check.CHIP).reason is Reason.CHIP_KEY_COMPROMISED
    assert not verdict.holds
    assert verdict.deviations == (LEAKED,)


@pytest.mark.parametrize(
    "documents",
    [
        pytest.param(Documents(numbers=("OTHER0001",)), id="others"),
        pytest.param(Documents(document_type="P<"), id="of another type"),
        pytest.param(Documents(subject_key_identifier=b"other"), id="of another signer"),
    ],
)
def test_what_is_said_of_others_is_not_said_of_this_one(documents: Documents) -> None:
    verdict = told(LEAKED, documents)
    assert verdict.result(Check.CHIP).outcome is Outcome.HELD
    assert verdict.deviations == ()


def test_a_leaked_key_does_not_speak_against_another_proof() -> None:
    verdict = judge(Specimen().read(), by=saying(LEAKED, Documents()))
    assert verdict.result(Check.CHIP).outcome is Outcome.HELD


def test_whoever_asks_for_no_proof_is_not_told_of_a_bad_one() -> None:
    assert told(LEAKED, Documents(), OLD_PASSPORTS).result(Check.CHIP).tolerated


def test_no_check_holds_because_a_country_knows_of_a_fault() -> None:
    verdict = told(MALFORMED, Documents())
    assert [each.outcome for each in verdict.checks] == [
        each.outcome for each in judge(SIGNED).checks
    ]
    assert verdict.deviations == (MALFORMED,)
