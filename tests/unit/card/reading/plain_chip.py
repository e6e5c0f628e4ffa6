"""A chip that gives its files to everybody, with the habits that chips in the field have."""

from collections.abc import Mapping

from thiqa.card.data_groups.files import ElementaryFile
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu
from thiqa.card.transport.tlv import DataObject, parse_one


class PlainChip:
    """Knows SELECT by identifier and both forms of READ BINARY."""

    def __init__(
        self,
        files: Mapping[ElementaryFile, bytes],
        *,
        short_identifiers: bool = True,
        gives: int = 256,
    ) -> None:
        self._files = {file.identifier: content for file, content in files.items()}
        self._short = {file.short_identifier: file.identifier for file in files}
        self._short_identifiers = short_identifiers
        self._gives = gives
        self._selected: bytes | None = None
        self.asked: list[CommandApdu] = []

    def transmit(self, command: bytes) -> bytes:
        apdu = CommandApdu.from_bytes(command)
        self.asked.append(apdu)
        return self._answer(apdu).to_bytes()

    def _answer(self, apdu: CommandApdu) -> ResponseApdu:
        if apdu.ins == 0xA4:
            self._selected = self._files.get(int.from_bytes(apdu.data))
            return ResponseApdu(b"", 0x9000 if self._selected is not None else 0x6A82)
        if apdu.ins == 0xB1:
            offset = int.from_bytes(parse_one(apdu.data, 0x54).value)
            part = self._part(offset, (apdu.expected or 0) - 4)
            return ResponseApdu(DataObject(0x53, part.data).to_bytes(), part.status)
        if not apdu.p1 & 0x80:
            return self._part(apdu.p1 << 8 | apdu.p2, apdu.expected or 0)
        if not self._short_identifiers:
            return ResponseApdu(b"", 0x6A81)
        if apdu.p1 & 0x1F not in self._short:
            return ResponseApdu(b"", 0x6A82)
        self._selected = self._files[self._short[apdu.p1 & 0x1F]]
        return self._part(apdu.p2, apdu.expected or 0)

    def _part(self, offset: int, wanted: int) -> ResponseApdu:
        if self._selected is None:
            return ResponseApdu(b"", 0x6986)
        part = self._selected[offset:][: min(wanted, self._gives)]
        return ResponseApdu(part, 0x9000 if len(part) == wanted else 0x6282)
