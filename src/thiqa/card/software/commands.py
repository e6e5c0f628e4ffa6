"""What the card does for each instruction."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from thiqa.card.channel.pace.messages import SET_FOR_MUTUAL_AUTHENTICATION
from thiqa.card.dialect import (
    COMPUTE_DIGITAL_SIGNATURE,
    SET_FOR_EXTERNAL_AUTHENTICATION,
    SET_FOR_INTERNAL_AUTHENTICATION,
    SET_FOR_KEY_AGREEMENT,
    SET_FOR_SIGNATURE,
    SET_FOR_VERIFICATION,
    TAKE_HASH,
    VERIFY_CERTIFICATE,
    Instruction,
)
from thiqa.card.software.access_commands import select_pace
from thiqa.card.software.authentication_commands import (
    external_authenticate,
    general_authenticate,
    get_challenge,
)
from thiqa.card.software.file_commands import read_binary, read_binary_from_any_offset, select
from thiqa.card.software.pin_commands import (
    change_reference_data,
    get_data,
    reset_retry_counter,
    verify,
)
from thiqa.card.software.proof_commands import (
    agree_at_once,
    choose_authority,
    choose_chip_key,
    choose_terminal,
    internal_authenticate,
    verify_certificate,
)
from thiqa.card.software.session import CardSession, CommandRefusedError
from thiqa.card.software.signature_commands import set_login_key, sign_hash, take_hash
from thiqa.card.transport.apdu import CommandApdu, StatusWord

Handler = Callable[[CardSession, CommandApdu], bytes]
ByParameters = Mapping[tuple[int, int], Handler]

ENVIRONMENTS: Final[ByParameters] = MappingProxyType(
    {
        SET_FOR_MUTUAL_AUTHENTICATION: select_pace,
        SET_FOR_KEY_AGREEMENT: agree_at_once,
        SET_FOR_INTERNAL_AUTHENTICATION: choose_chip_key,
        SET_FOR_VERIFICATION: choose_authority,
        SET_FOR_EXTERNAL_AUTHENTICATION: choose_terminal,
        SET_FOR_SIGNATURE: set_login_key,
    }
)
"""What MANAGE SECURITY ENVIRONMENT can choose, by P1 and P2."""

OPERATIONS: Final[ByParameters] = MappingProxyType(
    {
        VERIFY_CERTIFICATE: verify_certificate,
        TAKE_HASH: take_hash,
        COMPUTE_DIGITAL_SIGNATURE: sign_hash,
    }
)
"""What PERFORM SECURITY OPERATION can do, by P1 and P2."""


def by_parameters(handlers: ByParameters) -> Handler:
    """Return a handler that looks for the one of P1 and P2."""

    def handle(session: CardSession, command: CommandApdu) -> bytes:
        handler = handlers.get((command.p1, command.p2))
        if handler is None:
            raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
        return handler(session, command)

    return handle


COMMANDS: Final[Mapping[int, Handler]] = MappingProxyType(
    {
        Instruction.VERIFY: verify,
        Instruction.MANAGE_SECURITY_ENVIRONMENT: by_parameters(ENVIRONMENTS),
        Instruction.CHANGE_REFERENCE_DATA: change_reference_data,
        Instruction.PERFORM_SECURITY_OPERATION: by_parameters(OPERATIONS),
        Instruction.RESET_RETRY_COUNTER: reset_retry_counter,
        Instruction.EXTERNAL_AUTHENTICATE: external_authenticate,
        Instruction.GET_CHALLENGE: get_challenge,
        Instruction.GENERAL_AUTHENTICATE: general_authenticate,
        Instruction.INTERNAL_AUTHENTICATE: internal_authenticate,
        Instruction.SELECT: select,
        Instruction.READ_BINARY: read_binary,
        Instruction.READ_BINARY_ODD: read_binary_from_any_offset,
        Instruction.GET_DATA: get_data,
    }
)
"""What the card does for each instruction; GET RESPONSE belongs to all of them."""

DATA_IN_PARTS: Final[frozenset[int]] = frozenset(
    {
        Instruction.MANAGE_SECURITY_ENVIRONMENT,
        Instruction.PERFORM_SECURITY_OPERATION,
        Instruction.EXTERNAL_AUTHENTICATE,
        Instruction.GENERAL_AUTHENTICATE,
    }
)
"""Instructions whose data may come in several commands (ISO/IEC 7816-4, section 5.3.3).

The chain of PACE is none of these: each of its commands is a step with an answer of its own.
"""
