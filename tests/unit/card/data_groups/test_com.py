"""EF.COM: read as it is written, refused when it is anything else."""

import pytest

from thiqa.card.data_groups.com import Contents, read_com, write_com
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.errors import CardError

PASSPORT = "6016 5F0104 30313037 5F3606 303430303030 5C04 6175636E"


def test_what_is_there_is_read_and_written_again() -> None:
    raw = bytes.fromhex(PASSPORT)
    contents = read_com(raw)
    assert contents == Contents((DataGroup.DG1, DataGroup.DG2, DataGroup.DG3, DataGroup.DG14))
    assert write_com(contents) == raw


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("5C04 6175636E", "5C04 61756361"),
        ("5C04 6175636E", "5C04 61756377"),
        ("5C04 6175636E", "5D04 6175636E"),
        ("30313037", "30313041"),
        ("303430303030", "30343030FF30"),
        ("6016", "6015"),
        ("6016", "6116"),
    ],
    ids=["twice", "no group", "no list", "no version", "no Unicode", "cut off", "another file"],
)
def test_what_is_no_list_of_groups_is_refused(part: str, instead: str) -> None:
    with pytest.raises(CardError):
        read_com(bytes.fromhex(PASSPORT.replace(part, instead)))


def test_an_object_too_many_is_refused() -> None:
    raw = bytes.fromhex(PASSPORT.replace("6016", "6018") + "8000")
    with pytest.raises(DataGroupError):
        read_com(raw)
