"""RSA signatures that carry a part of their message (ISO/IEC 9796-2, signature scheme 1).

The opened block, as long as the modulus:

    01 m | padding, up to a nibble A | M1, recovered | hash of M1 ‖ M2 | trailer

where m says that there is a rest M2 beside the signature. Only blocks with such a rest are taken
here: without one, nothing that the verifier chose would be signed.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from thiqa.crypto.certificate_keys import RsaKey
from thiqa.crypto.errors import KeyRefusedError, SignatureInvalidError

MIN_BITS: Final = 1024
MAX_BITS: Final = 4096
"""Larger keys only cost time."""

IMPLICIT_TRAILER: Final = b"\xbc"
"""The hash is agreed on: SHA-1 (Doc 9303-11, section 6.1.2.1)."""
EXPLICIT_TRAILER: Final = 0xCC
"""After a byte that names the hash."""
HASHES: Final[Mapping[int, str]] = MappingProxyType(
    {0x33: "sha1", 0x34: "sha256", 0x35: "sha512", 0x36: "sha384", 0x38: "sha224"}
)
"""Hash identifiers (ISO/IEC 10118-3)."""

REST_FOLLOWS: Final = 0x6
LAST_PADDING: Final = 0xA
MORE_PADDING: Final = 0xB


@dataclass(frozen=True, slots=True)
class RecoveredMessage:
    """What a signature that holds carried; made by `recover` only."""

    hash_name: str
    message: bytes
    """M1, which the signer chose."""


def recover(key: RsaKey, signature: bytes, rest: bytes) -> RecoveredMessage:
    """Verify a signature over M1 ‖ rest and return M1; raises SignatureInvalidError.

    1. The signature is a number below the modulus, written as long as it.
    2. The opened block is padded as the scheme says, and says that a rest follows.
    3. Its trailer names a hash that we know.
    4. The hash in it is that of M1 ‖ rest.
    """
    _require_size(key.modulus.bit_length())
    block = _open(key, signature)  # 1
    hash_name, trailer_bytes = _read_trailer(block)  # 3
    start = _find_message(block)  # 2
    end = len(block) - trailer_bytes - hashlib.new(hash_name).digest_size
    if end < start:
        raise SignatureInvalidError("the block has no room for its hash")
    message, digest = block[start:end], block[end : len(block) - trailer_bytes]
    if not hmac.compare_digest(hashlib.new(hash_name, message + rest).digest(), digest):  # 4
        raise SignatureInvalidError("the signature is about something else")
    return RecoveredMessage(hash_name, message)


def build_block(
    bits: int, hash_name: str, rest: bytes, random_bytes: Callable[[int], bytes]
) -> bytes:
    """Build the block that is signed, with as much of M1, random, as goes in."""
    trailer = _write_trailer(hash_name)
    digest_bytes = hashlib.new(hash_name).digest_size
    message = random_bytes(bits // 8 - 1 - digest_bytes - len(trailer))
    digest = hashlib.new(hash_name, message + rest).digest()
    return bytes((REST_FOLLOWS << 4 | LAST_PADDING,)) + message + digest + trailer


def sign(
    key: rsa.RSAPrivateKey, hash_name: str, rest: bytes, random_bytes: Callable[[int], bytes]
) -> bytes:
    """Sign random bytes and a rest, as a chip does.

    Not in constant time, which no library offers for this scheme: for specimens only.
    """
    _require_size(key.key_size)
    block = build_block(key.key_size, hash_name, rest, random_bytes)
    return _power(key.private_numbers(), int.from_bytes(block)).to_bytes(len(block))


def _power(numbers: rsa.RSAPrivateNumbers, block: int) -> int:
    """Raise to the private exponent, modulo each prime (RFC 8017, section 5.2.1)."""
    first = pow(block, numbers.dmp1, numbers.p)
    second = pow(block, numbers.dmq1, numbers.q)
    return second + (first - second) * numbers.iqmp % numbers.p * numbers.q


def _require_size(bits: int) -> None:
    if not MIN_BITS <= bits <= MAX_BITS or bits % 8:
        raise KeyRefusedError("an RSA key of a size that no chip has")


def _open(key: RsaKey, signature: bytes) -> bytes:
    """Open a block; of it and its negative the one that ends as blocks do (annex B)."""
    number = int.from_bytes(signature)
    if len(signature) != key.modulus.bit_length() // 8 or number >= key.modulus:
        raise SignatureInvalidError("not a signature of this key's size")
    opened = pow(number, key.exponent, key.modulus)
    for candidate in (opened, key.modulus - opened):
        if candidate & 0x0F == EXPLICIT_TRAILER & 0x0F:
            return candidate.to_bytes(len(signature))
    raise SignatureInvalidError("not a signature of this key")


def _read_trailer(block: bytes) -> tuple[str, int]:
    if block.endswith(IMPLICIT_TRAILER):
        return "sha1", 1
    if block[-1] == EXPLICIT_TRAILER and block[-2] in HASHES:
        return HASHES[block[-2]], 2
    raise SignatureInvalidError("a hash that is not known")


def _write_trailer(hash_name: str) -> bytes:
    if hash_name == "sha1":
        return IMPLICIT_TRAILER
    for identifier, name in HASHES.items():
        if name == hash_name:
            return bytes((identifier, EXPLICIT_TRAILER))
    raise KeyRefusedError("a hash that this scheme has no number for")


def _find_message(block: bytes) -> int:
    """Return where M1 begins: behind nibbles 6 B B … B A, the Bs as many as are needed."""
    nibbles = block.hex()
    padding = nibbles[1:].lstrip(f"{MORE_PADDING:x}")
    start = len(nibbles) - len(padding) + 1
    if nibbles[0] != f"{REST_FOLLOWS:x}" or padding[:1] != f"{LAST_PADDING:x}" or start % 2:
        raise SignatureInvalidError("a block that is not padded as the scheme says")
    return start // 2
