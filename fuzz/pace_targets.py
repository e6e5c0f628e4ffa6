"""PACE: a terminal whose chip answers something else, and a chip whose terminal says it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from fuzz.outcome import AcceptedError, Outcome, Target
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.pace import (
    EstablishedPace,
    PaceCard,
    PaceChoice,
    PacePolicy,
    PaceSession,
    choose,
    establish_pace,
    key_of_proof,
)
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.data_groups.security_info import PaceInfo
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.dialect import Instruction
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord

CAN: Final = CanPassword("123456")
CHIP_KEY: Final = 0x5350_4543_494D_454E
PARAMETERS: Final = 12
FORMS: Final = tuple(f"0.4.0.127.0.7.2.2.4.{form}.2" for form in (2, 4, 6))
"""Generic, integrated and chip authentication mapping over P-256, with AES-128."""
CHAINED: Final = 0x10


class _OneNumber:
    """Keeps the access number, as which nothing is counted."""

    def secret(self, reference: int) -> bytes:
        if reference != CAN.reference:
            raise RefusedError("no such password", StatusWord.REFERENCE_NOT_FOUND)
        return CAN.secret()

    def selection_status(self, reference: int) -> int:
        return StatusWord.OK

    def take_try(self, reference: int) -> None:
        """Count nothing."""

    def give_tries_back(self, reference: int) -> None:
        """Count nothing."""

    def failure_status(self, reference: int) -> int:
        return StatusWord.VERIFICATION_FAILED


def _drawn(seed: str) -> Callable[[int], bytes]:
    """Return a source that gives the same again in each run."""
    numbers = count()
    return lambda size: hashlib.shake_256(f"{seed} {next(numbers)}".encode()).digest(size)


class _Chip:
    """A chip that knows PACE and nothing else; it remembers what was said."""

    def __init__(self, infos: SecurityInfos) -> None:
        keys = {PARAMETERS: CHIP_KEY}
        self._pace = PaceCard(infos, _OneNumber(), _drawn("chip"), keys)
        self.established: EstablishedPace | None = None
        self.commands: list[bytes] = []
        self.answers: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        apdu = CommandApdu.from_bytes(command)
        answer = ResponseApdu(self._answer(apdu), StatusWord.OK).to_bytes()
        self.commands.append(command)
        self.answers.append(answer)
        return answer

    def _answer(self, apdu: CommandApdu) -> bytes:
        if apdu.ins == Instruction.MANAGE_SECURITY_ENVIRONMENT:
            self._pace.select(apdu.data)
            return b""
        answer = self._pace.general_authenticate(apdu.data, is_last=not apdu.cla & CHAINED)
        self.established = answer.established
        return answer.data


class _Recorded:
    """Answers what was recorded, and then nothing more."""

    def __init__(self, answers: list[bytes]) -> None:
        self._answers = iter(answers)

    def transmit(self, command: bytes) -> bytes:
        return next(self._answers, StatusWord.CONDITIONS_NOT_SATISFIED.to_bytes(2))


@dataclass(frozen=True, slots=True)
class _Conversation:
    """One run, and what both sides had in the end."""

    infos: SecurityInfos
    choice: PaceChoice
    chip: _Chip
    session: PaceSession

    @classmethod
    def of(cls, form: str) -> "_Conversation":
        infos = SecurityInfos(pace=(PaceInfo(form, parameter_id=PARAMETERS),))
        choice, chip = choose(infos, PacePolicy()), _Chip(infos)
        return cls(infos, choice, chip, establish_pace(chip, CAN, choice, _drawn("terminal")))


def pace_targets() -> Mapping[str, Target]:
    """Return the targets of this file."""
    conversations = [_Conversation.of(form) for form in FORMS]
    answers = {each: held for held in conversations for each in held.chip.answers[1:]}
    commands = {each: held for held in conversations for each in held.chip.commands}

    def examine_answer(data: bytes, sample: bytes) -> Outcome:
        return _examine_answer(answers[sample], data, sample)

    def examine_command(data: bytes, sample: bytes) -> Outcome:
        return _examine_command(commands[sample], data, sample)

    return {
        "pace-answer": Target(tuple(answers), examine_answer),
        "pace-command": Target(tuple(commands), examine_command),
    }


def _examine_answer(held: _Conversation, data: bytes, sample: bytes) -> Outcome:
    """Let the terminal hear something else: it comes to the same keys, or to none."""
    heard = [data if each == sample else each for each in held.chip.answers]
    session = establish_pace(_Recorded(heard), CAN, held.choice, _drawn("terminal"))
    if (session.terminal_key, session.chip_key) != (
        held.session.terminal_key,
        held.session.chip_key,
    ):
        raise AcceptedError("a channel with keys of somebody else")
    proof, right = session.chip_authentication, held.session.chip_authentication
    if proof == right or proof is None:
        return Outcome.SAME
    if key_of_proof(proof, held.choice.domain.public_key(CHIP_KEY)) == proof.mapping_key:
        raise AcceptedError("another proof of the chip holds")
    return Outcome.REFUSED


def _examine_command(held: _Conversation, data: bytes, sample: bytes) -> Outcome:
    """Let the chip hear something else: it opens to the same keys, or not at all."""
    chip = _Chip(held.infos)
    for command in held.chip.commands:
        chip.transmit(data if command == sample else command)
    if chip.established is None:
        return Outcome.REFUSED
    if held.chip.established is None or chip.established.keys != held.chip.established.keys:
        raise AcceptedError("a channel with keys of somebody else")
    return Outcome.SAME
