"""Terminal authentication 1: the terminal shows who it is and what it may read.

TR-03110-1, section 3.5; ICAO 9303-11, section 7.1. It comes after chip authentication: what the
terminal signs names the key with which it opened the channel, so its rights belong to that channel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from thiqa.card.channel.cv_certificates import (
    CvCertificate,
    CvSigningKey,
    KeyReference,
)
from thiqa.card.channel.cv_certificates.errors import CvReferenceError
from thiqa.card.channel.errors import TerminalRefusedError
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.dialect import (
    SET_FOR_EXTERNAL_AUTHENTICATION,
    SET_FOR_VERIFICATION,
    TAG_PUBLIC_KEY,
    VERIFY_CERTIFICATE,
    Instruction,
)
from thiqa.card.transport.apdu import SHORT_LC_MAX, CommandApdu, StatusWord
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import exchange
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.random_numbers import RandomBytes

CHALLENGE_BYTES: Final = 8
"""r_PICC (TR-03110-3, appendix B.14.6)."""
DATES_WITH_CHECK_DIGITS: Final = 2 * 7
"""What follows the document number in what opens a chip by BAC (ICAO 9303-11, section 9.7.2)."""
MAX_CHAIN: Final = 8
"""Some links, a document verifier and a terminal."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What the terminal signs beside the card's challenge: this chip, and this channel."""

    chip: bytes = field(repr=False)
    """ID_PICC: the chip's key of PACE, compressed; after BAC the document number."""
    channel: bytes = field(repr=False)
    """Comp(PK): the terminal's key of chip authentication, compressed."""

    def message(self, challenge: bytes) -> bytes:
        """Return what is signed (TR-03110-1, section 3.5.1)."""
        return self.chip + challenge + self.channel


@dataclass(frozen=True, slots=True)
class TerminalCredentials:
    """A terminal's certificates, in any order, and its key."""

    certificates: tuple[CvCertificate, ...]
    holder: KeyReference
    """Which of them is the terminal's own."""
    key: CvSigningKey = field(repr=False)

    def chain_from(self, trusted: Iterable[KeyReference]) -> tuple[CvCertificate, ...]:
        """Return the certificates from a key that the card trusts down to the terminal's."""
        known = set(trusted)
        by_holder = {each.holder: each for each in self.certificates if not _is_own(each)}
        chain: list[CvCertificate] = []
        wanted = self.holder
        while wanted not in known:
            if wanted not in by_holder or len(chain) == MAX_CHAIN:
                raise CvReferenceError("no certificates lead to a key that the card trusts")
            chain.append(by_holder[wanted])
            wanted = chain[-1].authority
        if not chain:
            raise CvReferenceError("the terminal has no certificate of its own")
        return tuple(reversed(chain))


def identity_after_basic_access(password: MrzPassword) -> bytes:
    """Return ID_PICC for a chip that was opened by BAC: its number with the check digit."""
    return password.information()[:-DATES_WITH_CHECK_DIGITS].encode("ascii")


def authenticate_terminal(
    card: Card,
    chain: Sequence[CvCertificate],
    key: CvSigningKey,
    binding: Binding,
    random_bytes: RandomBytes,
) -> None:
    """Show the card certificates and sign its challenge; raises TerminalRefusedError.

    1. For each certificate: name its issuer's key, then give it (TR-03110-3, appendix B.3).
    2. Name the terminal's key.
    3. Ask for a challenge.
    4. Sign it with what binds it to the chip and the channel.
    """
    for certificate in chain:  # 1
        issuer = _name(certificate.authority)
        _ask(card, "naming an authority", _manage(SET_FOR_VERIFICATION, issuer))
        _ask(card, f"giving {certificate.holder}", _verify(certificate.to_parts()))
    own = _name(chain[-1].holder)
    _ask(card, "naming the terminal", _manage(SET_FOR_EXTERNAL_AUTHENTICATION, own))  # 2
    asking = CommandApdu(0, Instruction.GET_CHALLENGE, 0, 0, expected=CHALLENGE_BYTES)
    challenge = _ask(card, "asking for a challenge", asking)  # 3
    if len(challenge) != CHALLENGE_BYTES:
        raise TerminalRefusedError("a challenge that is not 8 bytes", StatusWord.OK)
    signature = key.sign(binding.message(challenge), random_bytes)
    _ask(card, "terminal authentication", _authenticate(signature))  # 4


def _is_own(certificate: CvCertificate) -> bool:
    return certificate.authority == certificate.holder


def _name(reference: KeyReference) -> bytes:
    return DataObject(TAG_PUBLIC_KEY, reference.to_bytes()).to_bytes()


def _manage(template: tuple[int, int], data: bytes) -> CommandApdu:
    return CommandApdu(0, Instruction.MANAGE_SECURITY_ENVIRONMENT, *template, data)


def _verify(data: bytes) -> CommandApdu:
    long = len(data) > SHORT_LC_MAX
    operation = Instruction.PERFORM_SECURITY_OPERATION
    return CommandApdu(0, operation, *VERIFY_CERTIFICATE, data, extended=long)


def _authenticate(signature: bytes) -> CommandApdu:
    long = len(signature) > SHORT_LC_MAX
    return CommandApdu(0, Instruction.EXTERNAL_AUTHENTICATE, 0, 0, signature, extended=long)


def _ask(card: Card, doing: str, command: CommandApdu) -> bytes:
    answer = exchange(card, command)
    if answer.status != StatusWord.OK:
        raise TerminalRefusedError(doing, answer.status)
    return answer.data
