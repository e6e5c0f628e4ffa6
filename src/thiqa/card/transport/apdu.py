"""Commands and responses of ISO/IEC 7816-4, in all their cases, short and extended."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Self

from thiqa.card.errors import ApduError

CHAINED: Final = 0x10
"""Bit of CLA: more of this command follows (ISO/IEC 7816-4, section 5.4.1)."""
HEADER_BYTES: Final = 4
SHORT_LC_MAX: Final = 255
SHORT_LE_MAX: Final = 256
EXTENDED_LC_MAX: Final = 65_535
EXTENDED_LE_MAX: Final = 65_536
MAX_COMMAND_BYTES: Final = HEADER_BYTES + 3 + EXTENDED_LC_MAX + 2
MAX_RESPONSE_BYTES: Final = EXTENDED_LE_MAX + 2


class StatusWord(IntEnum):
    """Status words of ISO/IEC 7816-4, section 5.6, that have no counter in them."""

    OK = 0x9000
    VERIFICATION_FAILED = 0x6300
    MEMORY_FAILURE = 0x6581
    WRONG_LENGTH = 0x6700
    CHANNEL_NOT_SUPPORTED = 0x6881
    SECURE_MESSAGING_NOT_SUPPORTED = 0x6882
    CHAINING_NOT_SUPPORTED = 0x6884
    SECURITY_STATUS_NOT_SATISFIED = 0x6982
    AUTHENTICATION_METHOD_BLOCKED = 0x6983
    CONDITIONS_NOT_SATISFIED = 0x6985
    COMMAND_NOT_ALLOWED_NO_FILE = 0x6986
    SM_OBJECTS_MISSING = 0x6987
    SM_OBJECTS_INCORRECT = 0x6988
    INCORRECT_DATA = 0x6A80
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    INCORRECT_P1_P2 = 0x6A86
    REFERENCE_NOT_FOUND = 0x6A88
    OFFSET_OUTSIDE_FILE = 0x6B00
    INSTRUCTION_NOT_SUPPORTED = 0x6D00
    CLASS_NOT_SUPPORTED = 0x6E00


MORE_BYTES: Final = 0x61
"""First byte of 61xx: xx bytes wait for GET RESPONSE, 00 standing for 256 or more."""
WRONG_LE: Final = 0x6C
"""First byte of 6Cxx: ask again for exactly xx bytes."""
TRIES_LEFT: Final = 0x63C0
"""63Cx: the comparison failed, or was not made yet, and x tries are left."""


def more_bytes(waiting: int) -> int:
    """Return the status word that announces bytes for GET RESPONSE."""
    return MORE_BYTES << 8 | (waiting if waiting < SHORT_LE_MAX else 0)


def wrong_le(available: int) -> int:
    """Return the status word that says how many bytes there are to ask for."""
    return WRONG_LE << 8 | (available & 0xFF)


def tries_left(count: int) -> int:
    """Return the status word that says how many tries are left, 15 at the most."""
    return TRIES_LEFT | min(count, 15)


@dataclass(frozen=True, slots=True)
class CommandApdu:
    """A command; `expected` is Ne, the most bytes wanted back, or None where Le is absent.

    `extended` keeps the form of the lengths, so that reading and writing give the same bytes.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None
    extended: bool = False

    def __post_init__(self) -> None:
        for name in ("cla", "ins", "p1", "p2"):
            if not 0 <= getattr(self, name) <= 0xFF:
                raise ApduError(f"{name} is not a byte")
        lc_max = EXTENDED_LC_MAX if self.extended else SHORT_LC_MAX
        le_max = EXTENDED_LE_MAX if self.extended else SHORT_LE_MAX
        if len(self.data) > lc_max:
            raise ApduError("more data than the length field can say")
        if self.expected is not None and not 1 <= self.expected <= le_max:
            raise ApduError("expected length is out of range")
        if self.extended and not self.data and self.expected is None:
            raise ApduError("a command without lengths has no extended form")

    @property
    def chained(self) -> bool:
        """Whether more of this command follows (ISO/IEC 7816-4, section 5.3.3)."""
        return bool(self.cla & CHAINED)

    @property
    def wants_everything(self) -> bool:
        """Whether Le is zero, which asks for whatever there is up to the most."""
        return self.expected == (EXTENDED_LE_MAX if self.extended else SHORT_LE_MAX)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a command; whatever is none of the seven forms is refused (section 5.2)."""
        if len(raw) < HEADER_BYTES:
            raise ApduError("shorter than a header")
        if len(raw) > MAX_COMMAND_BYTES:
            raise ApduError("longer than any command")
        cla, ins, p1, p2 = raw[:HEADER_BYTES]
        body = bytes(raw[HEADER_BYTES:])
        extended = len(body) > 1 and body[0] == 0
        data, expected = _read_extended(body[1:]) if extended else _read_short(body)
        return cls(cla, ins, p1, p2, data, expected, extended)

    def to_bytes(self) -> bytes:
        """Write the command in the form that its lengths have."""
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        width = 2 if self.extended else 1
        body = b"\0" if self.extended else b""
        if self.data:
            body += len(self.data).to_bytes(width) + self.data
        if self.expected is not None:
            body += (self.expected % 256**width).to_bytes(width)
        return header + body


@dataclass(frozen=True, slots=True)
class ResponseApdu:
    """A response: data, and the status word as one number."""

    data: bytes
    status: int

    def __post_init__(self) -> None:
        if not 0x6000 <= self.status <= 0x9FFF or 0x7000 <= self.status < 0x9000:
            raise ApduError("status word is neither 6xxx nor 9xxx")
        if len(self.data) > EXTENDED_LE_MAX:
            raise ApduError("longer than any response")

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a response: data, then SW1 and SW2 (section 5.1)."""
        if not 2 <= len(raw) <= MAX_RESPONSE_BYTES:
            raise ApduError("not the length of a response")
        return cls(bytes(raw[:-2]), int.from_bytes(raw[-2:]))

    def to_bytes(self) -> bytes:
        """Write data and status word."""
        return self.data + self.status.to_bytes(2)


def _read_short(body: bytes) -> tuple[bytes, int | None]:
    if not body:
        return b"", None
    if len(body) == 1:
        return b"", body[0] or SHORT_LE_MAX
    data, rest = body[1 : 1 + body[0]], body[1 + body[0] :]
    if len(data) != body[0] or len(rest) > 1:
        raise ApduError("Lc does not fit the command")
    return data, (rest[0] or SHORT_LE_MAX) if rest else None


def _read_extended(body: bytes) -> tuple[bytes, int | None]:
    if len(body) < 2:
        raise ApduError("extended length is cut off")
    length = int.from_bytes(body[:2])
    if len(body) == 2:
        return b"", length or EXTENDED_LE_MAX
    data, rest = body[2 : 2 + length], body[2 + length :]
    if length == 0 or len(data) != length or len(rest) not in (0, 2):
        raise ApduError("extended Lc does not fit the command")
    return data, (int.from_bytes(rest) or EXTENDED_LE_MAX) if rest else None
