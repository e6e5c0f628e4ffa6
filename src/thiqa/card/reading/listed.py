"""Which data groups are worth asking for: those that EF.COM or the security object names.

Neither is verified here. A chip that hides a data group in one of the lists, so that nobody asks
it for a proof, gives itself away in the other.
"""

from collections.abc import Mapping
from typing import Final

from thiqa.card.data_groups.com import read_com
from thiqa.card.data_groups.files import EF_COM, EF_SOD, DataGroup, ElementaryFile
from thiqa.card.errors import CardError, TlvError
from thiqa.card.transport.tlv import DataObject, parse, parse_one

SEQUENCE: Final = 0x30
EXPLICIT: Final = 0xA0

CONTENT: Final = 2
"""The position of the content in SignedData (RFC 5652, section 5.1)."""
HASHES: Final = 2
"""The position of the hashes in the LDS security object (ICAO 9303-10, section 4.6.2.3)."""


def listed_groups(files: Mapping[ElementaryFile, bytes]) -> tuple[DataGroup, ...]:
    """Return the data groups that either list names; a list that cannot be read names none."""
    named: set[DataGroup] = set()
    for file, read in ((EF_COM, _in_com), (EF_SOD, _in_sod)):
        try:
            named |= read(files.get(file, b""))
        except (CardError, ValueError, IndexError):
            continue
    return tuple(sorted(named))


def _in_com(file: bytes) -> set[DataGroup]:
    return set(read_com(file).groups)


def _in_sod(file: bytes) -> set[DataGroup]:
    content_info = _parts(parse_one(parse_one(file, EF_SOD.tag or 0).value, SEQUENCE))
    signed_data = _parts(_parts(content_info[1], EXPLICIT)[0])
    content = _parts(_parts(signed_data[CONTENT])[1], EXPLICIT)[0]
    security_object = _parts(parse_one(content.value, SEQUENCE))
    hashes = [_parts(each) for each in _parts(security_object[HASHES])]
    return {DataGroup(int.from_bytes(number.value)) for number, _ in hashes}


def _parts(item: DataObject, tag: int = SEQUENCE) -> tuple[DataObject, ...]:
    if item.tag != tag:
        raise TlvError("not the object that is due")
    return parse(item.value)
