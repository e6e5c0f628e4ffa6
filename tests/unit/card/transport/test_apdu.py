"""Commands and responses: the seven forms, and everything that is none of them."""

import pytest

from thiqa.card.errors import ApduError
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, more_bytes, tries_left, wrong_le

FORMS = {
    "case 1": ("00A40000", CommandApdu(0, 0xA4, 0, 0)),
    "case 2 short": ("00B0000010", CommandApdu(0, 0xB0, 0, 0, expected=16)),
    "case 2 short, all": ("00B0000000", CommandApdu(0, 0xB0, 0, 0, expected=256)),
    "case 3 short": ("00A4000C023F00", CommandApdu(0, 0xA4, 0, 0x0C, b"\x3f\x00")),
    "case 4 short": ("00A40004023F0005", CommandApdu(0, 0xA4, 0, 4, b"\x3f\x00", 5)),
    "case 4 short, all": ("00A40004023F0000", CommandApdu(0, 0xA4, 0, 4, b"\x3f\x00", 256)),
    "case 2 extended": ("00B00000000100", CommandApdu(0, 0xB0, 0, 0, b"", 256, extended=True)),
    "case 2 extended, all": (
        "00B00000000000",
        CommandApdu(0, 0xB0, 0, 0, b"", 65_536, extended=True),
    ),
    "case 3 extended": (
        "00A4000C0000023F00",
        CommandApdu(0, 0xA4, 0, 0x0C, b"\x3f\x00", extended=True),
    ),
    "case 4 extended": (
        "00A400040000023F000102",
        CommandApdu(0, 0xA4, 0, 4, b"\x3f\x00", 258, extended=True),
    ),
}

NOT_COMMANDS = {
    "nothing": "",
    "half a header": "00A400",
    "data cut off": "00A4000C033F00",
    "data too long for Lc": "00A4000C013F0000",
    "extended length cut off": "00A4000C0001",
    "extended Lc of zero with data": "00A4000C00000001",
    "extended data cut off": "00A4000C0000033F00",
    "extended Le of one byte": "00A4000C0000023F0001",
    "extended Le of three bytes": "00A4000C0000023F00010203",
}


@pytest.mark.parametrize(("text", "command"), FORMS.values(), ids=FORMS)
def test_each_form_of_a_command_is_read_and_written(text: str, command: CommandApdu) -> None:
    raw = bytes.fromhex(text)
    assert CommandApdu.from_bytes(raw) == command
    assert command.to_bytes() == raw


@pytest.mark.parametrize("text", NOT_COMMANDS.values(), ids=NOT_COMMANDS)
def test_what_is_no_form_of_a_command_is_refused(text: str) -> None:
    with pytest.raises(ApduError):
        CommandApdu.from_bytes(bytes.fromhex(text))


def test_the_longest_command_is_read_and_a_longer_one_is_refused() -> None:
    longest = CommandApdu(0, 0xD0, 0, 0, bytes(65_535), 65_536, extended=True)
    raw = longest.to_bytes()
    assert CommandApdu.from_bytes(raw) == longest
    with pytest.raises(ApduError, match="longer than any command"):
        CommandApdu.from_bytes(raw + b"\0")


@pytest.mark.parametrize(
    "members",
    [
        {"cla": 256},
        {"p2": -1},
        {"data": bytes(256)},
        {"expected": 0},
        {"expected": 257},
        {"expected": 65_537, "extended": True},
        {"extended": True},
    ],
)
def test_a_command_that_cannot_be_written_is_not_made(members: dict[str, int | bytes]) -> None:
    fields = {"cla": 0, "ins": 0xA4, "p1": 0, "p2": 0, **members}
    with pytest.raises(ApduError):
        CommandApdu(**fields)  # type: ignore[arg-type]  # wrong on purpose


def test_only_a_zero_le_asks_for_everything() -> None:
    assert CommandApdu.from_bytes(bytes.fromhex("00B0000000")).wants_everything
    assert CommandApdu.from_bytes(bytes.fromhex("00B00000000000")).wants_everything
    assert not CommandApdu.from_bytes(bytes.fromhex("00B0000001")).wants_everything
    assert not CommandApdu.from_bytes(bytes.fromhex("00B00000000100")).wants_everything
    assert not CommandApdu.from_bytes(bytes.fromhex("00A40000")).wants_everything


def test_a_response_is_data_and_a_status_word() -> None:
    response = ResponseApdu.from_bytes(bytes.fromhex("01029000"))
    assert response == ResponseApdu(b"\x01\x02", 0x9000)
    assert response.to_bytes() == bytes.fromhex("01029000")


@pytest.mark.parametrize("text", ["", "90", "0000", "5FFF", "7000", "A000", "00" * 65_537 + "9000"])
def test_what_has_no_status_word_is_no_response(text: str) -> None:
    with pytest.raises(ApduError):
        ResponseApdu.from_bytes(bytes.fromhex(text))


def test_status_words_with_a_count_say_the_count() -> None:
    assert more_bytes(96) == 0x6160
    assert more_bytes(256) == more_bytes(1000) == 0x6100
    assert wrong_le(19) == 0x6C13
    assert tries_left(3) == 0x63C3
    assert tries_left(99) == 0x63CF
