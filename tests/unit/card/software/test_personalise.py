"""Personalisation: a new card with a key of its own, or a clear refusal."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from specimen_cards import PIN, TEST_COST, issue_throwaway
from thiqa.card import (
    FINEID_V4,
    THIQA_SPECIMEN,
    CardApplication,
    CardProfile,
    InProcessConnection,
    Persona,
    find_application,
    load_personas,
    open_card,
    personalise,
)
from thiqa.card.errors import CardPresentError, PersonalisationError, PinFormatError

ADULT = load_personas()["adult"]


def application(path: Path) -> CardApplication:
    return find_application(InProcessConnection(open_card(path)))


@pytest.mark.parametrize("key", load_personas())
@pytest.mark.parametrize("profile", [THIQA_SPECIMEN, FINEID_V4], ids=lambda profile: profile.name)
def test_every_specimen_citizen_gets_a_card(
    card_path: Path, key: str, profile: CardProfile
) -> None:
    persona = load_personas()[key]
    certificate = personalise(card_path, persona, issue_throwaway, profile=profile, cost=TEST_COST)
    card = application(card_path)
    assert card.read_certificate() == certificate
    assert card.pin_tries_left() == (0 if key == "blocked-pin" else profile.pin_tries)
    card.unblock_pin(persona.puk, persona.pin)
    card.verify_pin(persona.pin)
    assert len(card.sign(bytes(48))) == 96


def test_each_card_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = {
        x509.load_der_x509_certificate(
            personalise(tmp_path / name, ADULT, issue_throwaway, cost=TEST_COST)
        )
        .public_key()
        .public_numbers()  # type: ignore[union-attr]  # an elliptic-curve key
        for name in ("one", "two")
    }
    assert len(keys) == 2


def test_no_card_is_overwritten_and_no_certificate_issued_in_vain(card_path: Path) -> None:
    personalise(card_path, ADULT, issue_throwaway, cost=TEST_COST)
    issued: list[Persona] = []

    def issue(public_key: ec.EllipticCurvePublicKey, persona: Persona) -> bytes:
        issued.append(persona)
        return issue_throwaway(public_key, persona)

    with pytest.raises(CardPresentError):
        personalise(card_path, ADULT, issue, cost=TEST_COST)
    with pytest.raises(PinFormatError):
        personalise(card_path.with_name("other"), replace(ADULT, pin="123"), issue)
    with pytest.raises(PinFormatError):
        personalise(card_path.with_name("other"), replace(ADULT, puk="123"), issue)
    assert issued == []


def test_a_certificate_for_another_key_is_refused(card_path: Path) -> None:
    def issue(_: ec.EllipticCurvePublicKey, persona: Persona) -> bytes:
        return issue_throwaway(ec.generate_private_key(ec.SECP384R1()).public_key(), persona)

    with pytest.raises(PersonalisationError, match="another key"):
        personalise(card_path, ADULT, issue)
    assert not card_path.exists()


@pytest.mark.parametrize("der", [b"", b"certificate", bytes(10_001)])
def test_what_is_no_certificate_is_refused(card_path: Path, der: bytes) -> None:
    with pytest.raises(PersonalisationError):
        personalise(card_path, ADULT, lambda *_: der)
    assert not card_path.exists()


def test_the_pin_is_nowhere_in_the_file(card_path: Path) -> None:
    personalise(card_path, ADULT, issue_throwaway, cost=TEST_COST)
    text = card_path.read_text()
    assert f'"{PIN}"' not in text
    assert ADULT.puk not in text
