"""The terminal's side of PACE (ICAO 9303-11, section 4.4)."""

from dataclasses import dataclass

from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.domain import Domain
from thiqa.card.channel.pace.choice import PaceChoice
from thiqa.card.channel.pace.errors import KeyInvalidError, PaceError
from thiqa.card.channel.pace.integrated_mapping import map_integrated
from thiqa.card.channel.pace.key_agreement import (
    ChipAuthenticationData,
    authentication_token,
    decrypt_chip_data,
    decrypt_nonce,
    require_other_key,
    require_token,
)
from thiqa.card.channel.pace.messages import Data, Selection, read_dynamic_data, write_dynamic_data
from thiqa.card.channel.pace.protocols import Mapping
from thiqa.card.channel.pace.terminal_commands import select_pace, send_last_step, send_step
from thiqa.card.channel.passwords import Password
from thiqa.card.channel.secure_messaging import SecuredCard, TerminalChannel
from thiqa.card.errors import TlvError
from thiqa.card.transport.connection import Card
from thiqa.crypto.errors import CryptoError, PointError
from thiqa.crypto.random_numbers import RandomBytes


@dataclass(frozen=True, slots=True)
class PaceSession:
    """A channel that is up: both sides knew the password. Of the chip itself nothing is known."""

    card: SecuredCard
    password: int
    """The reference of the password that was used."""
    choice: PaceChoice
    terminal_key: bytes
    """Comp of the terminal's ephemeral key (section 7.1.2)."""
    chip_key: bytes
    """Comp of the chip's ephemeral key, by which terminal authentication names the chip."""
    chip_authentication: ChipAuthenticationData | None
    """With chip authentication mapping: what is to be held against the chip's signed key."""
    authorities: tuple[bytes, ...]
    """Whose terminals the chip knows, the newest authority first (section 4.4.5.5)."""


def establish_pace(
    card: Card,
    password: Password,
    choice: PaceChoice,
    random_bytes: RandomBytes,
    authorization: bytes | None = None,
    *,
    use_last_try: bool = False,
) -> PaceSession:
    """Establish PACE; raises WrongPasswordError, PaceError or CardAnswerError.

    `authorization` is the content of the terminal's authorization template. `use_last_try` says
    that the access number was given before a PIN of which one try is left. Through a card that is
    secured already the commands go secured, and the new channel replaces the old one.

    1. Select the form, the password, and the group if there are several.
    2. Ask for the nonce, and decrypt it with the password.
    3. Map the nonce to a generator.
    4. Agree on keys with that generator; our own key sent back is refused.
    5. Exchange tokens: the chip's shows that it knew the password.
    6. With chip authentication mapping, and only then, take the chip's proof.
    """
    try:
        selection = _selection(password, choice, authorization)
        select_pace(card, selection, use_last_try=use_last_try)  # 1
        nonce = _ask_nonce(card, password, choice)  # 2
        domain, mapping_key = _map_nonce(card, choice, nonce, random_bytes)  # 3
        agreement = _agree(card, choice, domain, random_bytes)  # 4
        given = _exchange_tokens(card, choice, agreement)  # 5
        proof = _take_proof(choice, agreement, mapping_key, given)  # 6
    except PointError as error:
        raise KeyInvalidError(f"the chip sent a key that is none: {error}") from error
    except (TlvError, CryptoError) as error:
        raise PaceError(f"the chip did not follow the protocol: {error}") from error
    return PaceSession(
        SecuredCard(_outside(card), TerminalChannel(agreement.keys)),
        password.reference,
        choice,
        domain.compress(agreement.ours),
        domain.compress(agreement.theirs),
        proof,
        tuple(given[tag] for tag in (Data.AUTHORITY, Data.PREVIOUS_AUTHORITY) if tag in given),
    )


@dataclass(frozen=True, slots=True)
class _Agreement:
    """What step 4 gives: both public keys and the session keys."""

    domain: Domain
    ours: bytes
    theirs: bytes
    keys: SessionKeys


def _selection(password: Password, choice: PaceChoice, authorization: bytes | None) -> Selection:
    parameter_id = choice.parameter_id if choice.ambiguous else None
    identifier = choice.protocol.identifier
    return Selection(identifier, password.reference, parameter_id, authorization)


def _ask_nonce(card: Card, password: Password, choice: PaceChoice) -> bytes:
    encrypted = send_step(card, write_dynamic_data(), Data.NONCE)
    return decrypt_nonce(encrypted, password.secret(), choice.protocol.suite)


def _map_nonce(
    card: Card, choice: PaceChoice, nonce: bytes, random_bytes: RandomBytes
) -> tuple[Domain, bytes]:
    """Return the group with its new generator, and the chip's mapping key if there is one."""
    if choice.protocol.mapping is Mapping.INTEGRATED:
        return _map_integrated(card, choice, nonce, random_bytes), b""
    return _map_generic(card, choice, nonce, random_bytes)


def _map_generic(
    card: Card, choice: PaceChoice, nonce: bytes, random_bytes: RandomBytes
) -> tuple[Domain, bytes]:
    """Agree on H, whose logarithm nobody knows (section 4.4.3.3.1)."""
    domain = choice.domain
    scalar = domain.random_scalar(random_bytes)
    ours = domain.public_key(scalar)
    theirs = send_step(card, write_dynamic_data((Data.TERMINAL_MAPPING, ours)), Data.CHIP_MAPPING)
    require_other_key(ours, theirs)
    shared = domain.multiple(scalar, theirs)
    return domain.with_generator_from(int.from_bytes(nonce), shared), theirs


def _map_integrated(
    card: Card, choice: PaceChoice, nonce: bytes, random_bytes: RandomBytes
) -> Domain:
    """Send a second nonce, to which the chip has nothing to say (section 4.4.5.2.2)."""
    suite = choice.protocol.suite
    second = random_bytes(suite.key_bytes)
    if send_step(card, write_dynamic_data((Data.TERMINAL_MAPPING, second)), Data.CHIP_MAPPING):
        raise PaceError("the chip sent mapping data where there is none")
    return map_integrated(choice.domain, suite, nonce, second)


def _agree(card: Card, choice: PaceChoice, domain: Domain, random_bytes: RandomBytes) -> _Agreement:
    scalar = domain.random_scalar(random_bytes)
    ours = domain.public_key(scalar)
    theirs = send_step(card, write_dynamic_data((Data.TERMINAL_KEY, ours)), Data.CHIP_KEY)
    require_other_key(ours, theirs)
    secret = domain.agree(scalar, theirs)
    keys = SessionKeys.derive(secret, choice.protocol.suite)
    return _Agreement(domain, ours, theirs, keys)


def _exchange_tokens(card: Card, choice: PaceChoice, agreement: _Agreement) -> dict[int, bytes]:
    identifier, domain, keys = choice.protocol.identifier, agreement.domain, agreement.keys
    ours = authentication_token(keys, identifier, domain, agreement.theirs)
    answer = send_last_step(card, write_dynamic_data((Data.TERMINAL_TOKEN, ours)))
    optional = (Data.AUTHORITY, Data.PREVIOUS_AUTHORITY, Data.CHIP_AUTHENTICATION)
    given = read_dynamic_data(answer, Data.CHIP_TOKEN, *optional)
    theirs = authentication_token(keys, identifier, domain, agreement.ours)
    require_token(theirs, given[Data.CHIP_TOKEN])
    return given


def _take_proof(
    choice: PaceChoice, agreement: _Agreement, mapping_key: bytes, given: dict[int, bytes]
) -> ChipAuthenticationData | None:
    """Take A_IC, which is there if and only if the mapping says so (section 4.4.5)."""
    is_due = choice.protocol.mapping is Mapping.CHIP_AUTHENTICATION
    encrypted = given.get(Data.CHIP_AUTHENTICATION)
    if is_due != (encrypted is not None):
        raise PaceError("chip authentication data is missing, or is there against the mapping")
    if encrypted is None:
        return None
    data = decrypt_chip_data(agreement.keys, encrypted, choice.domain)
    return ChipAuthenticationData(choice.domain, choice.parameter_id, data, mapping_key)


def _outside(card: Card) -> Card:
    return card.outside if isinstance(card, SecuredCard) else card
