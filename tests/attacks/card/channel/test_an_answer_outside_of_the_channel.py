"""Pitfall 7: unprotected or half protected messages where a channel has been set up."""

from dataclasses import replace

import pytest

from card_channels import READ, UPDATE, both_ends, keys_of
from thiqa.card.channel.errors import ChannelLostError
from thiqa.card.channel.protected_apdu import Protected, cryptogram_of
from thiqa.card.channel.suite import Suite
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord
from thiqa.card.transport.tlv import DataObject


def mac_of(suite: Suite, counter: int, message: bytes) -> bytes:
    """Authenticate as somebody who has the keys, so that the code is never what is wrong."""
    counted = counter.to_bytes(suite.block_bytes) + message
    return suite.message_mac(keys_of(suite).authentication, counted)


def answer_of(*objects: DataObject, status: int = StatusWord.OK) -> ResponseApdu:
    body = b"".join(item.to_bytes() for item in objects)
    code = DataObject(0x8E, mac_of(Suite.AES128, 2, body))
    return ResponseApdu(body + code.to_bytes(), status)


def encrypted(plain: bytes, counter: int = 2) -> bytes:
    keys, suite = keys_of(Suite.AES128), Suite.AES128
    iv = suite.message_iv(keys.encryption, counter.to_bytes(16))
    return suite.encrypt(keys.encryption, iv, plain)


OK = DataObject(0x99, b"\x90\x00")
CONTENT = DataObject(0x87, b"\x01" + encrypted(Suite.AES128.pad(b"content")))

REFUSED = {
    "plain data": ResponseApdu(b"content", StatusWord.OK),
    "nothing but success": ResponseApdu(b"", StatusWord.OK),
    "nothing but an error": ResponseApdu(b"", StatusWord.FILE_NOT_FOUND),
    "no code": ResponseApdu(OK.to_bytes(), StatusWord.OK),
    "no status under the code": answer_of(CONTENT),
    "another status under the code": answer_of(OK, status=StatusWord.FILE_NOT_FOUND),
    "a status of one byte": answer_of(DataObject(0x99, b"\x90")),
    "a status of three bytes": answer_of(DataObject(0x99, b"\0\x90\0")),
    "status before data": answer_of(OK, CONTENT),
    "data twice": answer_of(CONTENT, CONTENT, OK),
    "plain data under the code": answer_of(DataObject(0x81, b"content"), OK),
    "an Le in an answer": answer_of(DataObject(0x97, b"\0"), OK),
    "data without a padding indicator": answer_of(DataObject(0x87, CONTENT.value[1:]), OK),
    "another padding indicator": answer_of(DataObject(0x87, b"\x02" + CONTENT.value[1:]), OK),
    "data of an odd instruction": answer_of(DataObject(0x85, CONTENT.value[1:]), OK),
    "data that is no whole block": answer_of(DataObject(0x87, CONTENT.value[:-1]), OK),
    "data without padding": answer_of(DataObject(0x87, b"\x01" + encrypted(bytes(16))), OK),
    "padding and nothing else": answer_of(
        DataObject(0x87, b"\x01" + encrypted(Suite.AES128.pad(b""))), OK
    ),
    "data with no blocks": answer_of(DataObject(0x87, b"\x01"), OK),
    "a data object of no meaning": answer_of(CONTENT, OK, DataObject(0x80, b"")),
}


@pytest.mark.parametrize("response", REFUSED.values(), ids=REFUSED.keys())
def test_it_ends_the_channel(response: ResponseApdu) -> None:
    terminal, _ = both_ends(Suite.AES128)
    terminal.wrap(READ)
    with pytest.raises(ChannelLostError) as caught:
        terminal.unwrap(response)
    assert caught.value.status == response.status
    with pytest.raises(ChannelLostError, match="over"):
        terminal.wrap(READ)


def test_what_the_attacks_begin_with_is_accepted() -> None:
    terminal, _ = both_ends(Suite.AES128)
    terminal.wrap(READ)
    assert terminal.unwrap(answer_of(CONTENT, OK)).data == b"content"


def command_of(*objects: DataObject, cla: int = 0x0C, ins: int = 0xD6) -> CommandApdu:
    header = Suite.AES128.pad(bytes((cla, ins, 0, 0)))
    body = b"".join(item.to_bytes() for item in objects)
    code = DataObject(0x8E, mac_of(Suite.AES128, 1, header + body))
    return CommandApdu(cla, ins, 0, 0, body + code.to_bytes(), 256)


SENT = DataObject(0x87, b"\x01" + encrypted(Suite.AES128.pad(b"content"), 1))
WANTED = DataObject(0x97, b"\x10")

REFUSED_COMMANDS = {
    "plain": (UPDATE, StatusWord.SM_OBJECTS_MISSING),
    "header not authenticated": (
        replace(command_of(SENT), cla=0x08),
        StatusWord.SM_OBJECTS_MISSING,
    ),
    "no objects": (CommandApdu(0x0C, 0xB0, 0, 0), StatusWord.SM_OBJECTS_INCORRECT),
    "no code": (
        CommandApdu(0x0C, 0xB0, 0, 0, WANTED.to_bytes()),
        StatusWord.SM_OBJECTS_INCORRECT,
    ),
    "Le before data": (command_of(WANTED, SENT), StatusWord.SM_OBJECTS_INCORRECT),
    "Le of three bytes": (
        command_of(DataObject(0x97, bytes(3))),
        StatusWord.SM_OBJECTS_INCORRECT,
    ),
    "Le of no bytes": (command_of(DataObject(0x97, b"")), StatusWord.SM_OBJECTS_INCORRECT),
    "a status in a command": (command_of(SENT, OK), StatusWord.SM_OBJECTS_INCORRECT),
    "plain data under the code": (
        command_of(DataObject(0x81, b"content")),
        StatusWord.SM_OBJECTS_INCORRECT,
    ),
    "data of an odd instruction": (
        command_of(DataObject(0x85, SENT.value[1:])),
        StatusWord.SM_OBJECTS_INCORRECT,
    ),
    "an odd instruction with data of an even one": (
        command_of(SENT, ins=0xD7),
        StatusWord.SM_OBJECTS_INCORRECT,
    ),
}


@pytest.mark.parametrize(
    ("command", "status"), REFUSED_COMMANDS.values(), ids=REFUSED_COMMANDS.keys()
)
def test_a_card_takes_no_such_command(command: CommandApdu, status: int) -> None:
    _, card = both_ends(Suite.AES128)
    with pytest.raises(ChannelLostError) as caught:
        card.unwrap(command)
    assert caught.value.status == status
    assert card.lost


def test_the_command_that_the_attacks_begin_with_is_accepted() -> None:
    _, card = both_ends(Suite.AES128)
    assert card.unwrap(command_of(SENT, WANTED)).data == b"content"


def test_no_key_and_no_content_is_shown_by_what_holds_them() -> None:
    """Pitfall 7, second half: what a log or a traceback would print."""
    keys = keys_of(Suite.AES128)
    protected = Protected(cryptogram_of(b"cipher", odd=False), None, None, b"codecode")
    terminal, _ = both_ends(Suite.AES128)
    shown = f"{keys!r} {protected!r} {terminal!r} {vars(terminal)!r}"
    for secret in (keys.encryption, keys.authentication, b"cipher", b"codecode"):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
