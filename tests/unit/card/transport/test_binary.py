"""READ BINARY, near the beginning of a file and far from it."""

import pytest

from thiqa.card.errors import CardAnswerError, TlvError
from thiqa.card.transport.binary import read_part
from unit.card.transport.scripted import ScriptedCard


def test_a_part_is_read_from_the_selected_file_or_from_one_that_is_named() -> None:
    card = ScriptedCard("01029000", "03049000")
    assert read_part(card, 0x123, 2).data == bytes.fromhex("0102")
    assert read_part(card, 0, 2, short_identifier=0x1E).data == bytes.fromhex("0304")
    assert card.asked == ["00b0012302", "00b09e0002"]


def test_more_than_a_short_answer_is_asked_for_with_extended_length() -> None:
    card = ScriptedCard("9000")
    read_part(card, 0, 257)
    assert card.asked == ["00b00000000101"]


def test_the_second_half_of_a_large_file_is_read_with_the_odd_instruction() -> None:
    card = ScriptedCard("5302AABB9000", "5302AABB6282")
    assert read_part(card, 0x8000, 2).data == bytes.fromhex("AABB")
    assert read_part(card, 0x12345, 2).status == 0x9000
    assert card.asked == ["00b10000045402800006", "00b1000005540301234506"]


def test_the_end_of_a_file_is_no_fault() -> None:
    card = ScriptedCard("016282")
    answer = read_part(card, 0, 9)
    assert (answer.data, answer.status) == (b"\x01", 0x9000)


def test_more_than_was_wanted_is_refused() -> None:
    with pytest.raises(CardAnswerError, match="more than was wanted"):
        read_part(ScriptedCard("0102039000"), 0, 2)
    with pytest.raises(CardAnswerError, match="more than was wanted"):
        read_part(ScriptedCard("53030102039000"), 0x8000, 2)


def test_far_data_without_its_object_is_refused() -> None:
    with pytest.raises(TlvError):
        read_part(ScriptedCard("01029000"), 0x8000, 2)
