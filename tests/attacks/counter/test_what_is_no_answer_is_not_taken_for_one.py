"""Step by step of `read_answer` and `read_assessment`: letters that are signed, and say nothing."""

from typing import Any

import pytest

from thiqa.base import Money
from thiqa.counter.eligibility.asking import read_answer, told_claims
from thiqa.counter.eligibility.errors import NotAskedError
from thiqa.counter.eligibility.models import Word
from thiqa.counter.letters import Letter, LetterRefusedError
from thiqa.counter.payments.assessing import read_assessment
from thiqa.counter.payments.models import AssessmentState

NOW = 1_795_269_900
YES = {"question": "below", "answer": "yes", "valid_until": NOW + 60}
LABEL = {"ar": "رسم", "fr": "Taxe", "zgh": "ⵜⵉⵡⵉⵜ", "en": "Tax"}
OWED = {"minor": 7_000, "currency": "MAD"}
ASSESSED = {
    "service": "tax",
    "state": "assessed",
    "amount": OWED,
    "lines": [{"label": LABEL, "amount": OWED}],
}


def letter(body: dict[str, Any], **changes: Any) -> Letter:
    return Letter("id", "kind", "them", "us", NOW, NOW + 60, "q", {**body, **changes}, "text")


def test_a_yes_is_a_yes() -> None:
    assert read_answer(letter(YES), "below", NOW).word is Word.YES


def test_1_an_answer_about_another_question() -> None:
    with pytest.raises(LetterRefusedError, match="another question"):
        read_answer(letter(YES, question="above"), "below", NOW)


@pytest.mark.parametrize("answer", ["maybe", "YES", "", None, True, "waiting"])
def test_2_an_answer_that_is_neither_yes_nor_no(answer: object) -> None:
    with pytest.raises(LetterRefusedError, match="neither yes nor no"):
        read_answer(letter(YES, answer=answer), "below", NOW)


@pytest.mark.parametrize("until", [NOW, NOW - 1, None, True, "2026-12-24"])
def test_3_an_answer_that_does_not_hold(until: object) -> None:
    with pytest.raises(LetterRefusedError, match="holds"):
        read_answer(letter(YES, valid_until=until), "below", NOW)


@pytest.mark.parametrize("wished", [0, -5, 10**9, True, "soon", None])
def test_a_body_does_not_decide_alone_when_it_is_asked_again(wished: object) -> None:
    later = letter(YES, answer="later", again_in=wished)
    assert 30 <= read_answer(later, "below", NOW).again_in <= 86_400


def test_nobody_is_told_what_the_citizen_did_not_agree_to() -> None:
    with pytest.raises(NotAskedError):
        told_claims({"birthdate": "1990-05-17"}, ("national_number",))


def test_an_assessment_is_read() -> None:
    found = read_assessment(letter(ASSESSED), "K7", "tax", "MAD", NOW)
    assert (found.state, found.amount) == (AssessmentState.ASSESSED, Money(7_000, "MAD"))


def test_1_an_assessment_for_another_service() -> None:
    with pytest.raises(LetterRefusedError, match="another service"):
        read_assessment(letter(ASSESSED, service="other"), "K7", "tax", "MAD", NOW)


@pytest.mark.parametrize("state", ["waiting", "done", None])
def test_2_what_is_no_assessment(state: object) -> None:
    with pytest.raises(LetterRefusedError, match="not an assessment"):
        read_assessment(letter(ASSESSED, state=state), "K7", "tax", "MAD", NOW)


def test_3_an_assessment_in_another_currency() -> None:
    euro = {"minor": 7_000, "currency": "EUR"}
    changed = letter(ASSESSED, amount=euro, lines=[{"label": LABEL, "amount": euro}])
    with pytest.raises(LetterRefusedError):
        read_assessment(changed, "K7", "tax", "MAD", NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"minor": 7_001, "currency": "MAD"}},
        {"lines": []},
        {"lines": None},
        {"lines": [{"label": LABEL}]},
        {"lines": [{"label": {"fr": "Taxe"}, "amount": OWED}]},
        {"lines": [{"label": LABEL, "amount": {"minor": 7_000.0, "currency": "MAD"}}]},
        {"lines": [{"label": LABEL, "amount": OWED}] * 51},
    ],
)
def test_4_an_assessment_whose_lines_do_not_make_its_amount(changes: dict[str, Any]) -> None:
    with pytest.raises(LetterRefusedError):
        read_assessment(letter(ASSESSED, **changes), "K7", "tax", "MAD", NOW)
