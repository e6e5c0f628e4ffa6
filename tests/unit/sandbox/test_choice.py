import pytest

from thiqa.sandbox.choice import choose, is_choice, read_choice, write_choice
from thiqa.sandbox.errors import UnknownChoiceError
from thiqa.sandbox.models import Choice, Scenario

CITIZENS = {"adult", "minor"}


@pytest.mark.parametrize(
    ("hint", "choice"),
    [
        ("specimen:adult", Choice("adult")),
        ("specimen:minor:slow", Choice("minor", Scenario.SLOW)),
        ("specimen:adult:rotated-key", Choice("adult", Scenario.ROTATED_KEY)),
    ],
)
def test_a_choice_is_read_and_written(hint: str, choice: Choice) -> None:
    assert read_choice(hint, CITIZENS) == choice
    assert write_choice(choice.citizen, choice.scenario) == hint


@pytest.mark.parametrize("hint", [None, "", "AB123456", "Specimen:adult", " specimen:adult"])
def test_any_other_hint_is_none(hint: str | None) -> None:
    assert not is_choice(hint)


@pytest.mark.parametrize(
    "hint",
    ["specimen:", "specimen:x", "specimen:adult:x", "specimen:adult:slow:", "specimen::slow"],
)
def test_what_is_not_in_the_list_is_refused(hint: str) -> None:
    assert is_choice(hint)
    with pytest.raises(UnknownChoiceError):
        read_choice(hint, CITIZENS)


def test_a_form_without_a_scenario_chooses_the_usual() -> None:
    assert choose("adult", "", CITIZENS) == Choice("adult", None)
