from collections.abc import Iterator

import pytest

from thiqa.card.errors import (
    CardError,
    PackageMissingError,
    PinBlockedError,
    WrongPinError,
    WrongPukError,
    WrongSecretError,
)
from thiqa.card_client import troubles
from thiqa.card_client.cards import CardAtHand, Condition
from thiqa.card_client.troubles import Trouble, attempt, trouble_of, trouble_with


def _kinds(kind: type[CardError]) -> Iterator[type[CardError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


@pytest.mark.parametrize(
    "kind", [each for each in _kinds(CardError) if not issubclass(each, WrongSecretError)]
)
def test_every_error_of_a_card_is_explained(kind: type[CardError]) -> None:
    error = kind.__new__(kind)  # each is made from something else; what it is suffices
    assert isinstance(attempt(lambda: _raise(error)), Trouble)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (WrongPinError(1), troubles.WRONG_PIN_ONE_LEFT),
        (WrongPinError(0), troubles.PIN_BLOCKED),
        (PinBlockedError("x"), troubles.PIN_BLOCKED),
        (WrongPukError(1), troubles.WRONG_PUK_ONE_LEFT),
        (WrongPukError(0), troubles.PUK_BLOCKED),
    ],
)
def test_the_last_try_and_the_one_after_it_have_their_own_words(
    error: CardError, trouble: Trouble
) -> None:
    assert trouble_of(error) == trouble


def test_a_wrong_pin_says_how_many_tries_are_left() -> None:
    assert trouble_of(WrongPinError(2)).tries == 2
    assert trouble_of(WrongPukError(4)).tries == 4


def test_a_missing_package_comes_with_the_command_that_installs_it() -> None:
    assert trouble_of(PackageMissingError("x")).command == "pip install 'thiqa[pcsc]'"


def test_a_card_is_warned_about_before_its_last_try() -> None:
    assert trouble_with(CardAtHand("x", "x", Condition.READY, 3)) is None
    assert trouble_with(CardAtHand("x", "x", Condition.READY, 1)) == troubles.LAST_TRY


@pytest.mark.parametrize("condition", sorted(set(Condition) - {Condition.READY}))
def test_every_other_condition_has_a_way_out(condition: Condition) -> None:
    trouble = trouble_with(CardAtHand("x", "x", condition))
    assert trouble
    assert trouble.advice


def _raise(error: Exception) -> None:
    raise error
