"""Every way to a signature that leaves the PIN out ends at 6982."""

from pathlib import Path

import pytest

from specimen_cards import SELECT, SET_KEY, SIGN, TAKE_HASH, VERIFY, VERIFY_WRONG, make_card, status
from thiqa.card import SoftwareCard, load_personas
from thiqa.card.errors import CardStateError
from thiqa.card.transport.apdu import StatusWord

READY = (SELECT, SET_KEY, TAKE_HASH)
REFUSED = StatusWord.SECURITY_STATUS_NOT_SATISFIED

DETOURS = {
    "never verified": [],
    "wrong PIN": [VERIFY_WRONG],
    "right, then wrong PIN": [VERIFY, VERIFY_WRONG],
    "right PIN in a wrong form": ["0020008104 31323334"],
    "right PIN under another reference": ["0020008208 31323334FFFFFFFF"],
    "only asked whether it is verified": ["00200081"],
    "PIN changed": ["0024008110 31323334FFFFFFFF 35363738FFFFFFFF"],
    "PIN unblocked": ["002C008110 3132333435363738 35363738FFFFFFFF"],
    "verified, then given up": [VERIFY, "0020FF81"],
    "verified, then the master file selected": [VERIFY, "00A4000C023F00", *READY],
    "verified, then selected again": [VERIFY, *READY],
    "verified, then another application tried": [VERIFY, "00A4040C05 A000000001", *READY],
    "verified, and signed once": [VERIFY, SET_KEY, TAKE_HASH, SIGN, SET_KEY, TAKE_HASH],
}


@pytest.fixture
def card(tmp_path: Path) -> SoftwareCard:
    return make_card(tmp_path / "card.json")


def send(card: SoftwareCard, commands: list[str]) -> None:
    for command in commands:
        status(card, command)


@pytest.mark.parametrize("detour", DETOURS.values(), ids=DETOURS)
def test_a_detour_around_the_pin_ends_without_a_signature(
    card: SoftwareCard, detour: list[str]
) -> None:
    send(card, [*READY, *detour, SET_KEY, TAKE_HASH])
    assert card.transmit(bytes.fromhex(SIGN)) == REFUSED.to_bytes(2)


def test_after_a_reset_the_pin_is_needed_again(card: SoftwareCard) -> None:
    send(card, [*READY, VERIFY])
    card.reset()
    send(card, [*READY])
    assert status(card, SIGN) == REFUSED


def test_a_reset_forgets_the_pin_even_when_the_memory_fails(
    card: SoftwareCard, tmp_path: Path
) -> None:
    send(card, [*READY, VERIFY])
    (tmp_path / "card.json").unlink()
    with pytest.raises(CardStateError):
        card.reset()
    send(card, [*READY])
    assert status(card, SIGN) == REFUSED


def test_a_blocked_pin_signs_nothing_even_when_it_is_right(tmp_path: Path) -> None:
    card = make_card(tmp_path / "blocked.json", persona="blocked-pin")
    pin = load_personas()["blocked-pin"].pin.encode().hex()
    send(card, [SELECT])
    assert status(card, f"0020008108{pin}FFFFFFFF") == StatusWord.AUTHENTICATION_METHOD_BLOCKED
    send(card, [SET_KEY, TAKE_HASH])
    assert status(card, SIGN) == REFUSED


def test_the_rest_of_a_signature_does_not_outlive_a_reset(card: SoftwareCard) -> None:
    send(card, [*READY, VERIFY])
    assert status(card, SIGN[:-2]) == 0x6160
    card.reset()
    assert status(card, "00C0000060") == StatusWord.CONDITIONS_NOT_SATISFIED
