"""Files are read by the shortest way, in the largest pieces, and to the end of their object."""

import pytest

from thiqa.card.data_groups.files import EF_ATR_INFO, EF_COM, DataGroup, ElementaryFile
from thiqa.card.reading.errors import FileRefusedError
from thiqa.card.reading.files import FileReader
from thiqa.card.transport.capacity import Capacity
from thiqa.card.transport.tlv import DataObject
from unit.card.reading.plain_chip import PlainChip

FACE = DataGroup.DG2.file
LONG = Capacity(32_000, 32_000)


def face(size: int) -> bytes:
    return DataObject(DataGroup.DG2.tag, bytes(range(256)) * (size // 256)).to_bytes()


def read(
    chip: PlainChip,
    file: ElementaryFile = FACE,
    capacity: Capacity | None = None,
    *,
    short: bool = True,
) -> bytes:
    reader = FileReader(chip, capacity or Capacity(), short_identifiers=short)
    return reader.read(file, lambda done, length: None)


def test_a_small_file_is_one_command() -> None:
    chip = PlainChip({EF_COM: bytes.fromhex("60025C00")})
    assert read(chip, EF_COM) == bytes.fromhex("60025C00")
    assert [apdu.to_bytes().hex() for apdu in chip.asked] == ["00b09e0000"]


def test_a_chip_without_short_identifiers_is_asked_by_long_ones() -> None:
    chip = PlainChip({EF_COM: bytes.fromhex("60025C00")}, short_identifiers=False)
    assert read(chip, EF_COM, short=False) == bytes.fromhex("60025C00")
    assert [apdu.to_bytes().hex() for apdu in chip.asked] == ["00a4020c02011e", "00b0000000"]


def test_a_large_file_comes_in_pieces_as_large_as_the_card_gives() -> None:
    content = face(5_120)
    short, long = PlainChip({FACE: content}), PlainChip({FACE: content}, gives=65_536)
    assert read(short) == read(long, capacity=LONG) == content
    assert (len(short.asked), len(long.asked)) == (21, 1)


def test_a_card_may_give_less_than_was_asked() -> None:
    content = face(1_024)
    assert read(PlainChip({FACE: content}, gives=100)) == content


def test_the_far_end_of_a_file_is_read_too() -> None:
    content = face(65_280)
    assert read(PlainChip({FACE: content})) == content
    assert read(PlainChip({FACE: content}, gives=65_536), capacity=LONG) == content


def test_what_follows_the_object_is_not_read() -> None:
    assert read(PlainChip({FACE: face(512) + b"\0" * 600})) == face(512)


def test_a_file_without_an_object_is_read_as_far_as_it_goes() -> None:
    assert read(PlainChip({EF_ATR_INFO: b"\x43\x01\xb8"}), EF_ATR_INFO) == b"\x43\x01\xb8"


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    reader = FileReader(PlainChip({FACE: face(512)}), Capacity(), short_identifiers=True)
    reader.read(FACE, lambda done, length: told.append((done, length)))
    assert told == [(256, 516), (512, 516), (516, 516)]


@pytest.mark.parametrize("short", [True, False])
def test_a_file_that_is_not_there_is_absent(short: bool) -> None:
    with pytest.raises(FileRefusedError, match="DG2: absent"):
        read(PlainChip({}), short=short)


def test_a_file_that_is_kept_back_is_named_with_the_status() -> None:
    with pytest.raises(FileRefusedError, match="DG2: 6A81"):
        read(PlainChip({FACE: face(256)}, short_identifiers=False))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "75",
        "6102AAAA",
        "7580",
        "758401000000",
        "7585000000000100",
        "7582",
        "7510AA",
    ],
)
def test_what_is_not_the_object_of_the_file_is_malformed(content: str) -> None:
    with pytest.raises(FileRefusedError, match="malformed"):
        read(PlainChip({FACE: bytes.fromhex(content)}))
