"""DG1: the machine-readable zone as it is printed (ICAO 9303-10, section 4.7.1)."""

from typing import Final

from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.mrz import MachineReadableZone, read_mrz
from thiqa.card.data_groups.mrz_writing import write_mrz
from thiqa.card.transport.tlv import DataObject, parse_one

TAG_ZONE: Final = 0x5F1F


def read_dg1(file: bytes) -> MachineReadableZone:
    """Read DG1."""
    zone = parse_one(parse_one(file, DataGroup.DG1.tag).value, TAG_ZONE)
    return read_mrz(zone.value.decode("ascii", "replace"))


def write_dg1(zone: MachineReadableZone) -> bytes:
    """Write DG1."""
    text = DataObject(TAG_ZONE, write_mrz(zone).encode("ascii"))
    return DataObject(DataGroup.DG1.tag, text.to_bytes()).to_bytes()
