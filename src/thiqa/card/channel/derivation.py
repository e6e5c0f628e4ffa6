"""Keys from shared secrets (ICAO 9303-11, section 9.7)."""

import hashlib
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Self

from thiqa.card.channel.suite import Suite

COUNTER_BYTES: Final = 4


class KeyPurpose(IntEnum):
    """The counter that tells the keys of one secret apart (section 9.7.1)."""

    ENCRYPTION = 1
    AUTHENTICATION = 2
    PASSWORD = 3


def derive_key(secret: bytes, suite: Suite, purpose: KeyPurpose | int) -> bytes:
    """Derive one key: SHA-1 up to 128 bits, SHA-256 above (section 9.7.1)."""
    data = secret + purpose.to_bytes(COUNTER_BYTES)
    if suite in (Suite.TDES, Suite.AES128):
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
    else:
        digest = hashlib.sha256(data).digest()
    key = digest[: suite.key_bytes]
    return with_odd_parity(key) if suite is Suite.TDES else key


def with_odd_parity(key: bytes) -> bytes:
    """Set the lowest bit of each byte so that the byte has an odd number of ones (9.7.1.1)."""
    return bytes(byte & 0xFE | ~(byte >> 1).bit_count() & 1 for byte in key)


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """What both sides of a channel hold when it begins."""

    suite: Suite
    encryption: bytes = field(repr=False)
    authentication: bytes = field(repr=False)
    counter: int = field(default=0, repr=False)
    """The send sequence counter before the first message (section 9.8.2)."""

    @classmethod
    def derive(cls, secret: bytes, suite: Suite, counter: int = 0) -> Self:
        """Derive both keys from the secret of an agreement."""
        return cls(
            suite,
            derive_key(secret, suite, KeyPurpose.ENCRYPTION),
            derive_key(secret, suite, KeyPurpose.AUTHENTICATION),
            counter,
        )
