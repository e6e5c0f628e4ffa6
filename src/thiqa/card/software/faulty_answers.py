"""What a chip with faults says instead of the right thing."""

from dataclasses import replace
from typing import Final

from thiqa.card.channel.pace.messages import Data, read_dynamic_data, write_dynamic_data
from thiqa.card.software.faults import Fault
from thiqa.card.software.session import CardSession
from thiqa.card.transport.apdu import ResponseApdu

POINT_AT_INFINITY: Final = b"\0"
"""SEC 1, section 2.3.3."""
ANSWERS_TO: Final = {
    Data.TERMINAL_MAPPING: Data.CHIP_MAPPING,
    Data.TERMINAL_KEY: Data.CHIP_KEY,
}
FAULTS_OF_POINTS: Final = frozenset(
    {Fault.POINT_AT_INFINITY, Fault.POINT_OFF_CURVE, Fault.REFLECTED_KEY}
)


def spoil_answer(
    session: CardSession, plain: ResponseApdu, protected: ResponseApdu
) -> ResponseApdu:
    """Return the protected answer, or what a chip with a fault says in its place."""
    faults, data = session.faults, protected.data
    if Fault.UNPROTECTED_ANSWERS in faults:
        return plain
    if Fault.ALTERED_ANSWERS in faults:
        data = data[:-1] + bytes((data[-1] ^ 1,))
    if Fault.CUT_ANSWERS in faults:
        data = data[:-1]
    if Fault.REPEATED_ANSWERS in faults:
        data = session.security.last_answer or data
        session.security.last_answer = protected.data
    return replace(protected, data=data)


def spoil_step(faults: frozenset[Fault], command: bytes, answer: bytes) -> bytes:
    """Return another answer to a step of PACE, if the chip has a fault there."""
    if not faults & FAULTS_OF_POINTS:
        return answer
    for asked, answered in ANSWERS_TO.items():
        sent = read_dynamic_data(command, None, *Data).get(asked)
        ours = read_dynamic_data(answer, None, *Data).get(answered)
        if sent and ours:
            return write_dynamic_data((answered, _spoil_point(faults, sent, ours)))
    return answer


def _spoil_point(faults: frozenset[Fault], sent: bytes, ours: bytes) -> bytes:
    if Fault.REFLECTED_KEY in faults:
        return sent
    if Fault.POINT_AT_INFINITY in faults:
        return POINT_AT_INFINITY
    return ours[:-1] + bytes((ours[-1] ^ 1,))
