"""SELECT, READ BINARY and GET RESPONSE: every path to every status word."""

from pathlib import Path

import pytest

from specimen_cards import SELECT, ask, status
from thiqa.card import SoftwareCard
from thiqa.card.software.memory import FileMemory

CERTIFICATE_FILE = "00A4080402CE0100"


@pytest.fixture
def certificate(card_path: Path, card: SoftwareCard) -> bytes:
    return FileMemory(card_path).read().certificate


@pytest.fixture
def opened(selected: SoftwareCard) -> SoftwareCard:
    assert status(selected, CERTIFICATE_FILE) == 0x9000
    return selected


def test_the_application_is_selected_by_its_whole_identifier_only(card: SoftwareCard) -> None:
    assert ask(card, SELECT) == (b"", 0x9000)
    assert status(card, "00A4040C05 F054484951") == 0x6A82
    assert status(card, "00A4040C00") == 0x6A82
    assert status(card, "00A4040C0CA000000063504B43532D3135") == 0x6A82


def test_selecting_says_what_was_selected_where_it_is_asked(card: SoftwareCard) -> None:
    application = SELECT.replace("00A4040C", "00A40404") + "00"
    data, sw = ask(card, application)
    assert (data.hex(), sw) == ("6211840f" + b"\xf0THIQA-SPECIMEN".hex(), 0x9000)
    assert ask(card, "00A4000400") == (bytes.fromhex("620483023f00"), 0x9000)


def test_the_certificate_file_says_its_size(selected: SoftwareCard, certificate: bytes) -> None:
    data, sw = ask(selected, CERTIFICATE_FILE)
    assert sw == 0x9000
    assert data == bytes.fromhex("62088002") + len(certificate).to_bytes(2) + b"\x83\x02\xce\x01"


@pytest.mark.parametrize("p1", ["00", "02", "08", "09"])
def test_the_certificate_file_is_found_by_identifier_and_by_path(
    selected: SoftwareCard, p1: str
) -> None:
    assert status(selected, f"00A4{p1}0C02CE01") == 0x9000
    assert status(selected, "00B0000001") == 0x9000


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00A4010C02CE01", 0x6A86),
        ("00A4030C00", 0x6A86),
        ("00A4080102CE01", 0x6A86),
        ("00A4080C02CE02", 0x6A82),
        ("00A4080C044331CE01", 0x6A82),
        ("00A4000C02CE", 0x6700),
    ],
)
def test_what_is_not_there_is_not_selected(selected: SoftwareCard, command: str, sw: int) -> None:
    assert status(selected, command) == sw


def test_the_certificate_belongs_to_the_application(card: SoftwareCard) -> None:
    assert status(card, CERTIFICATE_FILE) == 0x6A82


def test_the_file_is_read_in_pieces(opened: SoftwareCard, certificate: bytes) -> None:
    read = b""
    while len(read) < len(certificate):
        wanted = min(100, len(certificate) - len(read))
        data, sw = ask(opened, f"00B0{len(read):04X}{wanted:02X}")
        assert sw == 0x9000
        read += data
    assert read == certificate


def test_le_of_zero_reads_up_to_256_bytes_or_to_the_end(
    opened: SoftwareCard, certificate: bytes
) -> None:
    assert ask(opened, "00B0000000") == (certificate[:256], 0x9000)
    assert ask(opened, f"00B0{len(certificate) - 5:04X}00") == (certificate[-5:], 0x9000)


def test_an_extended_le_reads_the_whole_file_at_once(
    opened: SoftwareCard, certificate: bytes
) -> None:
    assert ask(opened, "00B00000000000") == (certificate, 0x9000)


def test_more_than_there_is_gets_the_right_number_to_ask_for(
    opened: SoftwareCard, certificate: bytes
) -> None:
    assert ask(opened, f"00B0{len(certificate) - 5:04X}06") == (b"", 0x6C05)


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00B07FFF01", 0x6B00),
        ("00B0800001", 0x6A81),
        ("00B00000", 0x6700),
        ("00B00000010000", 0x6700),
    ],
)
def test_reading_elsewhere_is_refused(opened: SoftwareCard, command: str, sw: int) -> None:
    assert status(opened, command) == sw


def test_reading_right_behind_the_end_is_refused(opened: SoftwareCard, certificate: bytes) -> None:
    assert status(opened, f"00B0{len(certificate):04X}00") == 0x6B00


def test_nothing_is_read_before_a_file_is_selected(selected: SoftwareCard) -> None:
    assert status(selected, "00B0000001") == 0x6986


def test_deselecting_closes_the_file(opened: SoftwareCard) -> None:
    assert status(opened, "00A4000C023F00") == 0x9000
    assert status(opened, "00B0000001") == 0x6986


def test_an_answer_without_le_waits_for_get_response(selected: SoftwareCard) -> None:
    whole, _ = ask(selected, CERTIFICATE_FILE)
    assert ask(selected, CERTIFICATE_FILE[:-2]) == (b"", 0x6100 | len(whole))
    assert ask(selected, "00C0000004") == (whole[:4], 0x6100 | len(whole) - 4)
    assert ask(selected, "00C0000000") == (whole[4:], 0x9000)
    assert status(selected, "00C0000000") == 0x6985


def test_another_command_throws_the_waiting_answer_away(selected: SoftwareCard) -> None:
    assert status(selected, CERTIFICATE_FILE[:-2]) & 0xFF00 == 0x6100
    assert status(selected, "00A4000C023F00") == 0x9000
    assert status(selected, "00C0000000") == 0x6985


@pytest.mark.parametrize(
    ("command", "sw"), [("00C0010000", 0x6A86), ("00C00000", 0x6700), ("00C00000010000", 0x6700)]
)
def test_get_response_has_one_form(selected: SoftwareCard, command: str, sw: int) -> None:
    assert status(selected, CERTIFICATE_FILE[:-2]) & 0xFF00 == 0x6100
    assert status(selected, command) == sw
