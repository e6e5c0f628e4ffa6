"""A reason that no attack provokes is a check that nobody would miss."""

from pathlib import Path

import pytest

from thiqa.card.verification.reasons import Reason

ATTACKS = Path(__file__).parents[3] / "attacks" / "card"
TEXTS = "\n".join(path.read_text() for path in sorted(ATTACKS.rglob("test_*.py")))


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_provoked_by_an_attack(reason: Reason) -> None:
    assert f"Reason.{reason.name}" in TEXTS


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_code_sentence_and_clause(reason: Reason) -> None:
    assert reason.value == reason.name.lower().replace("_", "-")
    assert reason.sentence.endswith(".")
    assert reason.clause
