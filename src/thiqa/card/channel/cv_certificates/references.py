"""References of keys in certificates, and the file in which a card names those that it trusts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from thiqa.card.channel.cv_certificates import objects
from thiqa.card.channel.cv_certificates.errors import CvMalformedError, CvReferenceError
from thiqa.card.errors import TlvError
from thiqa.card.transport.tlv import parse

EF_CVCA_BYTES: Final = 36
MAX_TRUST_POINTS: Final = 2
MIN_CHARACTERS: Final = 7

_REFERENCE = re.compile(r"([A-Z]{2})([ -~\xa0-\xff]{0,9})([0-9A-Z]{5})")


@dataclass(frozen=True, slots=True)
class KeyReference:
    """The name of a key: country, holder, and the number of the holder's key.

    TR-03110-3, appendix A.7.1; table 15.
    """

    country: str
    mnemonic: str
    sequence: str

    def __post_init__(self) -> None:
        if not _REFERENCE.fullmatch(str(self)):
            raise CvReferenceError("not country, holder and number of a key")

    def __str__(self) -> str:
        return self.country + self.mnemonic + self.sequence

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Take a reference apart; its number is always its last five characters."""
        if len(text) < MIN_CHARACTERS:
            raise CvReferenceError("too short for country and number")
        return cls(text[:2], text[2:-5], text[-5:])

    @classmethod
    def from_bytes(cls, value: bytes) -> Self:
        """Read a reference; its characters are those of ISO/IEC 8859-1."""
        return cls.from_text(value.decode("latin-1"))

    def to_bytes(self) -> bytes:
        """Write the reference."""
        return str(self).encode("latin-1")


def read_ef_cvca(content: bytes) -> tuple[KeyReference, ...]:
    """Read the keys from which a card takes chains, the newest first (appendix A.7.2.4)."""
    if len(content) != EF_CVCA_BYTES:
        raise CvMalformedError("EF.CVCA is not 36 bytes long")
    try:
        named = parse(content.rstrip(b"\0"))
    except TlvError as error:
        raise CvMalformedError(f"EF.CVCA: {error}") from error
    if not 1 <= len(named) <= MAX_TRUST_POINTS:
        raise CvMalformedError("EF.CVCA names no key, or more than two")
    if any(item.tag != objects.AUTHORITY_REFERENCE for item in named):
        raise CvMalformedError("EF.CVCA holds something else than references")
    return tuple(KeyReference.from_bytes(item.value) for item in named)


def write_ef_cvca(references: Sequence[KeyReference]) -> bytes:
    """Write the file, newest key first."""
    if not 1 <= len(references) <= MAX_TRUST_POINTS:
        raise CvReferenceError("a card trusts one key, or two")
    named = (objects.write(objects.AUTHORITY_REFERENCE, each.to_bytes()) for each in references)
    return b"".join(named).ljust(EF_CVCA_BYTES, b"\0")
