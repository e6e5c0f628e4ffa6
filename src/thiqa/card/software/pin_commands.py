"""VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER and the tries in GET DATA.

ISO/IEC 7816-4, sections 11.4.1 and 11.6; the answer of GET DATA is the one of FINEID S1.
"""

from typing import Final

from thiqa.card.dialect import (
    CURRENT_DIRECTORY,
    TAG_CONTROL,
    TAG_PADDED_LENGTH,
    TAG_REFERENCE,
    TAG_TRIES,
)
from thiqa.card.errors import PinFormatError, SecretBlockedError, TlvError, WrongSecretError
from thiqa.card.pin_format import SecretName, unpad
from thiqa.card.software.reference_data import new_secret_record, verify_secret
from thiqa.card.software.session import (
    Application,
    CardSession,
    CommandRefusedError,
    require_access,
    require_access_number,
)
from thiqa.card.software.state import CardState
from thiqa.card.transport.apdu import CommandApdu, StatusWord, tries_left
from thiqa.card.transport.tlv import DataObject, parse_one

FORGET: Final = 0xFF
"""P1 of VERIFY that ends the verified state."""


def verify(session: CardSession, command: CommandApdu) -> bytes:
    """Verify the PIN; without data, say whether it is verified or how many tries are left."""
    _require_pin(session, command)
    if command.p1 == FORGET and not command.data:
        session.pin_verified = False
        return b""
    if command.p1 != 0:
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
    if not command.data:
        return _say_verified(session)
    session.pin_verified = False
    (pin,) = _fields(session, command.data, SecretName.PIN)
    _compare(session, SecretName.PIN, pin)
    session.pin_verified = True
    return b""


def change_reference_data(session: CardSession, command: CommandApdu) -> bytes:
    """Replace the PIN; the old one comes first in the data and counts like any other try."""
    _require_pin(session, command)
    if command.p1 != 0:
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
    session.pin_verified = False
    old, new = _fields(session, command.data, SecretName.PIN, SecretName.PIN)
    _compare(session, SecretName.PIN, old, new_pin=new)
    return b""


def reset_retry_counter(session: CardSession, command: CommandApdu) -> bytes:
    """Set a new PIN with all its tries; the PUK comes first in the data."""
    _require_pin(session, command)
    if command.p1 != 0:
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
    session.pin_verified = False
    puk, new = _fields(session, command.data, SecretName.PUK, SecretName.PIN)
    _compare(session, SecretName.PUK, puk, new_pin=new)
    return b""


def get_data(session: CardSession, command: CommandApdu) -> bytes:
    """Say how many tries the PIN or the PUK has left."""
    _require_application(session)
    if (command.p1, command.p2) != CURRENT_DIRECTORY:
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
    try:
        control = parse_one(command.data, TAG_CONTROL)
        reference = parse_one(control.value, TAG_REFERENCE).value
    except TlvError:
        raise CommandRefusedError(StatusWord.INCORRECT_DATA) from None
    secret = session.memory.read().secret(_secret_name(session, reference))
    answer = (
        DataObject(TAG_REFERENCE, reference),
        DataObject(TAG_TRIES, bytes((secret.tries_left,))),
        DataObject(TAG_PADDED_LENGTH, bytes((session.profile.padded_length,))),
    )
    return DataObject(TAG_CONTROL, b"".join(item.to_bytes() for item in answer)).to_bytes()


def _require_application(session: CardSession) -> None:
    if session.application is not Application.LOGIN:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    require_access(session)


def _require_pin(session: CardSession, command: CommandApdu) -> None:
    _require_application(session)
    require_access_number(session)
    if command.p2 != session.profile.pin_reference:
        raise CommandRefusedError(StatusWord.REFERENCE_NOT_FOUND)


def _secret_name(session: CardSession, reference: bytes) -> SecretName:
    if reference == bytes((session.profile.pin_reference,)):
        return SecretName.PIN
    if reference == bytes((session.profile.puk_reference,)):
        return SecretName.PUK
    raise CommandRefusedError(StatusWord.REFERENCE_NOT_FOUND)


def _say_verified(session: CardSession) -> bytes:
    if session.pin_verified:
        return b""
    left = session.memory.read().pin.tries_left
    if left == 0:
        raise CommandRefusedError(StatusWord.AUTHENTICATION_METHOD_BLOCKED)
    raise CommandRefusedError(tries_left(left))


def _fields(session: CardSession, data: bytes, *names: SecretName) -> list[str]:
    """Split padded numbers; a wrong form costs no try, because nothing is compared."""
    width = session.profile.padded_length
    if len(data) != width * len(names):
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    try:
        return [
            unpad(data[at * width : (at + 1) * width], name, session.profile)
            for at, name in enumerate(names)
        ]
    except PinFormatError:
        raise CommandRefusedError(StatusWord.INCORRECT_DATA) from None


def _compare(
    session: CardSession, name: SecretName, digits: str, new_pin: str | None = None
) -> None:
    def change(state: CardState) -> CardState:
        if new_pin is None:
            return state
        secret = new_secret_record(
            new_pin,
            tries=session.profile.pin_tries,
            cost=state.pin.cost,
            random_bytes=session.random_bytes,
        )
        return state.with_secret(SecretName.PIN, secret).with_pin_of_chip(new_pin)

    try:
        verify_secret(session.memory, name, digits, change)
    except WrongSecretError as wrong:
        raise CommandRefusedError(tries_left(wrong.tries_left)) from None
    except SecretBlockedError:
        raise CommandRefusedError(StatusWord.AUTHENTICATION_METHOD_BLOCKED) from None
