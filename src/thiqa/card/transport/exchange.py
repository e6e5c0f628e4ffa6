"""One question to a card, with the second questions that the standard makes a terminal ask."""

from dataclasses import replace
from typing import Final

from thiqa.card.dialect import Instruction
from thiqa.card.errors import CardAnswerError
from thiqa.card.transport.apdu import (
    EXTENDED_LE_MAX,
    MORE_BYTES,
    SHORT_LE_MAX,
    WRONG_LE,
    CommandApdu,
    ResponseApdu,
    StatusWord,
)
from thiqa.card.transport.connection import Card

MAX_ANSWER_PARTS: Final = EXTENDED_LE_MAX // SHORT_LE_MAX
"""As many short answers as make the longest one."""


def exchange(card: Card, command: CommandApdu) -> ResponseApdu:
    """Send a command and gather its whole answer (ISO/IEC 7816-4, section 5.6: 61xx, 6Cxx).

    6Cxx comes without data; with data it is said inside a secure channel, to who asked there.
    """
    answer = _send(card, command)
    if answer.status >> 8 == WRONG_LE and not answer.data:
        answer = _send(card, replace(command, expected=_count(answer)))
    data = answer.data
    for _ in range(MAX_ANSWER_PARTS):
        if answer.status >> 8 != MORE_BYTES:
            return ResponseApdu(data, answer.status)
        answer = _send(card, CommandApdu(0, Instruction.GET_RESPONSE, 0, 0, b"", _count(answer)))
        data += answer.data
    raise CardAnswerError("reading an answer in parts", answer.status)


def check_answer(answer: ResponseApdu, doing: str) -> None:
    """Refuse every status word but 9000."""
    if answer.status != StatusWord.OK:
        raise CardAnswerError(doing, answer.status)


def _send(card: Card, command: CommandApdu) -> ResponseApdu:
    return ResponseApdu.from_bytes(card.transmit(command.to_bytes()))


def _count(answer: ResponseApdu) -> int:
    return (answer.status & 0xFF) or SHORT_LE_MAX
