"""DG1: the zone in its frame."""

import pytest

from thiqa.card.data_groups.dg1 import read_dg1, write_dg1
from thiqa.card.data_groups.mrz import read_mrz
from thiqa.card.errors import CardError

ZONE = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"


def test_a_zone_is_written_and_read_again() -> None:
    zone = read_mrz(ZONE)
    file = write_dg1(zone)
    assert file == bytes.fromhex("615D5F1F5A") + ZONE.encode("ascii")
    assert read_dg1(file) == zone


@pytest.mark.parametrize(
    "file",
    [
        bytes.fromhex("615D5F1F5A") + ZONE.encode("ascii") + b"\0",
        bytes.fromhex("625D5F1F5A") + ZONE.encode("ascii"),
        bytes.fromhex("615D5F1E5A") + ZONE.encode("ascii"),
        bytes.fromhex("615D5F1F5A") + ZONE.encode("ascii").replace(b"ANNA", b"ANN\xff"),
        bytes.fromhex("615E5F1F5B") + ZONE.encode("ascii") + b"\n",
        b"",
    ],
    ids=["trailing byte", "another group", "another object", "not ASCII", "line break", "empty"],
)
def test_what_is_no_zone_is_refused(file: bytes) -> None:
    with pytest.raises(CardError):
        read_dg1(file)
