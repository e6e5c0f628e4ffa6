"""Which data groups are asked for: those of either list."""

from thiqa.card.data_groups.com import Contents, write_com
from thiqa.card.data_groups.files import EF_COM, EF_SOD, DataGroup
from thiqa.card.reading.listed import listed_groups
from thiqa.card.transport.tlv import DataObject


def made(tag: int, *parts: DataObject) -> DataObject:
    return DataObject(tag, b"".join(part.to_bytes() for part in parts))


def sod_of(*numbers: int) -> bytes:
    """A security object with nothing but what leads to its list."""
    hashes = (
        made(0x30, DataObject(0x02, bytes((number,))), DataObject(0x04, b"h")) for number in numbers
    )
    version, nothing = DataObject(0x02, b"\0"), DataObject(0x30, b"")
    listing = made(0x30, version, nothing, made(0x30, *hashes)).to_bytes()
    content = made(0x30, DataObject(0x06, b"\x2a"), made(0xA0, DataObject(0x04, listing)))
    signed_data = made(0x30, version, DataObject(0x31, b""), content)
    return made(0x77, made(0x30, DataObject(0x06, b"\x2a"), made(0xA0, signed_data))).to_bytes()


COM = write_com(Contents((DataGroup.DG1, DataGroup.DG2)))


def test_either_list_is_asked_for() -> None:
    listed = listed_groups({EF_COM: COM, EF_SOD: sod_of(1, 14, 15)})
    assert listed == (DataGroup.DG1, DataGroup.DG2, DataGroup.DG14, DataGroup.DG15)


def test_a_list_that_cannot_be_read_names_nothing() -> None:
    assert listed_groups({EF_COM: COM, EF_SOD: b"\x77\x00"}) == (DataGroup.DG1, DataGroup.DG2)
    assert listed_groups({EF_COM: b"\x60", EF_SOD: sod_of(3)}) == (DataGroup.DG3,)
    assert listed_groups({EF_SOD: sod_of(0, 17)}) == ()
    assert listed_groups({}) == ()
