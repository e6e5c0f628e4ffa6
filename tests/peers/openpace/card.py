"""A chip whose PACE and secure messaging are those of OpenPACE, with the files of a folder.

usage: card.py FOLDER PORT ACCESS_NUMBER

Commands and files are served here; every number is made by OpenPACE. The chip lies in a virtual
reader at PORT.
"""

import socket
import sys
from collections.abc import Callable
from pathlib import Path

from library import ACCESS_NUMBER, CHANNEL_OF_PACE, do, get, new_pace, new_secret, objects, written

ANSWER_TO_RESET = bytes.fromhex("3B8801 4F70656E50414345 AA")
APPLICATION = bytes.fromhex("A0000002471001")
OUTSIDE = {"EF.CardAccess": 0x011C, "EF.ATR": 0x2F01}
INSIDE = {"EF.COM": 0x011E, "EF.SOD": 0x011D} | {f"EF.DG{n}": 0x0100 + n for n in range(1, 17)}


class Status:
    OK = bytes.fromhex("9000")
    END_OF_FILE = bytes.fromhex("6282")
    WRONG_PASSWORD = bytes.fromhex("6300")
    CHANNEL_REQUIRED = bytes.fromhex("6982")
    CHANNEL_BROKEN = bytes.fromhex("6988")
    NOT_FOUND = bytes.fromhex("6A82")
    REFERENCE_NOT_FOUND = bytes.fromhex("6A88")
    UNKNOWN_COMMAND = bytes.fromhex("6D00")


def taken_apart(command: bytes) -> tuple[bytes, int]:
    """Return the data of a command, and how much is expected back."""
    body, width = command[4:], 1
    if len(body) > 2 and body[0] == 0:
        body, width = body[1:], 2
    length = int.from_bytes(body[:width]) if len(body) > width else 0
    data, rest = body[width : width + length], body[width + length :]
    return data, (int.from_bytes(rest if length else body) or 256**width)


class Chip:
    """Answers commands."""

    def __init__(self, folder: Path, access_number: str) -> None:
        self.files = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.access_number = access_number
        self.reset()

    def reset(self) -> None:
        self.pace = new_pace(self.files["EF.CardAccess"])
        self.directory = OUTSIDE
        self.channel = False
        self.selected = b""
        self.theirs = b""

    def answer(self, command: bytes) -> bytes:
        data, expected = taken_apart(command)
        if command[0] & 0x0C == 0x0C:
            return self.answer_inside(command[:4], objects(data))
        self.channel = False
        return self.execute(command[1:4], data, expected)

    def answer_inside(self, header: bytes, held: dict[int, bytes]) -> bytes:
        """Secure messaging (ICAO 9303-11, section 9.8)."""
        do("EAC_increment_ssc", self.pace)
        covered = self.padded(header)
        if sent := b"".join(written(tag, held[tag]) for tag in (0x87, 0x97) if tag in held):
            covered = self.padded(covered + sent)
        if not self.channel or get("EAC_authenticate", self.pace, covered) != held[0x8E]:
            self.channel = False
            return Status.CHANNEL_BROKEN
        data, expected = b"", held.get(0x97, b"")
        if 0x87 in held:
            data = get("EAC_remove_iso_pad", get("EAC_decrypt", self.pace, held[0x87][1:]))
        count = int.from_bytes(expected) or 256 ** len(expected)
        answer = self.execute(header[1:], data, count)
        return self.covered(answer[:-2], answer[-2:])

    def covered(self, data: bytes, status: bytes) -> bytes:
        do("EAC_increment_ssc", self.pace)
        held = b""
        if data:
            held = written(0x87, b"\x01" + get("EAC_encrypt", self.pace, self.padded(data)))
        held += written(0x99, status)
        code = get("EAC_authenticate", self.pace, self.padded(held))
        return held + written(0x8E, code) + status

    def padded(self, data: bytes) -> bytes:
        return get("EAC_add_iso_pad", self.pace, data)

    def execute(self, header: bytes, data: bytes, expected: int) -> bytes:
        if header[0] == 0xA4:
            return self.select(header[1], data)
        if header[0] == 0xB0:
            return self.read(header[1], header[2], expected)
        if header == bytes.fromhex("22C1A4"):
            known = objects(data).get(0x83) == bytes((ACCESS_NUMBER,))
            return Status.OK if known else Status.REFERENCE_NOT_FOUND
        if header[0] == 0x86:
            return self.authenticate(objects(objects(data)[0x7C]))
        return Status.UNKNOWN_COMMAND

    def select(self, how: int, data: bytes) -> bytes:
        if how == 0x04:
            self.directory = INSIDE if data == APPLICATION else OUTSIDE
            return Status.OK if data == APPLICATION else Status.NOT_FOUND
        if data == bytes.fromhex("3F00"):
            self.directory = OUTSIDE
            return Status.OK
        return self.open(lambda identifier: identifier == int.from_bytes(data))

    def open(self, wanted: Callable[[int], bool]) -> bytes:
        for name, identifier in self.directory.items():
            if wanted(identifier) and name in self.files:
                self.selected = self.files[name]
                free = self.channel or self.directory is OUTSIDE
                return Status.OK if free else Status.CHANNEL_REQUIRED
        return Status.NOT_FOUND

    def read(self, first: int, second: int, expected: int) -> bytes:
        offset = first << 8 | second
        if first & 0x80:
            offset = second
            status = self.open(lambda identifier: identifier & 0x1F == first & 0x1F)
            if status != Status.OK:
                return status
        part = self.selected[offset : offset + expected]
        return part + (Status.OK if len(part) == expected else Status.END_OF_FILE)

    def authenticate(self, held: dict[int, bytes]) -> bytes:
        """The steps of PACE (ICAO 9303-11, section 4.4.4.2)."""
        try:
            tag, value = self.step(held)
        except ValueError:
            return Status.WRONG_PASSWORD
        return written(0x7C, written(tag, value)) + Status.OK

    def step(self, held: dict[int, bytes]) -> tuple[int, bytes]:
        if not held:
            return 0x80, get("PACE_STEP1_enc_nonce", self.pace, new_secret(self.access_number))
        if 0x81 in held:
            mapping = get("PACE_STEP3A_generate_mapping_data", self.pace)
            do("PACE_STEP3A_map_generator", self.pace, held[0x81])
            return 0x82, mapping
        if 0x83 in held:
            self.theirs = held[0x83]
            ours = get("PACE_STEP3B_generate_ephemeral_key", self.pace)
            do("PACE_STEP3B_compute_shared_secret", self.pace, self.theirs)
            do("PACE_STEP3C_derive_keys", self.pace)
            return 0x84, ours
        token = get("PACE_STEP3D_compute_authentication_token", self.pace, self.theirs)
        do("PACE_STEP3D_verify_authentication_token", self.pace, held[0x85])
        do("EAC_CTX_set_encryption_ctx", self.pace, CHANNEL_OF_PACE)
        self.channel = True
        return 0x86, token


def serve(chip: Chip, wire: socket.socket) -> None:
    """Lie in a virtual reader: a length of two bytes, and a control or a command."""
    while header := wire.recv(2, socket.MSG_WAITALL):
        message = wire.recv(int.from_bytes(header), socket.MSG_WAITALL)
        if len(message) == 1 and message != b"\x04":
            chip.reset()
            continue
        answer = ANSWER_TO_RESET if len(message) == 1 else chip.answer(message)
        wire.sendall(len(answer).to_bytes(2) + answer)


if __name__ == "__main__":
    with socket.create_connection(("127.0.0.1", int(sys.argv[2]))) as connection:
        serve(Chip(Path(sys.argv[1]), sys.argv[3]), connection)
