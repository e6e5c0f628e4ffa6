"""SELECT and READ BINARY (ISO/IEC 7816-4, sections 11.2.2 and 11.3.3)."""

from typing import Final

from thiqa.card.data_groups.files import EMRTD_APPLICATION
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
from thiqa.card.errors import TlvError
from thiqa.card.software.file_system import find_by_identifier, find_by_short_identifier
from thiqa.card.software.session import (
    Application,
    CardSession,
    CommandRefusedError,
    require_access,
)
from thiqa.card.transport.apdu import SHORT_LE_MAX, CommandApdu, StatusWord, wrong_le
from thiqa.card.transport.binary import SHORT_FILE_IDENTIFIER, TAG_DISCRETIONARY_DATA, TAG_OFFSET
from thiqa.card.transport.tlv import DataObject, parse_one

MASTER_FILE: Final = bytes.fromhex("3F00")
IDENTIFIER_BYTES: Final = 2

BY_IDENTIFIER: Final = 0x00
BY_IDENTIFIER_UNDER_CURRENT: Final = 0x02
BY_PATH_FROM_CURRENT: Final = 0x09

WITH_FILE_CONTROL_INFORMATION: Final = 0x00
RESERVED_WITH_SHORT: Final = 0x60
MAX_SHORT_IDENTIFIER: Final = 0x1E
MAX_OFFSET_BYTES: Final = 3


def select(session: CardSession, command: CommandApdu) -> bytes:
    """Select an application, one of its files, or the master file, which deselects both."""
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
    """Give the bytes of a file from an offset on: P1 and P2 say the offset, or a short name too."""
    if command.p1 & SHORT_FILE_IDENTIFIER:
        _select_by_short_identifier(session, command.p1 & ~SHORT_FILE_IDENTIFIER)
        offset = command.p2
    else:
        offset = command.p1 << 8 | command.p2
    if session.file is None:
        raise CommandRefusedError(StatusWord.COMMAND_NOT_ALLOWED_NO_FILE)
    if command.data or command.expected is None:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    return _give(session.file, offset, command)


def read_binary_from_any_offset(session: CardSession, command: CommandApdu) -> bytes:
    """Give bytes by the odd instruction: the data says the offset, P1 and P2 name the file."""
    if command.expected is None:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    named = command.p1 << 8 | command.p2
    if 0 < named <= MAX_SHORT_IDENTIFIER:
        _select_by_short_identifier(session, named)
    elif named:
        session.file = find_by_identifier(session, named)
    if session.file is None:
        raise CommandRefusedError(StatusWord.COMMAND_NOT_ALLOWED_NO_FILE)
    offset = _offset(command.data)
    if offset >= len(session.file):
        raise CommandRefusedError(StatusWord.OFFSET_OUTSIDE_FILE)
    part = session.file[offset : offset + command.expected]
    while (
        len(answer := DataObject(TAG_DISCRETIONARY_DATA, part).to_bytes()) > command.expected
        and part
    ):
        part = part[: command.expected - len(answer)]
    return answer


def _give(file: bytes, offset: int, command: CommandApdu) -> bytes:
    """Give as many bytes as are wanted and there; too many in a short Le are counted out."""
    if offset >= len(file):
        raise CommandRefusedError(StatusWord.OFFSET_OUTSIDE_FILE)
    wanted, there = command.expected or 0, len(file) - offset
    if there < wanted < SHORT_LE_MAX and not command.extended:
        raise CommandRefusedError(wrong_le(there))
    return file[offset : offset + wanted]


def _offset(data: bytes) -> int:
    try:
        offset = parse_one(data, TAG_OFFSET).value
    except TlvError:
        raise CommandRefusedError(StatusWord.INCORRECT_DATA) from None
    if not 0 < len(offset) <= MAX_OFFSET_BYTES:
        raise CommandRefusedError(StatusWord.INCORRECT_DATA)
    return int.from_bytes(offset)


def _select_application(session: CardSession, name: bytes) -> bytes:
    """Every try to change the application ends what was proved in the last one."""
    session.deselect()
    if name == session.profile.application:
        session.application = Application.LOGIN
    elif name == EMRTD_APPLICATION and session.chip is not None:
        session.application = Application.DOCUMENT
    else:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    return DataObject(TAG_APPLICATION, name).to_bytes()


def _select_file(session: CardSession, identifier: bytes) -> bytes:
    if session.application is not Application.LOGIN:
        if len(identifier) != IDENTIFIER_BYTES:
            raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
        session.file = None
        session.file = find_by_identifier(session, int.from_bytes(identifier))
    elif identifier == session.profile.certificate_file:
        require_access(session)
        session.file = session.certificate
    else:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    count = len(session.file)
    size = DataObject(TAG_FILE_BYTES, count.to_bytes(2 if count >> 16 == 0 else 3))
    return size.to_bytes() + DataObject(TAG_FILE_IDENTIFIER, identifier).to_bytes()


def _select_by_short_identifier(session: CardSession, short: int) -> None:
    if session.application is Application.LOGIN:
        raise CommandRefusedError(StatusWord.FUNCTION_NOT_SUPPORTED)
    if short & RESERVED_WITH_SHORT or not 0 < short <= MAX_SHORT_IDENTIFIER:
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
    session.file = None
    session.file = find_by_short_identifier(session, short)
