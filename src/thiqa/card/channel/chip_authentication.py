"""Chip authentication 1: a channel that only the holder of the chip's key can use.

ICAO 9303-11, section 6.2; TR-03110-1, section 3.4. The chip proves its key with the first answer
that it protects. That the key is the document's follows from passive authentication alone. Unlike
active authentication it leaves nothing that could be shown to others.
"""

import hmac
from dataclasses import dataclass, field
from typing import Final

from thiqa.card.channel.chip_protocols import ChipChoice, choose_chip_key
from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.domain import Domain
from thiqa.card.channel.domain_parameters import read_agreement_key
from thiqa.card.channel.errors import ChannelError, ChipProofError
from thiqa.card.channel.secure_messaging import SecuredCard, TerminalChannel
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.asn1 import encode_identifier
from thiqa.card.data_groups.files import EF_COM
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.dialect import (
    SET_FOR_INTERNAL_AUTHENTICATION,
    SET_FOR_KEY_AGREEMENT,
    TAG_ALGORITHM,
    TAG_PRIVATE_KEY,
    WITHOUT_ANSWER,
    Instruction,
)
from thiqa.card.transport.apdu import (
    EXTENDED_LE_MAX,
    SHORT_LC_MAX,
    SHORT_LE_MAX,
    CommandApdu,
    ResponseApdu,
    StatusWord,
)
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import exchange
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.errors import CryptoError
from thiqa.crypto.random_numbers import RandomBytes

TAG_EPHEMERAL_KEY: Final = 0x91
"""In MSE:Set KAT (TR-03110-3, appendix B.14.3)."""
TAG_DYNAMIC_DATA: Final = 0x7C
TAG_TERMINAL_KEY: Final = 0x80
"""In GENERAL AUTHENTICATE (appendix B.2)."""
UNDER_CURRENT_DIRECTORY: Final = 0x02


@dataclass(frozen=True, slots=True)
class ChipAuthenticationProof:
    """A key that the chip holds; made by `authenticate_chip` and `verify_chip_mapping` only."""

    key_id: int | None
    public_key_der: bytes
    protocol: str
    """The object identifier of the form in which it was proved; empty for a mapping of PACE."""


@dataclass(frozen=True, slots=True)
class ChipSession:
    """The channel that replaces the one before."""

    card: SecuredCard
    proof: ChipAuthenticationProof
    terminal_key: bytes = field(repr=False)
    """Comp of the terminal's key, to which terminal authentication binds its rights."""


def authenticate_chip(
    card: SecuredCard,
    infos: SecurityInfos,
    random_bytes: RandomBytes,
    through: Card | None = None,
) -> ChipSession:
    """Agree on new keys with a key of the chip; raises ChipProofError.

    `through` is the same card as it takes long commands, if it does not take them in one piece.
    Whatever fails after the chip has accepted the terminal's key loses the channel.

    1. Choose a key of the chip and a form.
    2. Make a key in the chip's own group, which has to be one that has a name.
    3. Agree: the chip's key is in the group, and is not ours.
    4. Give the chip the terminal's key through the old channel.
    5. Ask for anything through the new one: only the holder of the chip's key can answer.
    """
    choice = choose_chip_key(infos)  # 1
    domain, theirs = choice.key.domain, choice.key.public_key
    try:
        scalar = domain.random_scalar(random_bytes)  # 2
        ours = domain.public_key(scalar)
        if hmac.compare_digest(ours, theirs):
            raise ChipProofError("the chip's key is our own")
        secret = domain.agree(scalar, theirs)  # 3
    except CryptoError as error:
        raise ChipProofError(f"the chip's key: {error}") from error
    _give(through or card, choice, ours)  # 4
    keys = SessionKeys.derive(secret, choice.protocol.suite)
    secured = SecuredCard(card.outside, TerminalChannel(keys))
    _confirm(secured)  # 5
    proof = ChipAuthenticationProof(
        choice.key_id, choice.info.public_key, choice.protocol.identifier
    )
    return ChipSession(secured, proof, domain.compress(ours))


def verify_chip_mapping(
    public_key_der: bytes, domain: Domain, mapping_key: bytes, data: bytes
) -> ChipAuthenticationProof:
    """Verify what PACE with chip authentication mapping left (ICAO 9303-11, section 4.4.3.5.2).

    1. The key of EF.CardSecurity is in the group in which PACE was done.
    2. The data is a scalar of that group.
    3. KA(CA_IC, PK_IC, D_IC) is the key that the chip sent while the nonce was mapped.

    Raises ChipProofError.
    """
    try:
        key = read_agreement_key(public_key_der)
        if key.domain != domain:  # 1
            raise ChipProofError("the chip's key is in another group than PACE was")
        scalar = int.from_bytes(data)
        if len(data) != domain.order_bytes or not 0 < scalar < domain.order:  # 2
            raise ChipProofError("chip authentication data that is no scalar")
        expected = domain.multiple(scalar, key.public_key)
    except (CryptoError, ChannelError) as error:
        raise ChipProofError(f"chip authentication mapping: {error}") from error
    if not hmac.compare_digest(expected, mapping_key):  # 3
        raise ChipProofError("the chip mapped the nonce without the document's key")
    return ChipAuthenticationProof(None, public_key_der, "")


def _give(card: Card, choice: ChipChoice, public_key: bytes) -> None:
    """Give the terminal's key in the way that goes with the cipher (TR-03110-3, B.2)."""
    if choice.protocol.suite is Suite.TDES:
        data = DataObject(TAG_EPHEMERAL_KEY, public_key).to_bytes() + _key_reference(choice)
        _check(_manage(card, SET_FOR_KEY_AGREEMENT, data))
        return
    identifier = encode_identifier(choice.protocol.identifier)
    data = DataObject(TAG_ALGORITHM, identifier).to_bytes() + _key_reference(choice)
    _check(_manage(card, SET_FOR_INTERNAL_AUTHENTICATION, data))
    key = DataObject(TAG_TERMINAL_KEY, public_key).to_bytes()
    data = DataObject(TAG_DYNAMIC_DATA, key).to_bytes()
    _check(_send(card, Instruction.GENERAL_AUTHENTICATE, (0, 0), data, wants_answer=True))


def _key_reference(choice: ChipChoice) -> bytes:
    if choice.key_id is None:
        return b""
    number = choice.key_id.to_bytes((choice.key_id.bit_length() + 7) // 8 or 1)
    return DataObject(TAG_PRIVATE_KEY, number).to_bytes()


def _confirm(secured: SecuredCard) -> None:
    """Select EF.COM: whatever status comes back protected was made with the chip's key."""
    identifier = EF_COM.identifier.to_bytes(2)
    command = CommandApdu(
        0, Instruction.SELECT, UNDER_CURRENT_DIRECTORY, WITHOUT_ANSWER, identifier
    )
    try:
        exchange(secured, command)
    except ChannelError as error:
        raise ChipProofError(f"the chip does not hold its document's key: {error}") from error


def _manage(card: Card, template: tuple[int, int], data: bytes) -> ResponseApdu:
    return _send(card, Instruction.MANAGE_SECURITY_ENVIRONMENT, template, data)


def _send(
    card: Card,
    instruction: int,
    parameters: tuple[int, int],
    data: bytes,
    *,
    wants_answer: bool = False,
) -> ResponseApdu:
    extended = len(data) > SHORT_LC_MAX
    most = EXTENDED_LE_MAX if extended else SHORT_LE_MAX
    expected = most if wants_answer else None
    try:
        return exchange(card, CommandApdu(0, instruction, *parameters, data, expected, extended))
    except ChannelError as error:
        raise ChipProofError(f"the channel broke during chip authentication: {error}") from error


def _check(answer: ResponseApdu) -> None:
    if answer.status != StatusWord.OK:
        raise ChipProofError(f"chip authentication: the card answered {answer.status:04X}")
