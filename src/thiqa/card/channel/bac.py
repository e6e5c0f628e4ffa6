"""Basic access control: an old chip opens to whoever has read its machine-readable zone.

ICAO 9303-11, section 4.3. Whoever records it can try all likely zones afterwards; PACE cannot be
attacked like that.
"""

import hmac
from dataclasses import dataclass, field
from typing import Final

from thiqa.card.channel.derivation import KeyPurpose, SessionKeys, derive_key
from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.channel.secure_messaging import CardChannel, SecuredCard, TerminalChannel
from thiqa.card.channel.suite import MAC_BYTES, Suite
from thiqa.card.dialect import Instruction
from thiqa.card.errors import CardAnswerError
from thiqa.card.transport.apdu import CommandApdu, StatusWord
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import check_answer, exchange
from thiqa.crypto.random_numbers import RandomBytes

NONCE_BYTES: Final = 8
KEY_BYTES: Final = 16
TOKEN_BYTES: Final = 2 * NONCE_BYTES + KEY_BYTES
MESSAGE_BYTES: Final = TOKEN_BYTES + MAC_BYTES


@dataclass(frozen=True, slots=True)
class AccessKeys:
    """The keys that everybody has who can read the zone (section 9.7.2)."""

    encryption: bytes = field(repr=False)
    authentication: bytes = field(repr=False)

    @classmethod
    def of(cls, password: MrzPassword) -> "AccessKeys":
        """Derive them from the first 16 bytes of the zone's hash."""
        seed = password.secret()[:KEY_BYTES]
        return cls(
            derive_key(seed, Suite.TDES, KeyPurpose.ENCRYPTION),
            derive_key(seed, Suite.TDES, KeyPurpose.AUTHENTICATION),
        )

    def seal(self, token: bytes) -> bytes:
        """Encrypt and authenticate a token."""
        encrypted = Suite.TDES.encrypt(self.encryption, Suite.TDES.zero_iv, token)
        return encrypted + Suite.TDES.mac(self.authentication, encrypted)

    def open(self, message: bytes) -> bytes:
        """Check and decrypt a token; raises WrongPasswordError."""
        encrypted, code = message[:TOKEN_BYTES], message[TOKEN_BYTES:]
        right = Suite.TDES.mac(self.authentication, encrypted)
        if len(message) != MESSAGE_BYTES or not hmac.compare_digest(right, code):
            raise WrongPasswordError("the other side has read another machine-readable zone")
        return Suite.TDES.decrypt(self.encryption, Suite.TDES.zero_iv, encrypted)


def establish_bac(card: Card, password: MrzPassword, random_bytes: RandomBytes) -> SecuredCard:
    """Open the selected application with the machine-readable zone (section 4.3.1).

    1. The card gives a nonce of 8 bytes.
    2. The terminal shows that it has read the zone, with nonces of both and half of a key.
    3. The card answers in the same way, with the nonces of this run: its own first.
    4. The halves make the session keys.
    """
    command = CommandApdu(0, Instruction.GET_CHALLENGE, 0, 0, expected=NONCE_BYTES)
    answer = exchange(card, command)
    check_answer(answer, "asking for a nonce")
    card_nonce = answer.data
    if len(card_nonce) != NONCE_BYTES:  # 1
        raise CardAnswerError("asking for a nonce", answer.status)
    nonce, key = random_bytes(NONCE_BYTES), random_bytes(KEY_BYTES)
    keys = AccessKeys.of(password)
    message = keys.seal(nonce + card_nonce + key)
    response = _authenticate(card, message)  # 2
    token = keys.open(response)
    nonces, card_key = token[: 2 * NONCE_BYTES], token[2 * NONCE_BYTES :]
    if not hmac.compare_digest(nonces, card_nonce + nonce):  # 3
        raise WrongPasswordError("the card answered with nonces of another run")
    return SecuredCard(card, TerminalChannel(_session(key, card_key, nonce, card_nonce)))  # 4


class BacCard:
    """The card's side; each nonce is good for one try."""

    def __init__(self, password: MrzPassword, random_bytes: RandomBytes) -> None:
        self._keys = AccessKeys.of(password)
        self._random_bytes = random_bytes
        self._nonce: bytes | None = None

    def challenge(self) -> bytes:
        """GET CHALLENGE: give a new nonce."""
        self._nonce = self._random_bytes(NONCE_BYTES)
        return self._nonce

    def authenticate(self, message: bytes) -> tuple[bytes, CardChannel]:
        """EXTERNAL AUTHENTICATE: return the answer, and the channel that begins after it."""
        card_nonce, self._nonce = self._nonce, None
        token = self._keys.open(message)
        nonce, echoed, key = (
            token[:NONCE_BYTES],
            token[NONCE_BYTES : 2 * NONCE_BYTES],
            token[2 * NONCE_BYTES :],
        )
        if card_nonce is None or not hmac.compare_digest(echoed, card_nonce):
            raise WrongPasswordError("the terminal answers another nonce")
        card_key = self._random_bytes(KEY_BYTES)
        answer = self._keys.seal(card_nonce + nonce + card_key)
        return answer, CardChannel(_session(key, card_key, nonce, card_nonce))


def _authenticate(card: Card, message: bytes) -> bytes:
    command = CommandApdu(0, Instruction.EXTERNAL_AUTHENTICATE, 0, 0, message, MESSAGE_BYTES)
    answer = exchange(card, command)
    if answer.status != StatusWord.OK:
        raise WrongPasswordError(f"the card answered {answer.status:04X} to this zone")
    return answer.data


def _session(key: bytes, card_key: bytes, nonce: bytes, card_nonce: bytes) -> SessionKeys:
    """Derive the session keys, and the counter from both nonces (sections 9.7.4, 9.8.2)."""
    secret = bytes(a ^ b for a, b in zip(key, card_key, strict=True))
    half = NONCE_BYTES // 2
    counter = int.from_bytes(card_nonce[half:] + nonce[half:])
    return SessionKeys.derive(secret, Suite.TDES, counter)
