"""The data objects of secure messaging, and what is authenticated (ICAO 9303-11, section 9.8.4)."""

from dataclasses import dataclass, field
from typing import Final

from thiqa.card.channel.suite import MAC_BYTES
from thiqa.card.errors import TlvError
from thiqa.card.transport.apdu import (
    EXTENDED_LE_MAX,
    SHORT_LE_MAX,
    CommandApdu,
)
from thiqa.card.transport.tlv import DataObject, parse

TAG_CRYPTOGRAM_OF_TLV: Final = 0x85
"""Encrypted data of an odd instruction; no padding indicator."""
TAG_CRYPTOGRAM: Final = 0x87
"""Padding indicator and encrypted data."""
TAG_EXPECTED: Final = 0x97
"""The Le of the plain command."""
TAG_STATUS: Final = 0x99
TAG_MAC: Final = 0x8E

PADDING_INDICATOR: Final = b"\x01"
"""Padded by method 2 of ISO/IEC 9797-1 (ISO/IEC 7816-4, table 46)."""

SECURED: Final = 0x0C
"""Bits of CLA: secure messaging, and the header is authenticated (ISO/IEC 7816-4, table 2)."""


@dataclass(frozen=True, slots=True)
class Protected:
    """The data objects of a protected message, in the only order that they have."""

    cryptogram: DataObject | None = field(repr=False)
    expected: bytes | None
    status: bytes | None
    mac: bytes = field(repr=False)

    def authenticated(self) -> bytes:
        """Return the bytes before the code: everything but the code itself."""
        objects = (
            self.cryptogram,
            None if self.expected is None else DataObject(TAG_EXPECTED, self.expected),
            None if self.status is None else DataObject(TAG_STATUS, self.status),
        )
        return b"".join(item.to_bytes() for item in objects if item is not None)

    def to_bytes(self) -> bytes:
        """Write the objects, the code at the end."""
        return self.authenticated() + DataObject(TAG_MAC, self.mac).to_bytes()


def read_command(data: bytes) -> Protected:
    """Read the objects of a command: [85 or 87] [97] 8E, each once and in this order."""
    return _read(data, TAG_EXPECTED)


def read_response(data: bytes) -> Protected:
    """Read the objects of a response: [85 or 87] 99 8E; the status word is not optional."""
    protected = _read(data, TAG_STATUS)
    if protected.status is None or len(protected.status) != 2:
        raise TlvError("there is no status word under the code")
    return protected


def _read(data: bytes, middle: int) -> Protected:
    objects = list(parse(data))
    cryptogram = _take(objects, TAG_CRYPTOGRAM, TAG_CRYPTOGRAM_OF_TLV)
    between = _take(objects, middle)
    code = _take(objects, TAG_MAC)
    if objects or code is None or len(code.value) != MAC_BYTES:
        raise TlvError("not the data objects of a protected message in their order")
    value = None if between is None else between.value
    if middle == TAG_EXPECTED:
        return Protected(cryptogram, value, None, code.value)
    return Protected(cryptogram, None, value, code.value)


def _take(objects: list[DataObject], *tags: int) -> DataObject | None:
    return objects.pop(0) if objects and objects[0].tag in tags else None


def cryptogram_of(encrypted: bytes, *, odd: bool) -> DataObject:
    """Wrap encrypted data as the instruction wants it."""
    if odd:
        return DataObject(TAG_CRYPTOGRAM_OF_TLV, encrypted)
    return DataObject(TAG_CRYPTOGRAM, PADDING_INDICATOR + encrypted)


def encrypted_of(cryptogram: DataObject, *, odd: bool) -> bytes:
    """Return the encrypted data, whose object must suit the instruction."""
    if odd and cryptogram.tag == TAG_CRYPTOGRAM_OF_TLV:
        return cryptogram.value
    if not odd and cryptogram.tag == TAG_CRYPTOGRAM and cryptogram.value[:1] == PADDING_INDICATOR:
        return cryptogram.value[1:]
    raise TlvError("the encrypted data is in the wrong data object")


def write_expected(command: CommandApdu) -> bytes | None:
    """Write Le as its data object has it: one byte, or two where it is extended."""
    if command.expected is None:
        return None
    width = 2 if command.expected > SHORT_LE_MAX or command.extended else 1
    most = EXTENDED_LE_MAX if width == 2 else SHORT_LE_MAX
    return (command.expected % most).to_bytes(width)


def read_expected(value: bytes | None) -> int | None:
    """Read Le: zero is the most that its length can say."""
    if value is None:
        return None
    if len(value) not in (1, 2):
        raise TlvError("Le is of one byte or two")
    return int.from_bytes(value) or (SHORT_LE_MAX if len(value) == 1 else EXTENDED_LE_MAX)
