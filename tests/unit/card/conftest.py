"""A fresh card for each test."""

from pathlib import Path

import pytest

from specimen_cards import SELECT, make_card, status
from thiqa.card import FINEID_V4, SoftwareCard
from thiqa.card.transport.apdu import StatusWord


@pytest.fixture
def card_path(tmp_path: Path) -> Path:
    """Where the card of the test keeps its state."""
    return tmp_path / "card.json"


@pytest.fixture
def card(card_path: Path) -> SoftwareCard:
    """The adult's card, of our own profile, just reset."""
    return make_card(card_path)


@pytest.fixture
def selected(card: SoftwareCard) -> SoftwareCard:
    """The same card with its application selected."""
    assert status(card, SELECT) == StatusWord.OK
    return card


@pytest.fixture
def finnish(tmp_path: Path) -> SoftwareCard:
    """The adult's card in the Finnish dialect."""
    return make_card(tmp_path / "finnish.json", profile=FINEID_V4)
