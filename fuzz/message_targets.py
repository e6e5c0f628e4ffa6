"""Readers of what goes over the wire: TLV, commands and answers, the messages of a channel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fuzz.outcome import AcceptedError, Outcome, Target, require_one_spelling
from fuzz.specimens import ForgetfulMemory, Specimens
from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.secure_messaging import CardChannel, TerminalChannel
from thiqa.card.channel.suite import Suite
from thiqa.card.errors import ApduError
from thiqa.card.software.card import SoftwareCard
from thiqa.card.software.session import Interface
from thiqa.card.transport import tlv
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu

SECRET: Final = bytes(range(32))
COMMANDS: Final = tuple(
    bytes.fromhex(each)
    for each in (
        "00A4040C07A0000002471001",
        "00A4040CF8" + "00" * 248,
        "00A4020C02011E",
        "00B0000000",
        "00B0840008",
        "00B100000454020000FF",
        "0022C1A40F800A04007F00070202040202830102",
        "10860000027C0000",
        "0C B0 00 00 0D 97 01 04 8E 08 0000000000000000 00".replace(" ", ""),
        "0020001106313233343536",
        "0084000008",
        "00CB00FF0CA00A830B5F2E0102DF210000",
        "00B000000000FF",
        "00D6000000000404112233",
    )
)
ANSWERS: Final = (
    b"\x90\x00",
    bytes(200) + b"\x61\x20",
    b"\x6c\x10",
    bytes(range(64)) + b"\x90\x00",
)
READ: Final = CommandApdu(0x00, 0xB0, 0, 0, b"", 8)
SELECT: Final = CommandApdu(0x00, 0xA4, 0x04, 0x0C, bytes.fromhex("A0000002471001"), None)
READ_ODD: Final = CommandApdu(0x00, 0xB1, 0, 0, bytes.fromhex("54020000"), 8)


def message_targets(specimens: Specimens) -> Mapping[str, Target]:
    """Return the targets of this file."""
    files = tuple(each for each in specimens.files.values() if len(each) < 2_000)
    return {
        "tlv": Target(files, _examine_tlv),
        "command": Target(COMMANDS, _examine_command),
        "answer": Target(ANSWERS, _examine_answer),
        "channel-answer": _channel_target(_protected_answer, same_allowed=False),
        "channel-command": _channel_target(_protected_command, same_allowed=False),
        "card": _card_target(specimens),
    }


def _examine_tlv(data: bytes, sample: bytes) -> Outcome:
    written = b"".join(each.to_bytes() for each in tlv.parse(data))
    return require_one_spelling(written, data)


def _examine_command(data: bytes, sample: bytes) -> Outcome:
    return require_one_spelling(CommandApdu.from_bytes(data).to_bytes(), data)


def _examine_answer(data: bytes, sample: bytes) -> Outcome:
    return require_one_spelling(ResponseApdu.from_bytes(data).to_bytes(), data)


@dataclass(frozen=True, slots=True)
class _Message:
    """A protected message, and a channel that waits for it."""

    protected: bytes
    open: Callable[[bytes], None]


def _channel_target(
    make: Callable[[SessionKeys, CommandApdu], _Message], *, same_allowed: bool
) -> Target:
    """Let a channel of each cipher open messages that were changed: none may come through."""
    messages = [
        make(SessionKeys.derive(SECRET, suite), command)
        for suite in Suite
        for command in (READ, SELECT, READ_ODD)
    ]
    opened = {each.protected: each.open for each in messages}

    def examine(data: bytes, sample: bytes) -> Outcome:
        opened[sample](data)
        return Outcome.SAME

    return Target(tuple(opened), examine, same_allowed)


def _protected_answer(keys: SessionKeys, command: CommandApdu) -> _Message:
    card, terminal = CardChannel(keys), TerminalChannel(keys)
    card.unwrap(terminal.wrap(command))
    protected = card.wrap(ResponseApdu(b"specimen", 0x9000)).to_bytes()

    def open_answer(data: bytes) -> None:
        channel = TerminalChannel(keys)
        channel.wrap(command)
        channel.unwrap(ResponseApdu.from_bytes(data))

    return _Message(protected, open_answer)


def _protected_command(keys: SessionKeys, command: CommandApdu) -> _Message:
    wrapped = TerminalChannel(keys).wrap(command)
    protected = wrapped.to_bytes()
    covered = (wrapped.cla, wrapped.ins, wrapped.p1, wrapped.p2, wrapped.data)

    def open_command(data: bytes) -> None:
        read = CommandApdu.from_bytes(data)
        same = (read.cla, read.ins, read.p1, read.p2, read.data) == covered
        if same and data != protected:
            raise ApduError("as it was, but for the length that is asked for outside")
        CardChannel(keys).unwrap(read)

    return _Message(protected, open_command)


def _card_target(specimens: Specimens) -> Target:
    """Send commands to a card that nobody has opened: it answers, and gives nothing away."""
    memory = ForgetfulMemory(specimens.state)
    secrets = [content[8:40] for content in specimens.files.values() if len(content) > 60]

    def examine(data: bytes, sample: bytes) -> Outcome:
        answer = SoftwareCard(memory, Interface.CONTACTLESS).transmit(data)
        if any(secret in answer for secret in secrets):
            raise AcceptedError("a file was given to somebody who has not opened the chip")
        return Outcome.TAKEN if answer[-2:] == b"\x90\x00" else Outcome.REFUSED

    return Target(COMMANDS, examine)
