"""The files of an electronic travel document and how a terminal addresses them (ICAO 9303-10)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from thiqa.card.data_groups.errors import DataGroupError

EMRTD_APPLICATION: Final = bytes.fromhex("A0000002471001")
"""The identifier of the application that holds the data groups (ICAO 9303-10, section 4.2)."""


@dataclass(frozen=True, slots=True)
class ElementaryFile:
    """A file: its name, its two identifiers, and the tag of the object that fills it, if any."""

    name: str
    identifier: int
    short_identifier: int
    tag: int | None


EF_DIR: Final = ElementaryFile("EF.DIR", 0x2F00, 0x1E, 0x61)
EF_ATR_INFO: Final = ElementaryFile("EF.ATR/INFO", 0x2F01, 0x01, None)
EF_CARD_ACCESS: Final = ElementaryFile("EF.CardAccess", 0x011C, 0x1C, 0x31)
EF_CARD_SECURITY: Final = ElementaryFile("EF.CardSecurity", 0x011D, 0x1D, 0x30)
MASTER_FILE: Final = (EF_DIR, EF_ATR_INFO, EF_CARD_ACCESS, EF_CARD_SECURITY)
"""The files outside the application (ICAO 9303-10, section 3.11)."""

TAG_COM: Final = 0x60
TAG_SOD: Final = 0x77
EF_COM: Final = ElementaryFile("EF.COM", 0x011E, 0x1E, TAG_COM)
EF_SOD: Final = ElementaryFile("EF.SOD", 0x011D, 0x1D, TAG_SOD)
EF_CVCA: Final = ElementaryFile("EF.CVCA", 0x011C, 0x1C, None)

_TAGS: Final = bytes.fromhex("6175637665666768696A6B6C6D6E6F70")


class DataGroup(IntEnum):
    """The sixteen data groups (ICAO 9303-10, section 4.6, table 34)."""

    DG1 = 1
    DG2 = 2
    DG3 = 3
    DG4 = 4
    DG5 = 5
    DG6 = 6
    DG7 = 7
    DG8 = 8
    DG9 = 9
    DG10 = 10
    DG11 = 11
    DG12 = 12
    DG13 = 13
    DG14 = 14
    DG15 = 15
    DG16 = 16

    @property
    def tag(self) -> int:
        """The tag of the object that fills the file."""
        return _TAGS[self - 1]

    @property
    def file(self) -> ElementaryFile:
        """The file that holds the group."""
        return ElementaryFile(f"EF.{self.name}", 0x0100 + self, int(self), self.tag)

    @classmethod
    def of_tag(cls, tag: int) -> "DataGroup":
        """Return the group that a tag stands for."""
        position = _TAGS.find(tag) if 0 <= tag <= 0xFF else -1
        if position < 0:
            raise DataGroupError(f"tag {tag:02X} stands for no data group")
        return cls(position + 1)


APPLICATION: Final = (EF_COM, *(group.file for group in DataGroup), EF_SOD, EF_CVCA)
"""The files of the application."""
