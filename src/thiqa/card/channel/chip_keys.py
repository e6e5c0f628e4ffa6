"""The card's side of chip authentication 1 (TR-03110-1, section 3.4; TR-03110-3, appendix B.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from thiqa.card.channel.chip_authentication import (
    TAG_DYNAMIC_DATA,
    TAG_EPHEMERAL_KEY,
    TAG_TERMINAL_KEY,
)
from thiqa.card.channel.chip_protocols import CHIP_PROTOCOLS, ChipProtocol
from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.domain import Domain
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.asn1 import decode_identifier
from thiqa.card.dialect import TAG_ALGORITHM, TAG_PRIVATE_KEY
from thiqa.card.errors import TlvError
from thiqa.card.transport.apdu import StatusWord
from thiqa.card.transport.tlv import parse, parse_one
from thiqa.crypto.errors import CryptoError


@dataclass(frozen=True, slots=True)
class ChipPrivateKey:
    """A key of the chip."""

    domain: Domain
    scalar: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class AgreedKeys:
    """What holds once the answer has left through the channel before."""

    keys: SessionKeys
    terminal_key: bytes = field(repr=False)
    """Comp of the terminal's key, to which terminal authentication is bound."""


class ChipAuthenticator:
    """The chip between choosing a form and agreeing; every refusal is a RefusedError.

    `protocols` are the object identifiers that DG14 offers, by the number of the key; a chip with
    one key may leave its number out.
    """

    def __init__(
        self, keys: Mapping[int | None, ChipPrivateKey], protocols: Mapping[int | None, set[str]]
    ) -> None:
        self._keys = keys
        self._protocols = protocols
        self._chosen: tuple[ChipProtocol, ChipPrivateKey] | None = None

    @property
    def is_running(self) -> bool:
        """Whether GENERAL AUTHENTICATE would be chip authentication."""
        return self._chosen is not None

    def end(self) -> None:
        """Forget the choice."""
        self._chosen = None

    def agree_at_once(self, data: bytes) -> AgreedKeys:
        """MSE:Set KAT: agree with 3DES (B.14.3)."""
        self._chosen = None
        objects = _read(data, TAG_EPHEMERAL_KEY, TAG_PRIVATE_KEY)
        number, key = self._find(objects.get(TAG_PRIVATE_KEY))
        for identifier in self._protocols.get(number, ()):
            protocol = CHIP_PROTOCOLS[identifier]
            if protocol.suite is Suite.TDES:
                return _agree(protocol, key, objects[TAG_EPHEMERAL_KEY])
        raise RefusedError("not a key for 3DES", StatusWord.INCORRECT_DATA)

    def choose(self, data: bytes) -> None:
        """MSE:Set AT: choose a form and a key (B.14.1)."""
        self._chosen = None
        objects = _read(data, TAG_ALGORITHM, TAG_PRIVATE_KEY)
        number, key = self._find(objects.get(TAG_PRIVATE_KEY))
        try:
            identifier = decode_identifier(objects[TAG_ALGORITHM])
        except TlvError:
            identifier = ""
        if identifier not in self._protocols.get(number, ()):
            raise RefusedError("not a form that is offered", StatusWord.INCORRECT_DATA)
        self._chosen = CHIP_PROTOCOLS[identifier], key

    def agree(self, data: bytes) -> tuple[bytes, AgreedKeys]:
        """GENERAL AUTHENTICATE: return the answer and the new keys (B.14.2)."""
        chosen, self._chosen = self._chosen, None
        if chosen is None:
            raise RefusedError("no form was chosen", StatusWord.CONDITIONS_NOT_SATISFIED)
        try:
            inner = parse_one(data, TAG_DYNAMIC_DATA).value
        except TlvError as error:
            raise RefusedError(str(error), StatusWord.INCORRECT_DATA) from error
        objects = _read(inner, TAG_TERMINAL_KEY)
        return bytes((TAG_DYNAMIC_DATA, 0)), _agree(*chosen, objects[TAG_TERMINAL_KEY])

    def _find(self, reference: bytes | None) -> tuple[int | None, ChipPrivateKey]:
        if reference is None and len(self._keys) == 1:
            return next(iter(self._keys.items()))
        number = None if reference is None else int.from_bytes(reference)
        if number not in self._keys:
            raise RefusedError("no such key", StatusWord.REFERENCE_NOT_FOUND)
        return number, self._keys[number]


def _read(data: bytes, required: int, optional: int | None = None) -> dict[int, bytes]:
    """Read the data objects of a command: one that is due, one that may be."""
    try:
        items = parse(data)
    except TlvError as error:
        raise RefusedError(str(error), StatusWord.INCORRECT_DATA) from error
    held = {item.tag: item.value for item in items}
    if len(held) != len(items) or not {required} <= held.keys() <= {required, optional}:
        raise RefusedError("other data objects than are due", StatusWord.INCORRECT_DATA)
    return held


def _agree(protocol: ChipProtocol, key: ChipPrivateKey, theirs: bytes) -> AgreedKeys:
    """Agree on keys; a key that is no element of the group, or the chip's own, is refused."""
    domain = key.domain
    try:
        if theirs == domain.public_key(key.scalar):
            raise RefusedError("the chip's own key", StatusWord.INCORRECT_DATA)
        secret = domain.agree(key.scalar, theirs)
    except CryptoError as error:
        raise RefusedError(str(error), StatusWord.INCORRECT_DATA) from error
    return AgreedKeys(SessionKeys.derive(secret, protocol.suite), domain.compress(theirs))
