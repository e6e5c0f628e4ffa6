"""What terminal and chip say to each other during PACE (ICAO 9303-11, sections 4.4.4 and 4.4.5)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Self

from thiqa.card.channel.errors import ChannelError
from thiqa.card.data_groups.asn1 import decode_identifier, encode_identifier
from thiqa.card.transport.tlv import DataObject, only, parse, parse_one

SET_FOR_MUTUAL_AUTHENTICATION: Final = (0xC1, 0xA4)
"""P1 and P2 of MSE:Set AT for PACE."""
CHAINED: Final = 0x10
"""The class of every GENERAL AUTHENTICATE but the last (section 4.4.4.3)."""
LAST: Final = 0x00

TAG_PROTOCOL: Final = 0x80
TAG_PASSWORD: Final = 0x83
TAG_PARAMETERS: Final = 0x84
TAG_AUTHORIZATION: Final = 0x7F4C
TAG_DYNAMIC_DATA: Final = 0x7C
MAX_PARAMETER_ID_BYTES: Final = 8


class Data(IntEnum):
    """The data objects of the four steps (section 4.4.5, table 4)."""

    NONCE = 0x80
    TERMINAL_MAPPING = 0x81
    CHIP_MAPPING = 0x82
    TERMINAL_KEY = 0x83
    CHIP_KEY = 0x84
    TERMINAL_TOKEN = 0x85
    CHIP_TOKEN = 0x86
    AUTHORITY = 0x87
    PREVIOUS_AUTHORITY = 0x88
    CHIP_AUTHENTICATION = 0x8A


@dataclass(frozen=True, slots=True)
class Selection:
    """What MSE:Set AT asks for (section 4.4.4.1)."""

    protocol: str
    password: int
    parameter_id: int | None = None
    authorization: bytes | None = None
    """The content of a certificate holder authorization template, if the terminal has one."""

    def to_bytes(self) -> bytes:
        """Write the data of the command."""
        items = [
            DataObject(TAG_PROTOCOL, encode_identifier(self.protocol)),
            DataObject(TAG_PASSWORD, bytes((self.password,))),
        ]
        if self.parameter_id is not None:
            size = (self.parameter_id.bit_length() + 7) // 8 or 1
            items.append(DataObject(TAG_PARAMETERS, self.parameter_id.to_bytes(size)))
        if self.authorization is not None:
            items.append(DataObject(TAG_AUTHORIZATION, self.authorization))
        return b"".join(item.to_bytes() for item in items)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the data of the command; tags that do not belong to it are passed over (note 2)."""
        items = parse(data)
        password = only(items, TAG_PASSWORD)
        if len(password) != 1:
            raise ChannelError("a password is named by one byte")
        parameters = _optional(items, TAG_PARAMETERS)
        if parameters is not None and not 1 <= len(parameters) <= MAX_PARAMETER_ID_BYTES:
            raise ChannelError("no identifier of parameters")
        return cls(
            decode_identifier(only(items, TAG_PROTOCOL)),
            password[0],
            None if parameters is None else int.from_bytes(parameters),
            _optional(items, TAG_AUTHORIZATION),
        )


def write_dynamic_data(*items: tuple[int, bytes]) -> bytes:
    """Write the data of one step."""
    content = b"".join(DataObject(tag, value).to_bytes() for tag, value in items)
    return DataObject(TAG_DYNAMIC_DATA, content).to_bytes()


def read_dynamic_data(data: bytes, required: int | None, *optional: int) -> dict[int, bytes]:
    """Read the data of one step: the object that is due, those that may come, and no others."""
    items = parse(parse_one(data, TAG_DYNAMIC_DATA).value)
    held = {item.tag: item.value for item in items}
    due = set() if required is None else {required}
    if len(held) != len(items) or not due <= held.keys() <= due | set(optional):
        raise ChannelError("not the data objects of this step")
    return held


def _optional(items: tuple[DataObject, ...], tag: int) -> bytes | None:
    return only(items, tag) if any(item.tag == tag for item in items) else None
