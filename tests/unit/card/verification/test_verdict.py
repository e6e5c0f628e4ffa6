from dataclasses import replace

import pytest

from examined_documents import ZONE
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.verification.errors import DocumentRefusedError
from thiqa.card.verification.reasons import Reason
from thiqa.card.verification.verdict import (
    Check,
    CheckResult,
    Outcome,
    Verdict,
    VerifiedDocument,
)

DOCUMENT = VerifiedDocument("MAR", ZONE, {DataGroup.DG1: b"zone"}, chip_is_genuine=True)
HELD = tuple(CheckResult(check, Outcome.HELD) for check in Check)


def verdict(*checks: CheckResult, document: VerifiedDocument | None = DOCUMENT) -> Verdict:
    return Verdict("test", 0, checks, document)


def test_a_verdict_of_which_every_check_held_gives_the_document() -> None:
    assert verdict(*HELD).holds
    assert verdict(*HELD).require() is DOCUMENT


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.NOT_DONE])
@pytest.mark.parametrize("check", list(Check))
def test_one_check_that_did_not_hold_refuses_the_document(check: Check, outcome: Outcome) -> None:
    checks = list(HELD)
    checks[list(Check).index(check)] = CheckResult(check, outcome, Reason.SOD_MISSING)
    made = verdict(*checks)
    assert not made.holds
    assert made.refusals == (made.result(check),)
    with pytest.raises(DocumentRefusedError) as raised:
        made.require()
    assert raised.value.reasons == (Reason.SOD_MISSING,)


def test_what_the_policy_tolerates_is_said_and_does_not_refuse() -> None:
    tolerated = replace(HELD[-1], outcome=Outcome.NOT_DONE, tolerated=True)
    made = verdict(*HELD[:-1], tolerated)
    assert made.holds
    assert made.result(Check.STATUS).outcome is Outcome.NOT_DONE


@pytest.mark.parametrize("checks", [(), HELD[:-1], HELD[::-1], HELD + HELD[:1]])
def test_a_verdict_that_is_not_whole_does_not_hold(checks: tuple[CheckResult, ...]) -> None:
    assert not verdict(*checks).holds


def test_a_verdict_without_a_document_does_not_hold() -> None:
    made = verdict(*HELD, document=None)
    assert not made.holds
    with pytest.raises(DocumentRefusedError):
        made.require()


def test_every_check_names_its_clause_held_or_not() -> None:
    assert all(each.clause for each in Check)
    failed = CheckResult(Check.SOD, Outcome.FAILED, Reason.SOD_MALFORMED)
    assert failed.clause == Reason.SOD_MALFORMED.clause
    assert CheckResult(Check.SOD, Outcome.HELD).clause == Check.SOD.clause
