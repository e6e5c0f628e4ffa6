"""The software card: commands in, responses out, every refusal a status word."""

import os
from dataclasses import replace
from pathlib import Path

from thiqa.card.channel.errors import ChannelLostError
from thiqa.card.channel.protected_apdu import SECURED
from thiqa.card.channel.secure_messaging import CardChannel
from thiqa.card.dialect import Instruction
from thiqa.card.errors import ApduError, CardError
from thiqa.card.software.commands import COMMANDS, DATA_IN_PARTS
from thiqa.card.software.faulty_answers import spoil_answer
from thiqa.card.software.memory import CardMemory, FileMemory
from thiqa.card.software.reference_data import RandomBytes
from thiqa.card.software.session import CardSession, CommandRefusedError, Interface
from thiqa.card.transport.apdu import (
    EXTENDED_LC_MAX,
    CommandApdu,
    ResponseApdu,
    StatusWord,
    more_bytes,
)


class SoftwareCard:
    """A specimen card whose lasting memory is given to it."""

    def __init__(
        self,
        memory: CardMemory,
        interface: Interface = Interface.CONTACT,
        random_bytes: RandomBytes = os.urandom,
    ) -> None:
        self._memory = memory
        self._interface = interface
        self._random_bytes = random_bytes
        self._session = self._start()

    @property
    def answer_to_reset(self) -> bytes:
        """The bytes by which a reader recognises this kind of card."""
        return self._session.profile.atr

    def reset(self) -> bytes:
        """Forget everything but the lasting memory; return the answer to reset."""
        self._session.end_channel()
        self._session = self._start()
        return self.answer_to_reset

    def transmit(self, command: bytes) -> bytes:
        """Answer one command; never raises for what a terminal can send.

        1. The bytes are a command, in a class that the card speaks.
        2. GET RESPONSE gets the rest of the last answer, as it was.
        3. What a channel protects is opened; whatever does not come through it ends it.
        4. The parts of a chain are put together.
        5. The command is carried out: an answer, or a refusal.
        6. The answer is protected by the channel that the command came through.
        7. What is longer than the terminal takes waits.
        """
        try:
            apdu = self._read(command)  # 1
            if apdu.ins == Instruction.GET_RESPONSE:  # 2
                return self._give_waiting(apdu).to_bytes()
            self._session.waiting = b""
            channel, plain = self._open(apdu)  # 3
        except CommandRefusedError as refused:
            return _refusal(refused.status).to_bytes()
        answer = self._carry_out(plain)  # 4, 5
        if channel is not None:
            answer = spoil_answer(self._session, answer, channel.wrap(answer))  # 6
        self._session.change_channel()
        return self._hand_out(apdu, answer).to_bytes()  # 7

    def _start(self) -> CardSession:
        return CardSession.start(self._memory, self._interface, self._random_bytes)

    def _read(self, command: bytes) -> CommandApdu:
        """Read a command; what is none ends the channel, as it did not come through it."""
        try:
            apdu = CommandApdu.from_bytes(command)
            _check_class(apdu.cla)
            if apdu.extended and not self._session.profile.extended_length:
                raise CommandRefusedError(StatusWord.WRONG_LENGTH)
        except (ApduError, CommandRefusedError) as error:
            if self._session.security.channel is not None:
                self._session.end_channel()
            status = error.status if isinstance(error, CommandRefusedError) else None
            raise CommandRefusedError(status or StatusWord.WRONG_LENGTH) from None
        return apdu

    def _open(self, command: CommandApdu) -> tuple[CardChannel | None, CommandApdu]:
        """Take a command out of the channel; the first fault ends it (ICAO 9303-11, 9.8.3)."""
        channel = self._session.security.channel
        if channel is None:
            if command.cla & SECURED:
                raise CommandRefusedError(StatusWord.SECURE_MESSAGING_NOT_SUPPORTED)
            return None, command
        if not command.cla & SECURED:
            self._session.end_channel()
            return None, command
        try:
            return channel, channel.unwrap(command)
        except ChannelLostError as lost:
            self._session.end_channel()
            status = lost.status or StatusWord.SM_OBJECTS_INCORRECT
            raise CommandRefusedError(status) from None

    def _carry_out(self, command: CommandApdu) -> ResponseApdu:
        try:
            whole = self._gather(command)
            if whole is None:
                return ResponseApdu(b"", StatusWord.OK)
            handler = COMMANDS.get(whole.ins)
            if handler is None:
                raise CommandRefusedError(StatusWord.INSTRUCTION_NOT_SUPPORTED)
            return ResponseApdu(handler(self._session, whole), StatusWord.OK)
        except ApduError:
            return _refusal(StatusWord.WRONG_LENGTH)
        except CommandRefusedError as refused:
            return _refusal(refused.status)
        except CardError:
            # Nothing that was sent is to blame: what the card remembers makes no sense.
            return _refusal(StatusWord.MEMORY_FAILURE)

    def _gather(self, command: CommandApdu) -> CommandApdu | None:
        """Return the whole command, or None while parts of its data are yet to come."""
        so_far, self._session.chained = self._session.chained, None
        header = (command.ins, command.p1, command.p2)
        if so_far is not None and so_far[0] != header:
            so_far = None
        last = not command.chained
        if self._session.security.pace is not None or (last and so_far is None):
            return command
        if command.ins not in DATA_IN_PARTS:
            raise CommandRefusedError(StatusWord.CHAINING_NOT_SUPPORTED)
        data = (so_far[1] if so_far else b"") + command.data
        if len(data) > EXTENDED_LC_MAX:
            raise CommandRefusedError(StatusWord.WRONG_LENGTH)
        if not last:
            self._session.chained = (header, data)
            return None
        return replace(command, data=data, extended=True)

    def _give_waiting(self, command: CommandApdu) -> ResponseApdu:
        """GET RESPONSE (ISO/IEC 7816-4, section 11.8.1): the rest of the last answer."""
        if command.p1 or command.p2:
            raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
        if command.data or command.expected is None:
            raise CommandRefusedError(StatusWord.WRONG_LENGTH)
        if not self._session.waiting:
            raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
        return self._hand_out(command, ResponseApdu(self._session.waiting, StatusWord.OK))

    def _hand_out(self, command: CommandApdu, answer: ResponseApdu) -> ResponseApdu:
        """Le is the most that the terminal takes (section 5.1): the rest goes on waiting."""
        wanted = min(command.expected or 0, self._session.largest_answer)
        self._session.waiting = answer.data[wanted:]
        left = len(self._session.waiting)
        return ResponseApdu(answer.data[:wanted], more_bytes(left)) if left else answer


def open_card(path: Path, interface: Interface = Interface.CONTACT) -> SoftwareCard:
    """Open the software card that was personalised into a file."""
    return SoftwareCard(FileMemory(path), interface)


def _refusal(status: int) -> ResponseApdu:
    return ResponseApdu(b"", status)


def _check_class(cla: int) -> None:
    """Commands on the basic channel, plain or protected (ISO/IEC 7816-4, section 5.4.1)."""
    if cla & 0xE0:
        raise CommandRefusedError(StatusWord.CLASS_NOT_SUPPORTED)
    if cla & 0x03:
        raise CommandRefusedError(StatusWord.CHANNEL_NOT_SUPPORTED)
    if cla & SECURED not in (0, SECURED):
        raise CommandRefusedError(StatusWord.SECURE_MESSAGING_NOT_SUPPORTED)
