"""How much a card takes in one command and gives in one answer, and how it says so."""

from dataclasses import dataclass
from typing import Final, Self

from thiqa.card.errors import TlvError
from thiqa.card.transport.apdu import (
    EXTENDED_LC_MAX,
    EXTENDED_LE_MAX,
    HEADER_BYTES,
    SHORT_LC_MAX,
    SHORT_LE_MAX,
)
from thiqa.card.transport.tlv import DataObject, only, parse

TAG_EXTENDED_LENGTHS: Final = 0x7F66
"""Extended length information in EF.ATR/INFO (ISO/IEC 7816-4, section 12.7.1)."""
TAG_INTEGER: Final = 0x02

EXTENDED_LENGTH_FIELDS: Final = 5
"""Three bytes of Lc and two of Le."""
STATUS_BYTES: Final = 2

SECURE_MESSAGING_BYTES: Final = 20
"""What data objects 87, 97 or 99, and 8E add to encrypted data (ICAO 9303-11, section 9.8)."""
CIPHER_BLOCK_BYTES: Final = 16
"""The longest block of its ciphers; the padding fills the last one."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """The most data in one command and in one answer; what any card takes is the default."""

    command: int = SHORT_LC_MAX
    answer: int = SHORT_LE_MAX

    @property
    def is_extended(self) -> bool:
        """Tell whether the card takes extended lengths at all."""
        return self.command > SHORT_LC_MAX or self.answer > SHORT_LE_MAX

    def protected(self) -> Self:
        """Return what is left of both inside secure messaging."""
        return type(self)(_inside(self.command), _inside(self.answer))


def read_capacity(atr_info: bytes) -> Capacity:
    """Read the lengths that EF.ATR/INFO allows; one that says nothing clear allows short ones."""
    try:
        lengths = parse(only(parse(atr_info), TAG_EXTENDED_LENGTHS))
    except TlvError:
        return Capacity()
    if [each.tag for each in lengths] != [TAG_INTEGER, TAG_INTEGER]:
        return Capacity()
    command, answer = (int.from_bytes(each.value) for each in lengths)
    most_sent = command - HEADER_BYTES - EXTENDED_LENGTH_FIELDS
    return Capacity(
        min(max(most_sent, SHORT_LC_MAX), EXTENDED_LC_MAX),
        min(max(answer - STATUS_BYTES, SHORT_LE_MAX), EXTENDED_LE_MAX),
    )


def write_capacity(capacity: Capacity) -> DataObject:
    """Write the lengths as EF.ATR/INFO holds them."""
    most = (
        capacity.command + HEADER_BYTES + EXTENDED_LENGTH_FIELDS,
        capacity.answer + STATUS_BYTES,
    )
    lengths = (DataObject(TAG_INTEGER, count.to_bytes(3)).to_bytes() for count in most)
    return DataObject(TAG_EXTENDED_LENGTHS, b"".join(lengths))


def _inside(most: int) -> int:
    """Whole blocks, of which padding takes one byte at least."""
    blocks = (most - SECURE_MESSAGING_BYTES) // CIPHER_BLOCK_BYTES
    return blocks * CIPHER_BLOCK_BYTES - 1
