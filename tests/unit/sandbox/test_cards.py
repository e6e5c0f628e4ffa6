import json
from pathlib import Path

import pytest

from specimen_cards import make_card
from thiqa.card import load_personas
from thiqa.card.errors import CardError, PinBlockedError
from thiqa.sandbox.cards import SandboxCards

ORIGIN = "https://id.example"
CHALLENGE = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="


def test_a_card_signs_and_stays_as_it_was(tmp_path: Path) -> None:
    make_card(tmp_path / "adult.json")
    before = (tmp_path / "adult.json").read_bytes()
    cards = SandboxCards(tmp_path)
    token = cards.sign(load_personas()["adult"], origin=ORIGIN, challenge=CHALLENGE)
    assert json.loads(token)["format"] == "web-eid:1.0"
    assert (tmp_path / "adult.json").read_bytes() == before


def test_a_blocked_card_does_not_sign_however_often_it_is_asked(tmp_path: Path) -> None:
    make_card(tmp_path / "blocked-pin.json", persona="blocked-pin")
    for _ in range(2):
        with pytest.raises(PinBlockedError):
            SandboxCards(tmp_path).sign(
                load_personas()["blocked-pin"], origin=ORIGIN, challenge=CHALLENGE
            )


def test_a_card_that_is_not_there_is_not_offered_and_does_not_sign(tmp_path: Path) -> None:
    cards = SandboxCards(tmp_path)
    assert not cards.has("adult")
    with pytest.raises(CardError):
        cards.sign(load_personas()["adult"], origin=ORIGIN, challenge=CHALLENGE)
