"""EF.COM: which data groups there are, said without a signature (ICAO 9303-10, section 4.6.1)."""

import re
from dataclasses import dataclass
from typing import Final

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import TAG_COM, DataGroup
from thiqa.card.transport.tlv import DataObject, only, parse, parse_one

TAG_LDS_VERSION: Final = 0x5F01
TAG_UNICODE_VERSION: Final = 0x5F36
TAG_TAG_LIST: Final = 0x5C

LDS_VERSION: Final = "0107"
UNICODE_VERSION: Final = "040000"

_LDS_VERSION = re.compile(r"[0-9]{4}")
_UNICODE_VERSION = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Contents:
    """The data groups that a chip says it has, and by which versions they are written."""

    groups: tuple[DataGroup, ...]
    lds_version: str = LDS_VERSION
    unicode_version: str = UNICODE_VERSION

    def __post_init__(self) -> None:
        if not _LDS_VERSION.fullmatch(self.lds_version):
            raise DataGroupError("EF.COM: the version of the structure is not four digits")
        if not _UNICODE_VERSION.fullmatch(self.unicode_version):
            raise DataGroupError("EF.COM: the version of Unicode is not six digits")
        if len(set(self.groups)) != len(self.groups):
            raise DataGroupError("EF.COM: a data group is named twice")


def read_com(file: bytes) -> Contents:
    """Read EF.COM."""
    objects = parse(parse_one(file, TAG_COM).value)
    if {each.tag for each in objects} != {TAG_LDS_VERSION, TAG_UNICODE_VERSION, TAG_TAG_LIST}:
        raise DataGroupError("EF.COM: not the three objects that make it up")
    return Contents(
        groups=tuple(DataGroup.of_tag(tag) for tag in only(objects, TAG_TAG_LIST)),
        lds_version=only(objects, TAG_LDS_VERSION).decode("ascii", "replace"),
        unicode_version=only(objects, TAG_UNICODE_VERSION).decode("ascii", "replace"),
    )


def write_com(contents: Contents) -> bytes:
    """Write EF.COM."""
    objects = (
        DataObject(TAG_LDS_VERSION, contents.lds_version.encode("ascii")),
        DataObject(TAG_UNICODE_VERSION, contents.unicode_version.encode("ascii")),
        DataObject(TAG_TAG_LIST, bytes(group.tag for group in contents.groups)),
    )
    return DataObject(TAG_COM, b"".join(each.to_bytes() for each in objects)).to_bytes()
