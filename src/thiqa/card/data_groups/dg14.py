"""DG14: the protocols and public keys of the chip (ICAO 9303-10, section 4.7.14)."""

from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.security_infos import SecurityInfos, read_security_infos
from thiqa.card.transport.tlv import DataObject, parse_one


def read_dg14(file: bytes) -> SecurityInfos:
    """Read DG14."""
    return read_security_infos(parse_one(file, DataGroup.DG14.tag).value)


def write_dg14(security_infos: bytes) -> bytes:
    """Write DG14 with SecurityInfos in DER."""
    return DataObject(DataGroup.DG14.tag, security_infos).to_bytes()
