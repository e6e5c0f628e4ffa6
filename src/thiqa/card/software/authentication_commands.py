"""Commands that several protocols share: what they mean depends on what is going on.

ISO/IEC 7816-4, sections 11.5.3 to 11.5.5.
"""

from typing import Final

from thiqa.card.software.access_commands import (
    authenticate_with_zone,
    challenge_of_basic_access,
    step_of_pace,
)
from thiqa.card.software.proof_commands import agree, authenticate_terminal, challenge_terminal
from thiqa.card.software.session import CardSession, CommandRefusedError
from thiqa.card.transport.apdu import CommandApdu, StatusWord

CHALLENGE_BYTES: Final = 8
"""Both of basic access and of terminal authentication."""


def general_authenticate(session: CardSession, command: CommandApdu) -> bytes:
    """GENERAL AUTHENTICATE: a step of PACE, or chip authentication."""
    _require_no_parameters(command)
    if session.security.pace is not None:
        return step_of_pace(session, session.security.pace, command)
    return agree(session, command)


def get_challenge(session: CardSession, command: CommandApdu) -> bytes:
    """GET CHALLENGE: outside of a channel for basic access, inside for the terminal."""
    _require_no_parameters(command)
    if command.data or (command.expected or 0) < CHALLENGE_BYTES:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    if session.security.channel is None:
        return challenge_of_basic_access(session)
    return challenge_terminal(session)


def external_authenticate(session: CardSession, command: CommandApdu) -> bytes:
    """EXTERNAL AUTHENTICATE: the answer to the challenge."""
    _require_no_parameters(command)
    if session.security.channel is None:
        return authenticate_with_zone(session, command)
    return authenticate_terminal(session, command)


def _require_no_parameters(command: CommandApdu) -> None:
    if command.p1 or command.p2:
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
