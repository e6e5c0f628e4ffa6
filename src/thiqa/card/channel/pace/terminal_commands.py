"""The commands of PACE, as a terminal sends them (ICAO 9303-11, section 4.4.4)."""

from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.pace.errors import PasswordBlockedError, PasswordSuspendedError
from thiqa.card.channel.pace.messages import (
    CHAINED,
    LAST,
    SET_FOR_MUTUAL_AUTHENTICATION,
    Selection,
    read_dynamic_data,
)
from thiqa.card.dialect import Instruction
from thiqa.card.transport.apdu import (
    EXTENDED_LE_MAX,
    SHORT_LC_MAX,
    SHORT_LE_MAX,
    TRIES_LEFT,
    CommandApdu,
    ResponseApdu,
    StatusWord,
)
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import check_answer, exchange


def select_pace(card: Card, selection: Selection, *, use_last_try: bool) -> None:
    """Send MSE:Set AT; a chip that counts warns with 63Cx (TR-03110-3, section B.14.1)."""
    instruction, data = Instruction.MANAGE_SECURITY_ENVIRONMENT, selection.to_bytes()
    answer = exchange(card, CommandApdu(0, instruction, *SET_FOR_MUTUAL_AUTHENTICATION, data))
    if answer.status == TRIES_LEFT:
        raise PasswordBlockedError("the password was wrong too often")
    if answer.status == TRIES_LEFT | 1 and not use_last_try:
        raise PasswordSuspendedError("one try is left, and the access number comes before it")
    if answer.status & 0xFFF0 != TRIES_LEFT:
        check_answer(answer, "selecting PACE")


def send_step(card: Card, data: bytes, due: int) -> bytes:
    """Send one of the steps before the last, and return the object that is due."""
    answer = _send(card, CHAINED, data)
    check_answer(answer, "establishing PACE")
    return read_dynamic_data(answer.data, due)[due]


def send_last_step(card: Card, data: bytes) -> bytes:
    """Send the terminal's token and return the answer; raises WrongPasswordError."""
    answer = _send(card, LAST, data)
    _check_password(answer)
    return answer.data


def _check_password(answer: ResponseApdu) -> None:
    """Tell a wrong password from other refusals (section 4.4.4.2; TR-03110-3, section B.14.2)."""
    if answer.status == StatusWord.VERIFICATION_FAILED:
        raise WrongPasswordError("the password is wrong")
    if answer.status & 0xFFF0 == TRIES_LEFT:
        raise WrongPasswordError("the password is wrong", answer.status & 0x0F)
    if answer.status == StatusWord.AUTHENTICATION_METHOD_BLOCKED:
        raise PasswordBlockedError("the password was wrong too often")
    check_answer(answer, "exchanging tokens")


def _send(card: Card, cla: int, data: bytes) -> ResponseApdu:
    """Send a step, with extended lengths where a key needs them (section 9.3.1)."""
    extended = len(data) > SHORT_LC_MAX
    most = EXTENDED_LE_MAX if extended else SHORT_LE_MAX
    instruction = Instruction.GENERAL_AUTHENTICATE
    return exchange(card, CommandApdu(cla, instruction, 0, 0, data, most, extended))
