"""Numbers hidden behind a salted hash that is slow, because numbers are few and can be tried.

A number has some 30 bits: with a fast hash a list is laid open within a minute, salt or not.
"""

from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from thiqa.lost_documents.errors import StatusListError

DIGEST_BYTES: Final = 16
MIN_SALT_BYTES: Final = 16
MAX_SALT_BYTES: Final = 64
MEMORY_KIB: Final = 19_456
PASSES: Final = 2
"""Argon2id with 19 MiB in two passes: some 30 ms a number (OWASP's least for passwords)."""
MAX_MEMORY_KIB: Final = 262_144
MAX_PASSES: Final = 16


@dataclass(frozen=True, slots=True)
class Series:
    """The salt and the cost of hashing that editions of one list share."""

    salt: bytes
    memory_kib: int = MEMORY_KIB
    passes: int = PASSES

    def __post_init__(self) -> None:
        if not MIN_SALT_BYTES <= len(self.salt) <= MAX_SALT_BYTES:
            raise StatusListError("the salt is too short or too long")
        if not 8 <= self.memory_kib <= MAX_MEMORY_KIB or not 1 <= self.passes <= MAX_PASSES:
            raise StatusListError("the cost of hashing is none, or more than anybody pays")

    def digest(self, spelling: str) -> bytes:
        """Return what stands for a document in the list (RFC 9106)."""
        return hash_secret_raw(
            spelling.encode(),
            self.salt,
            time_cost=self.passes,
            memory_cost=self.memory_kib,
            parallelism=1,
            hash_len=DIGEST_BYTES,
            type=Type.ID,
        )
