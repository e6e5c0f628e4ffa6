"""The software card: commands in, responses out, every refusal a status word."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from thiqa.card.dialect import Instruction
from thiqa.card.errors import ApduError, CardStateError
from thiqa.card.software.file_commands import read_binary, select
from thiqa.card.software.memory import CardMemory, FileMemory
from thiqa.card.software.pin_commands import (
    change_reference_data,
    get_data,
    reset_retry_counter,
    verify,
)
from thiqa.card.software.session import CardSession, CommandRefusedError
from thiqa.card.software.signature_commands import (
    manage_security_environment,
    perform_security_operation,
)
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord, more_bytes

Handler = Callable[[CardSession, CommandApdu], bytes]

COMMANDS: Final[Mapping[int, Handler]] = MappingProxyType(
    {
        Instruction.VERIFY: verify,
        Instruction.MANAGE_SECURITY_ENVIRONMENT: manage_security_environment,
        Instruction.CHANGE_REFERENCE_DATA: change_reference_data,
        Instruction.PERFORM_SECURITY_OPERATION: perform_security_operation,
        Instruction.RESET_RETRY_COUNTER: reset_retry_counter,
        Instruction.SELECT: select,
        Instruction.READ_BINARY: read_binary,
        Instruction.GET_DATA: get_data,
    }
)
"""What the card does for each instruction; GET RESPONSE belongs to all of them."""


class SoftwareCard:
    """A specimen card whose lasting memory is given to it."""

    def __init__(self, memory: CardMemory) -> None:
        self._memory = memory
        self._session = CardSession.start(memory)

    @property
    def answer_to_reset(self) -> bytes:
        """The bytes by which a reader recognises this kind of card."""
        return self._session.profile.atr

    def reset(self) -> bytes:
        """Forget everything but the lasting memory; return the answer to reset."""
        self._session.deselect()
        self._session = CardSession.start(self._memory)
        return self.answer_to_reset

    def transmit(self, command: bytes) -> bytes:
        """Answer one command; never raises for what a terminal can send."""
        try:
            apdu = CommandApdu.from_bytes(command)
            data, status = self._answer(apdu)
        except ApduError:
            data, status = b"", StatusWord.WRONG_LENGTH
        except CommandRefusedError as refused:
            data, status = b"", refused.status
        except CardStateError:
            data, status = b"", StatusWord.MEMORY_FAILURE
        return ResponseApdu(data, status).to_bytes()

    def _answer(self, command: CommandApdu) -> tuple[bytes, int]:
        _check_class(command.cla)
        if command.extended and not self._session.profile.extended_length:
            raise CommandRefusedError(StatusWord.WRONG_LENGTH)
        if command.ins == Instruction.GET_RESPONSE:
            return self._give_waiting(command)
        self._session.waiting = b""
        handler = COMMANDS.get(command.ins)
        if handler is None:
            raise CommandRefusedError(StatusWord.INSTRUCTION_NOT_SUPPORTED)
        self._session.waiting = handler(self._session, command)
        if not self._session.waiting:
            return b"", StatusWord.OK
        if command.expected is None:
            return b"", more_bytes(len(self._session.waiting))
        return self._hand_out(command)

    def _give_waiting(self, command: CommandApdu) -> tuple[bytes, int]:
        """GET RESPONSE (ISO/IEC 7816-4, section 11.8.1): the rest of the last answer."""
        if command.p1 or command.p2:
            raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
        if command.data or command.expected is None:
            raise CommandRefusedError(StatusWord.WRONG_LENGTH)
        if not self._session.waiting:
            raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
        return self._hand_out(command)

    def _hand_out(self, command: CommandApdu) -> tuple[bytes, int]:
        """Le is the most that the terminal takes (section 5.1): the rest goes on waiting."""
        waiting = self._session.waiting
        wanted = command.expected or 0
        self._session.waiting = waiting[wanted:]
        left = len(self._session.waiting)
        return waiting[:wanted], more_bytes(left) if left else StatusWord.OK


def open_card(path: Path) -> SoftwareCard:
    """Open the software card that was personalised into a file."""
    return SoftwareCard(FileMemory(path))


def _check_class(cla: int) -> None:
    """Only plain commands on the basic channel (ISO/IEC 7816-4, section 5.4.1)."""
    if cla == 0:
        return
    if cla & 0xE0:
        raise CommandRefusedError(StatusWord.CLASS_NOT_SUPPORTED)
    if cla & 0x10:
        raise CommandRefusedError(StatusWord.CHAINING_NOT_SUPPORTED)
    if cla & 0x0C:
        raise CommandRefusedError(StatusWord.SECURE_MESSAGING_NOT_SUPPORTED)
    raise CommandRefusedError(StatusWord.CHANNEL_NOT_SUPPORTED)
