"""The software card as a whole: classes, instructions, reset."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from specimen_cards import SET_KEY, SIGN, TAKE_HASH, VERIFY, ask, status
from thiqa.card import FINEID_V4, THIQA_SPECIMEN, SoftwareCard, open_card
from thiqa.card.errors import CardStateError
from thiqa.card.software.memory import FileMemory


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("", 0x6700),
        ("00A404", 0x6700),
        ("00A4040C02F0", 0x6700),
        ("00FF0000", 0x6D00),
        ("00B0000000", 0x6986),
        ("00B1000004 54020000 00", 0x6986),
        ("8020008108", 0x6E00),
        ("FFCA000000", 0x6E00),
        ("1020008100", 0x6884),
        ("0C20008100", 0x6882),
        ("0420008100", 0x6882),
        ("0120008100", 0x6881),
        ("2020008100", 0x6E00),
    ],
)
def test_what_the_card_does_not_speak_is_named(card: SoftwareCard, command: str, sw: int) -> None:
    assert ask(card, command) == (b"", sw)


def test_extended_lengths_are_a_matter_of_the_profile(
    card: SoftwareCard, finnish: SoftwareCard
) -> None:
    name = THIQA_SPECIMEN.application
    assert status(card, f"00A4040C00{len(name):04X}", name) == 0x9000
    name = FINEID_V4.application
    assert status(finnish, f"00A4040C00{len(name):04X}", name) == 0x6700


def test_a_reset_gives_the_answer_of_the_profile(card: SoftwareCard, finnish: SoftwareCard) -> None:
    assert card.reset() == card.answer_to_reset == THIQA_SPECIMEN.atr
    assert finnish.reset() == FINEID_V4.atr


def test_a_reset_forgets_what_was_selected_and_proved(selected: SoftwareCard) -> None:
    for command in (VERIFY, SET_KEY, TAKE_HASH):
        assert status(selected, command) == 0x9000
    selected.reset()
    assert status(selected, SIGN) == 0x6982
    assert status(selected, "00200081") == 0x6985


def test_existing_middleware_gets_the_answers_it_expects(finnish: SoftwareCard) -> None:
    """The commands are those that the Web eID library sends to a Finnish card, byte by byte."""
    assert ask(finnish, "00A4040C0CA000000063504B43532D3135") == (b"", 0x9000)
    control, sw = ask(finnish, "00A408040243 3100")
    assert (control[0], control[2:4], sw) == (0x62, b"\x80\x02", 0x9000)
    size = int.from_bytes(control[4:6])
    first, sw = ask(finnish, "00B0000000")
    assert (len(first), sw) == (256, 0x9000)
    rest, sw = ask(finnish, f"00B00100{(size - 256) & 0xFF:02X}")
    assert (len(first + rest), sw) == (size, 0x9000)
    tries, sw = ask(finnish, "00CB00FF05A00383011100")
    assert (tries.hex(), sw) == ("a00b830111df210105df28010c", 0x9000)
    assert ask(finnish, "00CB00FF05A003830111") == (b"", 0x6100 | len(tries))
    assert ask(finnish, f"00C00000{len(tries):02X}") == (tries, 0x9000)
    assert ask(finnish, "002000110C313233340000000000000000") == (b"", 0x9000)
    assert ask(finnish, "002241B606800154840101") == (b"", 0x9000)
    assert ask(finnish, "002A90A0329030" + "A5" * 48) == (b"", 0x9000)
    signature, sw = ask(finnish, "002A9E9A00")
    assert (len(signature), sw) == (96, 0x9000)


def test_one_finnish_pin_entry_serves_for_several_signatures(finnish: SoftwareCard) -> None:
    assert status(finnish, "00A4040C0CA000000063504B43532D3135") == 0x9000
    assert status(finnish, "002000110C313233340000000000000000") == 0x9000
    assert status(finnish, SET_KEY) == 0x9000
    for _ in range(2):
        assert status(finnish, TAKE_HASH) == 0x9000
        assert status(finnish, SIGN) == 0x9000


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate(), None]
)
def test_a_card_with_a_wrong_key_does_not_start(
    card: SoftwareCard,
    card_path: Path,
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | None,
) -> None:
    memory = FileMemory(card_path)
    der = (
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) if key else b"damaged"
    )
    memory.write(replace(memory.read(), private_key=der))
    with pytest.raises(CardStateError, match="private key"):
        open_card(card_path)
