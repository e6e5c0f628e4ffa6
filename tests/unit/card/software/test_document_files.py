"""The files of a document: found by each of their names, read from each offset."""

import os

import pytest

from specimen_cards import RamMemory
from specimen_documents import (
    CAN,
    DOCUMENT_NUMBER,
    describe,
    document_state,
    login_state,
    make_document,
)
from thiqa.card import Card, SoftwareCard
from thiqa.card.channel.bac import establish_bac
from thiqa.card.channel.pace.choice import PacePolicy, choose
from thiqa.card.channel.pace.terminal import establish_pace
from thiqa.card.channel.passwords import CanPassword, MrzPassword
from thiqa.card.data_groups.files import EMRTD_APPLICATION, DataGroup
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.software.state import CardState
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu
from thiqa.card.transport.tlv import parse_one

MRZ = MrzPassword(DOCUMENT_NUMBER, "900517", "350101")
SELECT_DOCUMENT = f"00A4040C07{EMRTD_APPLICATION.hex()}"


@pytest.fixture(scope="module")
def state() -> CardState:
    return document_state(describe(basic_access=True))


@pytest.fixture
def card(state: CardState) -> SoftwareCard:
    return SoftwareCard(RamMemory(state))


@pytest.fixture
def opened(card: SoftwareCard) -> Card:
    """The card inside a channel of PACE, its application selected."""
    return open_document(card)


def open_document(card: SoftwareCard) -> Card:
    access = ask(card, "00B09C0000").data
    choice = choose(read_security_infos(access), PacePolicy())
    secured = establish_pace(card, CanPassword(CAN), choice, os.urandom).card
    assert ask(secured, SELECT_DOCUMENT).status == 0x9000
    return secured


def ask(card: Card, command: str) -> ResponseApdu:
    return ResponseApdu.from_bytes(card.transmit(bytes.fromhex(command)))


def file(state: CardState, group: DataGroup) -> bytes:
    assert state.chip is not None
    return state.chip.files[group.file.name]


def test_a_card_without_a_chip_has_no_document() -> None:
    chipless = SoftwareCard(RamMemory(login_state("adult")))
    assert ask(chipless, SELECT_DOCUMENT).status == 0x6A82
    assert ask(chipless, "00B09C0000").status == 0x6A82
    assert ask(chipless, "0084000008").status == 0x6985


def test_what_a_terminal_needs_before_the_channel_is_free(card: SoftwareCard) -> None:
    for command in ("00A4020C02011C", "00A4000C02011C", "00A4080C02011C"):
        assert ask(card, command).status == 0x9000
        assert ask(card, "00B0000000").data[0] == 0x31
    assert ask(card, "00B0810000").status == 0x9000, "EF.ATR/INFO"
    assert ask(card, "00B09E0000").data[0] == 0x61, "EF.DIR"


def test_inside_the_channel_a_file_has_three_names(opened: Card, state: CardState) -> None:
    zone = file(state, DataGroup.DG1)
    assert ask(opened, "00A4020C020101").status == 0x9000
    assert ask(opened, "00B0000000").data == zone
    assert ask(opened, "00B0810000").data == zone
    far = ask(opened, "00B101010354010000").data
    assert parse_one(far, 0x53).value == zone


def test_a_far_part_is_read_by_the_odd_instruction(opened: Card, state: CardState) -> None:
    portrait = file(state, DataGroup.DG2)
    answer = ask(opened, "00B1000204540203E880")
    assert answer.status == 0x9000
    part = parse_one(answer.data, 0x53).value
    assert portrait[1000 : 1000 + len(part)] == part
    assert 0x70 < len(answer.data) <= 0x80
    assert ask(opened, "00B1000004 5402FFFF 00".replace(" ", "")).status == 0x6B00
    assert ask(opened, "00B1000003 530100 00".replace(" ", "")).status == 0x6A80


def test_an_extended_length_gives_a_file_at_once(opened: Card, state: CardState) -> None:
    portrait = file(state, DataGroup.DG2)
    command = CommandApdu(0, 0xB0, 0x82, 0, expected=65_536, extended=True)
    assert ResponseApdu.from_bytes(opened.transmit(command.to_bytes())).data == portrait


def test_the_size_of_a_file_is_told_when_it_is_selected(opened: Card, state: CardState) -> None:
    answer = ask(opened, "00A4020402010100")
    parameters = parse_one(answer.data, 0x62).value
    assert parameters.hex() == f"8002{len(file(state, DataGroup.DG1)):04x}83020101"


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00A4020C020113", 0x6A82),
        ("00A4020C020103", 0x6A82),
        ("00A4020C03010101", 0x6A82),
        ("00B0930000", 0x6A82),
        ("00B0E10000", 0x6A86),
        ("00B0800000", 0x6A86),
        ("00B09F0000", 0x6A86),
    ],
)
def test_what_is_not_there_is_not_found(opened: Card, command: str, sw: int) -> None:
    assert ask(opened, command).status == sw


def test_basic_access_opens_the_same_files(card: SoftwareCard, state: CardState) -> None:
    assert ask(card, SELECT_DOCUMENT).status == 0x9000
    secured = establish_bac(card, MRZ, os.urandom)
    assert ask(secured, "00B0810000").data == file(state, DataGroup.DG1)


def test_basic_access_is_there_only_if_the_issuer_left_it() -> None:
    card = make_document()
    assert ask(card, SELECT_DOCUMENT).status == 0x9000
    assert ask(card, "0084000008").status == 0x6985


def test_a_new_selection_keeps_the_channel(opened: Card) -> None:
    assert ask(opened, "00A4000C023F00").status == 0x9000
    assert ask(opened, "00B0810000").status == 0x9000, "EF.ATR/INFO"
    assert ask(opened, SELECT_DOCUMENT).status == 0x9000
    assert ask(opened, "00B0810000").data[0] == DataGroup.DG1.tag
