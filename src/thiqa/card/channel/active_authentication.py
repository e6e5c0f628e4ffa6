"""Active authentication: the chip signs a challenge (ICAO 9303-11, section 6.1).

What it proves is the key of DG15, and that this key is the document's follows from passive
authentication alone. A chip signs whatever it is asked to: the signature can be shown to others.
"""

from dataclasses import dataclass
from typing import Final

from thiqa.card.channel.errors import ChipProofError
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.dialect import Instruction
from thiqa.card.transport.apdu import SHORT_LE_MAX, CommandApdu
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import check_answer, exchange
from thiqa.crypto.certificate_keys import EllipticKey, read_signature_key
from thiqa.crypto.certificate_signatures import verify_signature
from thiqa.crypto.errors import CryptoError
from thiqa.crypto.message_recovery import recover
from thiqa.crypto.signature_algorithms import PLAIN, Mechanism, SignatureAlgorithm

CHALLENGE_BYTES: Final = 8
"""RND.IFD (section 6.1.2)."""


@dataclass(frozen=True, slots=True)
class ActiveAuthenticationProof:
    """A key that the chip holds; made by `verify_active` only."""

    public_key_der: bytes
    algorithm: str
    """How it signed, for people."""
    is_weak: bool
    """Whether somebody could find a second message with the same hash."""


def ask(card: Card, challenge: bytes, longest: int = SHORT_LE_MAX) -> bytes:
    """Have the chip sign a challenge, in an answer of so many bytes; nothing is verified."""
    if len(challenge) != CHALLENGE_BYTES:
        raise ValueError("a challenge has 8 bytes")
    command = CommandApdu(
        0,
        Instruction.INTERNAL_AUTHENTICATE,
        0,
        0,
        challenge,
        expected=longest,
        extended=longest > SHORT_LE_MAX,
    )
    answer = exchange(card, command)
    check_answer(answer, "active authentication")
    return answer.data


def verify_active(
    public_key_der: bytes, challenge: bytes, response: bytes, infos: SecurityInfos | None
) -> ActiveAuthenticationProof:
    """Verify that the holder of a key signed a challenge; raises ChipProofError.

    1. The challenge is one: 8 bytes.
    2. The key is one of those that chips have.
    3. An RSA key signs with message recovery, of which the challenge is the rest.
    4. For a key on a curve DG14 says, once, with which hash it signs; r and s have their full
       lengths.
    """
    if len(challenge) != CHALLENGE_BYTES:  # 1
        raise ChipProofError("a challenge of another length than 8 bytes")
    try:
        key = read_signature_key(public_key_der)  # 2
        if isinstance(key, EllipticKey):
            algorithm = _read_algorithm(infos)  # 4
            verify_signature(key, algorithm, response, challenge)
            return ActiveAuthenticationProof(public_key_der, str(algorithm), algorithm.is_weak)
        hash_name = recover(key, response, challenge).hash_name  # 3
    except CryptoError as error:
        raise ChipProofError(f"active authentication: {error}") from error
    name = f"ISO/IEC 9796-2 {hash_name.upper()}"
    return ActiveAuthenticationProof(public_key_der, name, hash_name == "sha1")


def _read_algorithm(infos: SecurityInfos | None) -> SignatureAlgorithm:
    """Read what ActiveAuthenticationInfo says (section 9.2.4)."""
    said = {info.signature_algorithm for info in infos.active_authentication} if infos else set()
    if len(said) != 1:
        raise ChipProofError("DG14 does not say once with which hash the chip signs")
    hash_name = PLAIN.get(said.pop())
    if hash_name is None:
        raise ChipProofError("the chip signs in a way that is not known")
    return SignatureAlgorithm(Mechanism.ECDSA_PLAIN, hash_name)
