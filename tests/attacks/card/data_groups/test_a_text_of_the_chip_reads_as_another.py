"""A name on a chip that its reader sees as another one: turned round, hidden, or two in one."""

import pytest

from thiqa.card.data_groups.dg11 import PersonalDetails, read_dg11, write_dg11
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.text_fields import FullName

MARK = "MARK"
FILE = write_dg11(PersonalDetails(name=FullName("SPECIMEN", f"A{MARK}B")))


@pytest.mark.parametrize(
    "text",
    ["\u202eABC", "\u2066ABC", "A\nBC", "A\x1b[2K", "A\x00BC", "A\x7fBC", "A\u0085BC"],
    ids=ascii,
)
def test_a_text_that_turns_hides_or_moves_what_is_shown_is_refused(text: str) -> None:
    value = text.encode()
    moved = len(value) - len(MARK)
    file = bytearray(FILE.replace(MARK.encode(), value))
    for length_at in (1, 8):  # of the group, and of the name in it
        file[length_at] += moved
    with pytest.raises(DataGroupError, match="turn it round"):
        read_dg11(bytes(file))


def test_letters_that_arabic_needs_are_not_taken_for_that() -> None:
    details = PersonalDetails(name=FullName("مِهر\u200cداد", "أَحْمَد"))
    assert read_dg11(write_dg11(details)) == details
