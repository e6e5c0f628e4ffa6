"""The chip's steps: each once, in order, in one chain; the first error ends the run."""

import os

import pytest

from pace_cards import CAN, GM, PaceOnlyCard, pace_card
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.pace import establish_pace
from thiqa.card.channel.pace.messages import Data, Selection, write_dynamic_data
from thiqa.card.transport.apdu import CommandApdu

SELECTION = Selection(GM, CAN.reference).to_bytes()


def recorded() -> tuple[PaceOnlyCard, list[bytes]]:
    """Establish PACE once, and return the data of its steps."""
    card, choice = pace_card(GM, 12)
    establish_pace(card, CAN, choice, os.urandom)
    commands = (CommandApdu.from_bytes(sent) for sent in card.sent)
    return card, [apdu.data for apdu in commands if apdu.ins == 0x86]


def refused(card: PaceOnlyCard, data: bytes, *, is_last: bool) -> int:
    with pytest.raises(RefusedError) as caught:
        card.pace.general_authenticate(data, is_last=is_last)
    assert not card.pace.is_running
    return caught.value.status


def test_without_a_selection_there_is_no_step() -> None:
    card, steps = recorded()
    for step in steps:
        assert refused(card, step, is_last=False) == 0x6985


@pytest.mark.parametrize("done", [0, 1, 2])
@pytest.mark.parametrize("then", [0, 1, 2, 3])
def test_no_step_is_left_out_or_repeated(done: int, then: int) -> None:
    card, steps = recorded()
    card.pace.select(SELECTION)
    for step in steps[:done]:
        card.pace.general_authenticate(step, is_last=False)
    if then != done:
        assert refused(card, steps[then], is_last=False) == 0x6A80


def test_the_chain_ends_with_the_tokens_and_not_before() -> None:
    card, steps = recorded()
    for at in range(3):
        card.pace.select(SELECTION)
        for step in steps[:at]:
            card.pace.general_authenticate(step, is_last=False)
        assert refused(card, steps[at], is_last=True) == 0x6883
    card.pace.select(SELECTION)
    for step in steps[:3]:
        card.pace.general_authenticate(step, is_last=False)
    assert refused(card, steps[3], is_last=False) == 0x6883


def test_a_recorded_run_is_not_one_of_another_time() -> None:
    card, steps = recorded()
    card.established = None
    card.pace.select(SELECTION)
    for step in steps[:3]:
        card.pace.general_authenticate(step, is_last=False)
    assert refused(card, steps[3], is_last=True) == 0x6300


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x7c",
        b"\x7c\x00\x00",
        b"\x7c\x02\x80\x00",
        b"\x7d\x00",
        write_dynamic_data((Data.NONCE, bytes(16))),
        write_dynamic_data((0x99, b"")),
    ],
)
def test_the_first_step_has_no_data(data: bytes) -> None:
    card, _ = pace_card(GM, 12)
    card.pace.select(SELECTION)
    assert refused(card, data, is_last=False) == 0x6A80


NO_SELECTION = {
    "nothing": b"",
    "no password": SELECTION[:-3],
    "no protocol": SELECTION[-3:],
    "two passwords": SELECTION + SELECTION[-3:],
    "a password of two bytes": SELECTION[:-3] + bytes.fromhex("83020102"),
    "an identifier that is cut off": bytes.fromhex("80020484830102"),
    "an identifier padded with zeros": bytes.fromhex("800380042A830102"),
    "an identifier that is too long": b"\x80\x21" + b"\x2a" * 33 + bytes.fromhex("830102"),
    "no identifier": bytes.fromhex("8000830102"),
    "parameters without a number": SELECTION + bytes.fromhex("8400"),
    "parameters of nine bytes": SELECTION + bytes.fromhex("8409") + bytes(9),
    "another protocol": Selection("0.4.0.127.0.7.2.2.4.2.4", 2).to_bytes(),
    "bytes after it": SELECTION + b"\x00",
}


@pytest.mark.parametrize("fault", NO_SELECTION)
def test_what_is_no_selection_begins_nothing(fault: str) -> None:
    card, _ = pace_card(GM, 12)
    with pytest.raises(RefusedError) as caught:
        card.pace.select(NO_SELECTION[fault])
    assert caught.value.status == 0x6A80
    assert not card.pace.is_running


def test_a_password_that_the_chip_does_not_have_begins_nothing() -> None:
    card, _ = pace_card(GM, 12)
    with pytest.raises(RefusedError) as caught:
        card.pace.select(Selection(GM, 3).to_bytes())
    assert caught.value.status == 0x6A88


def test_a_group_that_the_chip_does_not_have_begins_nothing() -> None:
    card, _ = pace_card(GM, 12)
    with pytest.raises(RefusedError) as caught:
        card.pace.select(Selection(GM, CAN.reference, 13).to_bytes())
    assert caught.value.status == 0x6A88


def test_tags_that_do_not_belong_to_the_selection_are_passed_over() -> None:
    """ICAO 9303-11, section 4.4.4.1, note 2."""
    card, _ = pace_card(GM, 12)
    assert card.pace.select(SELECTION + bytes.fromhex("9A0101")) == 0x9000


def test_a_terminal_that_names_its_rights_hears_of_authorities() -> None:
    card, choice = pace_card(GM, 12)
    names = (b"MACVCA00002", b"MACVCA00001", b"MACVCA00000")
    card = PaceOnlyCard(card.infos, card.passwords, os.urandom, authorities=names)
    assert establish_pace(card, CAN, choice, os.urandom).authorities == ()
    session = establish_pace(card, CAN, choice, os.urandom, bytes.fromhex("5301FF"))
    assert session.authorities == names[:2]
    assert card.established is not None
    assert card.established.authorization == bytes.fromhex("5301FF")
