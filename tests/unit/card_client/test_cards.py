import time
from pathlib import Path

import pytest

from specimen_cards import make_card
from thiqa.card import load_personas
from thiqa.card.errors import (
    CardInUseError,
    CardRemovedError,
    CardStateError,
    NoCardError,
    ReaderError,
)
from thiqa.card_client.cards import (
    CardAtHand,
    Condition,
    SpecimenCards,
    card_at_hand,
    cards_at_hand,
)
from thiqa.card_client.errors import UnknownCardError
from unit.card_client.sources import FailingReader, ForeignCards

NINE_CARDS_SECONDS = 1.0
"""About forty times what it takes."""


def test_each_card_says_how_many_tries_it_has_left(tmp_path: Path) -> None:
    make_card(tmp_path / "adult.json")
    make_card(tmp_path / "blocked-pin.json", persona="blocked-pin")
    adult, blocked = cards_at_hand(SpecimenCards(tmp_path))
    assert (adult.condition, adult.tries_left) == (Condition.READY, 3)
    assert (blocked.condition, blocked.tries_left) == (Condition.BLOCKED, 0)


@pytest.mark.parametrize(
    ("error", "condition"),
    [
        (NoCardError("x"), Condition.MISSING),
        (CardInUseError("x"), Condition.BUSY),
        (CardRemovedError("x"), Condition.SILENT),
        (ReaderError("x"), Condition.SILENT),
        (CardStateError("x"), Condition.SILENT),
    ],
)
def test_a_card_that_cannot_be_read_is_listed_with_the_reason(
    error: Exception, condition: Condition
) -> None:
    assert cards_at_hand(FailingReader(error)) == (CardAtHand("reader", "A reader", condition),)


def test_a_card_of_another_issuer_is_told_apart() -> None:
    (card,) = cards_at_hand(ForeignCards())
    assert card.condition is Condition.FOREIGN


def test_a_damaged_card_does_not_hide_the_others(tmp_path: Path) -> None:
    make_card(tmp_path / "adult.json")
    damaged = tmp_path / "minor.json"
    damaged.write_text("{}")
    damaged.chmod(0o600)
    adult, minor = cards_at_hand(SpecimenCards(tmp_path))
    assert (adult.condition, minor.condition) == (Condition.READY, Condition.SILENT)


@pytest.mark.parametrize("card_id", ["minor", "../adult", "adult.json", "", "adult\0"])
def test_only_a_card_that_is_listed_can_be_used(tmp_path: Path, card_id: str) -> None:
    make_card(tmp_path / "adult.json")
    source = SpecimenCards(tmp_path)
    with pytest.raises(UnknownCardError):
        card_at_hand(source, card_id)
    with pytest.raises(UnknownCardError), source.connect(card_id):
        pass


def test_nine_cards_are_read_at_once(tmp_path: Path) -> None:
    for persona in load_personas():
        make_card(tmp_path / f"{persona}.json", persona=persona)
    source = SpecimenCards(tmp_path)
    began = time.perf_counter()
    cards = cards_at_hand(source)
    assert time.perf_counter() - began < NINE_CARDS_SECONDS
    assert [card.id for card in cards] == list(load_personas())
