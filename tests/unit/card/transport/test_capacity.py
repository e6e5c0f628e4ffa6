"""How much a card takes at once, and how it says so in EF.ATR/INFO."""

import pytest

from thiqa.card.transport.capacity import Capacity, read_capacity, write_capacity

SHORT = Capacity(255, 256)


def test_what_is_written_is_read() -> None:
    capacity = Capacity(4_096, 32_767)
    assert read_capacity(write_capacity(capacity).to_bytes()) == capacity


def test_the_lengths_are_found_beside_other_objects() -> None:
    info = bytes.fromhex("4301B8 4604 04ECC100 7F6608 020203E8 020203E8")
    assert read_capacity(info) == Capacity(991, 998)


@pytest.mark.parametrize(
    "info",
    [
        "",
        "00",
        "4301B8",
        "7F66",
        "7F6600",
        "7F6604020203E8",
        "7F6608040203E8020203E8",
        "7F6608020203E8020203E87F6608020203E8020203E8",
    ],
)
def test_a_card_that_says_nothing_clear_is_asked_for_short_answers(info: str) -> None:
    assert read_capacity(bytes.fromhex(info)) == SHORT


def test_no_card_takes_less_than_short_commands_or_more_than_extended_ones() -> None:
    assert read_capacity(bytes.fromhex("7F6606 020100 020100")) == SHORT
    largest = read_capacity(bytes.fromhex("7F660C 0204FFFFFFFF 0204FFFFFFFF"))
    assert largest == Capacity(65_535, 65_536)


def test_secure_messaging_leaves_whole_blocks_with_their_padding() -> None:
    assert SHORT.protected() == Capacity(223, 223)
    assert Capacity(1_000, 1_000).protected() == Capacity(975, 975)
