"""What terminal and chip say to each other."""

import pytest

from thiqa.card.channel.errors import ChannelError
from thiqa.card.channel.pace.messages import (
    Data,
    Selection,
    read_dynamic_data,
    write_dynamic_data,
)
from thiqa.card.errors import TlvError

GM = "0.4.0.127.0.7.2.2.4.2.2"


@pytest.mark.parametrize(
    "selection",
    [
        Selection(GM, 1),
        Selection(GM, 2, 0),
        Selection(GM, 3, 13),
        Selection(GM, 4, 0x1234, bytes.fromhex("060904007F00070301020153 01 23".replace(" ", ""))),
    ],
)
def test_a_selection_is_read_as_it_was_written(selection: Selection) -> None:
    assert Selection.from_bytes(selection.to_bytes()) == selection


def test_the_objects_of_a_step_are_read_by_their_tags() -> None:
    written = write_dynamic_data((Data.CHIP_TOKEN, b"12345678"), (Data.AUTHORITY, b"CA"))
    assert written.hex() == "7c0e86083132333435363738" + "87024341"
    assert read_dynamic_data(written, Data.CHIP_TOKEN, Data.AUTHORITY, Data.CHIP_KEY) == {
        Data.CHIP_TOKEN: b"12345678",
        Data.AUTHORITY: b"CA",
    }
    assert read_dynamic_data(write_dynamic_data(), None) == {}


def test_objects_that_are_not_due_are_refused() -> None:
    token = (Data.CHIP_TOKEN, b"12345678")
    for items in ((), (token, token), (token, (Data.CHIP_KEY, b""))):
        with pytest.raises(ChannelError):
            read_dynamic_data(write_dynamic_data(*items), Data.CHIP_TOKEN)
    with pytest.raises(TlvError):
        read_dynamic_data(b"\x7d\x00", None)
