"""SELECT and READ BINARY (ISO/IEC 7816-4, sections 11.2.2 and 11.3.3)."""

from typing import Final

from thiqa.card.dialect import (
    BY_APPLICATION,
    BY_PATH_FROM_MASTER_FILE,
    TAG_APPLICATION,
    TAG_FILE_BYTES,
    TAG_FILE_CONTROL_PARAMETERS,
    TAG_FILE_IDENTIFIER,
    WITH_FILE_CONTROL_PARAMETERS,
    WITHOUT_ANSWER,
)
from thiqa.card.software.session import CardSession, CommandRefusedError
from thiqa.card.transport.apdu import CommandApdu, StatusWord, wrong_le
from thiqa.card.transport.tlv import DataObject

MASTER_FILE: Final = bytes.fromhex("3F00")

BY_IDENTIFIER: Final = 0x00
BY_IDENTIFIER_UNDER_CURRENT: Final = 0x02
BY_PATH_FROM_CURRENT: Final = 0x09

WITH_FILE_CONTROL_INFORMATION: Final = 0x00
SHORT_FILE_IDENTIFIER: Final = 0x80


def select(session: CardSession, command: CommandApdu) -> bytes:
    """Select the application, its certificate file, or the master file, which deselects both."""
    if command.p2 not in (
        WITH_FILE_CONTROL_INFORMATION,
        WITH_FILE_CONTROL_PARAMETERS,
        WITHOUT_ANSWER,
    ):
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
    if command.p1 == BY_APPLICATION:
        parameters = _select_application(session, command.data)
    elif command.p1 == BY_IDENTIFIER and command.data in (b"", MASTER_FILE):
        session.deselect()
        parameters = DataObject(TAG_FILE_IDENTIFIER, MASTER_FILE).to_bytes()
    elif command.p1 in (
        BY_IDENTIFIER,
        BY_IDENTIFIER_UNDER_CURRENT,
        BY_PATH_FROM_MASTER_FILE,
        BY_PATH_FROM_CURRENT,
    ):
        parameters = _select_file(session, command.data)
    else:
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
    if command.p2 == WITHOUT_ANSWER:
        return b""
    return DataObject(TAG_FILE_CONTROL_PARAMETERS, parameters).to_bytes()


def read_binary(session: CardSession, command: CommandApdu) -> bytes:
    """Give the bytes of the selected file from an offset on, as many as are wanted and there."""
    if command.p1 & SHORT_FILE_IDENTIFIER:
        raise CommandRefusedError(StatusWord.FUNCTION_NOT_SUPPORTED)
    if session.file is None:
        raise CommandRefusedError(StatusWord.COMMAND_NOT_ALLOWED_NO_FILE)
    if command.data or command.expected is None:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    offset = command.p1 << 8 | command.p2
    if offset >= len(session.file):
        raise CommandRefusedError(StatusWord.OFFSET_OUTSIDE_FILE)
    there = len(session.file) - offset
    if command.expected > there and not command.wants_everything:
        raise CommandRefusedError(wrong_le(there))
    return session.file[offset : offset + command.expected]


def _select_application(session: CardSession, name: bytes) -> bytes:
    """Every try to change the application ends what was proved in the last one."""
    session.deselect()
    if name != session.profile.application:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    session.application_selected = True
    return DataObject(TAG_APPLICATION, name).to_bytes()


def _select_file(session: CardSession, identifier: bytes) -> bytes:
    if not session.application_selected or identifier != session.profile.certificate_file:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    session.file = session.certificate
    size = DataObject(TAG_FILE_BYTES, len(session.file).to_bytes(2))
    return size.to_bytes() + DataObject(TAG_FILE_IDENTIFIER, identifier).to_bytes()
