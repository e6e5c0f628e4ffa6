"""A terminal whose PACE and secure messaging are those of OpenPACE.

usage: terminal.py ACCESS_NUMBER FILE...

It is the virtual reader too: it says at which port, takes the card that connects, opens it, and
says each file, named by its short identifier, as a line of hexadecimal digits.
"""

import socket
import sys

from library import ACCESS_NUMBER, CHANNEL_OF_PACE, do, get, new_pace, new_secret, objects, written

POWER_ON = b"\x01"
CARD_ACCESS = 0x1C
APPLICATION = bytes.fromhex("A0000002471001")
OK = bytes.fromhex("9000")
ANYTHING = b"\x00"
BEGINNING = b"\x04"
BLOCK = 0xC0
MOST_SHORT = 0xFF


class Terminal:
    """Asks a card that is connected as to a virtual reader."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire
        self.channel = False

    def send(self, header: str, data: bytes = b"", expected: bytes = b"") -> bytes:
        """Send a command, in the channel if there is one, and require 9000."""
        send = self.protected if self.channel else self.passed_on
        reply = send(bytes.fromhex(header), data, expected)
        if reply[-2:] != OK:
            raise ValueError(f"{header}: the card answered {reply[-2:].hex()}")
        return reply[:-2]

    def passed_on(self, header: bytes, data: bytes, expected: bytes) -> bytes:
        if len(data) > MOST_SHORT:
            command = header + b"\0" + len(data).to_bytes(2) + data + b"\0" * 2
        else:
            command = header + (bytes((len(data),)) + data if data else b"") + expected
        self.wire.sendall(len(command).to_bytes(2) + command)
        length = int.from_bytes(self.wire.recv(2, socket.MSG_WAITALL))
        return self.wire.recv(length, socket.MSG_WAITALL)

    def protected(self, header: bytes, data: bytes, expected: bytes) -> bytes:
        """Secure messaging (ICAO 9303-11, section 9.8)."""
        header = bytes((header[0] | 0x0C,)) + header[1:]
        do("EAC_increment_ssc", self.pace)
        sent = b""
        if data:
            sent = written(0x87, b"\x01" + get("EAC_encrypt", self.pace, self.padded(data)))
        if expected:
            sent += written(0x97, expected)
        covered = self.padded(header)
        covered = self.padded(covered + sent) if sent else covered
        sent += written(0x8E, get("EAC_authenticate", self.pace, covered))
        reply = self.passed_on(header, sent, b"\0")
        do("EAC_increment_ssc", self.pace)
        held = objects(reply[:-2])
        covered = b"".join(written(tag, held[tag]) for tag in (0x87, 0x99) if tag in held)
        if get("EAC_authenticate", self.pace, self.padded(covered)) != held[0x8E]:
            raise ValueError("the card's answer is not authentic")
        plain = b""
        if 0x87 in held:
            plain = get("EAC_remove_iso_pad", get("EAC_decrypt", self.pace, held[0x87][1:]))
        return plain + held[0x99]

    def padded(self, data: bytes) -> bytes:
        return get("EAC_add_iso_pad", self.pace, data)

    def open(self, access_number: str) -> None:
        """PACE (ICAO 9303-11, section 4.4.4)."""
        self.pace = new_pace(
            offer := self.send(f"00B0{0x80 | CARD_ACCESS:02X}00", expected=ANYTHING)
        )
        self.send("0022C1A4", _choice(offer))
        nonce = self.step("10", b"")[0x80]
        do("PACE_STEP2_dec_nonce", self.pace, new_secret(access_number), nonce)
        ours = get("PACE_STEP3A_generate_mapping_data", self.pace)
        do("PACE_STEP3A_map_generator", self.pace, self.step("10", written(0x81, ours))[0x82])
        ours = get("PACE_STEP3B_generate_ephemeral_key", self.pace)
        theirs = self.step("10", written(0x83, ours))[0x84]
        do("PACE_STEP3B_compute_shared_secret", self.pace, theirs)
        do("PACE_STEP3C_derive_keys", self.pace)
        token = get("PACE_STEP3D_compute_authentication_token", self.pace, theirs)
        token = self.step("00", written(0x85, token))[0x86]
        do("PACE_STEP3D_verify_authentication_token", self.pace, token)
        do("EAC_CTX_set_encryption_ctx", self.pace, CHANNEL_OF_PACE)
        self.channel = True

    def step(self, cla: str, data: bytes) -> dict[int, bytes]:
        return objects(objects(self.send(f"{cla}860000", written(0x7C, data), ANYTHING))[0x7C])

    def read(self, short_identifier: int) -> bytes:
        """Read how long a file is, and then all of it."""
        beginning = self.send(f"00B0{0x80 | short_identifier:02X}00", expected=BEGINNING)
        size = max(beginning[1] - 0x80, 0)
        length = 2 + size + int.from_bytes(beginning[2 : 2 + size] or beginning[1:2])
        content = b""
        while len(content) < length:
            count = min(length - len(content), BLOCK)
            content += self.send(f"00B0{len(content):04X}", expected=bytes((count,)))
        return content


def _choice(offer: bytes) -> bytes:
    """Choose what the only entry of EF.CardAccess offers."""
    entry = objects(objects(offer)[0x31])[0x30]
    return written(0x80, objects(entry)[0x06]) + written(0x83, bytes((ACCESS_NUMBER,)))


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as reader:
        print(reader.getsockname()[1], flush=True)
        connection, _ = reader.accept()
        with connection:
            connection.sendall(bytes((0, 1)) + POWER_ON)
            terminal = Terminal(connection)
            terminal.open(sys.argv[1])
            terminal.send("00A4040C", APPLICATION)
            for name in sys.argv[2:]:
                print(terminal.read(int(name, 16)).hex(), flush=True)
