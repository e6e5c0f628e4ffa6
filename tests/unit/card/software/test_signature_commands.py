"""MSE SET and PSO: every path to every status word, and a signature that verifies."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from specimen_cards import SELECT, SET_KEY, SIGN, TAKE_HASH, VERIFY, ask, status
from thiqa.card import SoftwareCard
from thiqa.card.software.memory import FileMemory


def check_signature(path: Path, signature: bytes) -> None:
    key = x509.load_der_x509_certificate(FileMemory(path).read().certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    r, s = (int.from_bytes(half) for half in (signature[:48], signature[48:]))
    key.verify(encode_dss_signature(r, s), b"\x5a" * 48, ec.ECDSA(Prehashed(hashes.SHA384())))


def test_after_the_pin_the_hash_is_signed(selected: SoftwareCard, card_path: Path) -> None:
    assert [status(selected, command) for command in (VERIFY, SET_KEY, TAKE_HASH)] == [0x9000] * 3
    signature, sw = ask(selected, SIGN)
    assert (len(signature), sw) == (96, 0x9000)
    check_signature(card_path, signature)


def test_the_pin_may_come_after_the_hash(selected: SoftwareCard) -> None:
    assert [status(selected, command) for command in (SET_KEY, TAKE_HASH, VERIFY, SIGN)] == [
        0x9000
    ] * 4


def test_a_signature_without_le_waits_for_get_response(selected: SoftwareCard) -> None:
    for command in (VERIFY, SET_KEY, TAKE_HASH):
        assert status(selected, command) == 0x9000
    assert ask(selected, SIGN[:-2]) == (b"", 0x6160)
    first, sw = ask(selected, "00C0000010")
    assert sw == 0x6150
    rest, sw = ask(selected, "00C0000050")
    assert (len(first + rest), sw) == (96, 0x9000)


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("002241B606 800144 840101", 0x6A80),
        ("002241B606 800154 840102", 0x6A88),
        ("002241B606 800154 850101", 0x6A80),
        ("002241B603 800154", 0x6A80),
        ("002241B609 800154 840101 810100", 0x6A80),
        ("002241B609 800154 840101 800154", 0x6A80),
        ("002241B605 800154 8401", 0x6A80),
        ("002241B6", 0x6A80),
        ("002241A406 800154 840101", 0x6985),
        ("0022F3B606 800154 840101", 0x6A86),
    ],
)
def test_no_other_key_or_algorithm_can_be_chosen(
    selected: SoftwareCard, command: str, sw: int
) -> None:
    assert status(selected, SET_KEY) == 0x9000
    assert status(selected, command) == sw
    if command.startswith("002241B6"):
        assert status(selected, TAKE_HASH) == 0x6985, "the earlier choice no longer holds"


def test_the_objects_of_a_choice_may_come_in_any_order(selected: SoftwareCard) -> None:
    assert status(selected, "002241B606 840101 800154") == 0x9000


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("002A90A022 9020" + "5A" * 32, 0x6A80),
        ("002A90A033 9031" + "5A" * 49, 0x6A80),
        ("002A90A032 8030" + "5A" * 48, 0x6A80),
        ("002A90A031 9030" + "5A" * 47, 0x6A80),
        ("002A90A0", 0x6A80),
        ("002A9E9B00", 0x6A86),
        ("002A908032 9030" + "5A" * 48, 0x6A86),
    ],
)
def test_only_a_hash_of_the_right_length_is_taken(
    selected: SoftwareCard, command: str, sw: int
) -> None:
    assert status(selected, VERIFY) == 0x9000
    assert status(selected, SET_KEY) == 0x9000
    assert status(selected, command) == sw
    assert status(selected, SIGN) == 0x6985


def test_a_key_is_chosen_before_a_hash_is_taken(selected: SoftwareCard) -> None:
    assert status(selected, TAKE_HASH) == 0x6985
    assert status(selected, VERIFY) == 0x9000
    assert status(selected, SIGN) == 0x6985


def test_signing_takes_no_data_of_its_own(selected: SoftwareCard) -> None:
    for command in (VERIFY, SET_KEY, TAKE_HASH):
        assert status(selected, command) == 0x9000
    assert status(selected, "002A9E9A020102") == 0x6700


def test_no_key_is_chosen_before_the_application(card: SoftwareCard) -> None:
    assert status(card, SET_KEY) == 0x6985
    assert status(card, SELECT) == 0x9000
    assert status(card, SET_KEY) == 0x9000
