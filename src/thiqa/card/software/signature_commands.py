"""MSE SET and PERFORM SECURITY OPERATION (ISO/IEC 7816-8, sections 6.3 and 6.4)."""

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from thiqa.card.dialect import (
    TAG_ALGORITHM,
    TAG_HASH,
    TAG_PRIVATE_KEY,
)
from thiqa.card.errors import TlvError
from thiqa.card.software.session import Application, CardSession, CommandRefusedError
from thiqa.card.transport.apdu import CommandApdu, StatusWord
from thiqa.card.transport.tlv import only, parse, parse_one


def set_login_key(session: CardSession, command: CommandApdu) -> bytes:
    """Choose the login key and its algorithm."""
    _require_application(session)
    session.signing_key_set = False
    session.hash_to_sign = None
    try:
        objects = parse(command.data)
        algorithm, key = only(objects, TAG_ALGORITHM), only(objects, TAG_PRIVATE_KEY)
    except TlvError:
        raise CommandRefusedError(StatusWord.INCORRECT_DATA) from None
    if len(objects) != 2 or algorithm != bytes((session.profile.suite.card_reference,)):
        raise CommandRefusedError(StatusWord.INCORRECT_DATA)
    if key != bytes((session.profile.key_reference,)):
        raise CommandRefusedError(StatusWord.REFERENCE_NOT_FOUND)
    session.signing_key_set = True
    return b""


def take_hash(session: CardSession, command: CommandApdu) -> bytes:
    """Take a hash that was made outside."""
    if not session.signing_key_set:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    session.hash_to_sign = None
    try:
        value = parse_one(command.data, TAG_HASH).value
    except TlvError:
        raise CommandRefusedError(StatusWord.INCORRECT_DATA) from None
    if len(value) != session.profile.suite.hash_bytes:
        raise CommandRefusedError(StatusWord.INCORRECT_DATA)
    session.hash_to_sign = value
    return b""


def sign_hash(session: CardSession, command: CommandApdu) -> bytes:
    """Sign one hash once, as r and s of equal length, and only after the PIN.

    1. The command brings no data of its own.
    2. The PIN is verified.
    3. A key was chosen and a hash was given.
    """
    if command.data:  # 1
        raise CommandRefusedError(StatusWord.WRONG_LENGTH)
    if not session.pin_verified:  # 2
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    if session.hash_to_sign is None:  # 3
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    suite = session.profile.suite
    prehashed = ec.ECDSA(Prehashed(suite.hash_algorithm()))
    signature = session.private_key.sign(session.hash_to_sign, prehashed)
    session.hash_to_sign = None
    if session.profile.one_signature_per_pin:
        session.pin_verified = False
    return b"".join(
        number.to_bytes(suite.coordinate_bytes) for number in decode_dss_signature(signature)
    )


def _require_application(session: CardSession) -> None:
    if session.application is not Application.LOGIN:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
