"""Cosignatures (C2SP tlog-cosignature v1.0): a witness has seen one history only.

Two types of them: Ed25519, small enough for a receipt on paper, and ML-DSA-44, which a quantum
computer does not forge.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from thiqa.base import EncodingError, b64decode
from thiqa.ledger.errors import KeyFormatError, SignatureError
from thiqa.ledger.keys import (
    ED25519_KEY_BYTES,
    ED25519_SIGNATURE_BYTES,
    NamedKey,
    type_of_key,
    verify_ed25519,
)
from thiqa.ledger.note import NoteSignature, verify_signatures

COSIGNATURE_TYPE = 0x04
MLDSA44_COSIGNATURE_TYPE = 0x06
"""C2SP signed-note, "Signature types"."""

MLDSA44_KEY_BYTES = 1_312
MLDSA44_SIGNATURE_BYTES = 2_420
"""FIPS 204, table 2."""

TIME_BYTES = 8
MAX_COSIGNATURE_TIME = 2**63 - 1
"""C2SP tlog-cosignature, "Format"."""

MAX_SUBTREE_NAME_BYTES = 255
"""C2SP tlog-cosignature, "ML-DSA-44 signed message"."""


@dataclass(frozen=True, slots=True)
class CosignatureKey(NamedKey):
    """A key that we trust to cosign checkpoints; its signatures begin with their time."""

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check the cosignature of a checkpoint's text; raise SignatureError if it fails."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Ed25519CosignatureKey(CosignatureKey):
    """C2SP tlog-cosignature, "Ed25519 signed message"."""

    signature_type: ClassVar[int] = COSIGNATURE_TYPE
    key_bytes: ClassVar[int] = ED25519_KEY_BYTES

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check the cosignature of a checkpoint's text; raise SignatureError if it fails."""
        at, signature = _split(signature, ED25519_SIGNATURE_BYTES)
        verify_ed25519(self, cosigned_message(message, at), signature)


@dataclass(frozen=True, slots=True)
class MlDsaCosignatureKey(CosignatureKey):
    """C2SP tlog-cosignature, "ML-DSA-44 signed message"."""

    signature_type: ClassVar[int] = MLDSA44_COSIGNATURE_TYPE
    key_bytes: ClassVar[int] = MLDSA44_KEY_BYTES

    def __post_init__(self) -> None:
        NamedKey.__post_init__(self)
        if len(self.name.encode()) > MAX_SUBTREE_NAME_BYTES:
            raise KeyFormatError(f"a name has {MAX_SUBTREE_NAME_BYTES} bytes at the most here")

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check the cosignature of a checkpoint's text; raise SignatureError if it fails.

        One without a time is of a tree that may not be the largest: no witness's.
        """
        at, signature = _split(signature, MLDSA44_SIGNATURE_BYTES)
        if at == 0:
            raise SignatureError(f"the cosignature by {self.name} has no time")
        try:
            key = MLDSA44PublicKey.from_public_bytes(self.public_key)
            key.verify(signature, cosigned_tree(self.name, message, at))
        except (InvalidSignature, ValueError) as error:
            raise SignatureError(f"the signature by {self.name} does not hold") from error


def parse_cosignature_key(text: str) -> CosignatureKey:
    """Read the key of a witness, of either type; raise KeyFormatError if it is none."""
    kinds = (Ed25519CosignatureKey, MlDsaCosignatureKey)
    for kind in kinds:
        if kind.signature_type == type_of_key(text):
            return kind.parse(text)
    raise KeyFormatError("the key is not of a type that cosigns")


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness has cosigned, and when; only `verify_cosignatures` makes one."""

    key: CosignatureKey
    at: int


class AnyCosigner(Protocol):
    """Cosigns checkpoints; where the private key lies is its own affair."""

    @property
    def key(self) -> CosignatureKey:
        """The public key."""
        ...

    def cosign(self, text: str, at: int) -> NoteSignature:
        """Return the cosignature of a checkpoint's text at a time."""
        ...


class Cosigner:
    """Cosigns checkpoints with an Ed25519 private key that somebody else keeps."""

    __slots__ = ("_private_key", "key")

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.key = Ed25519CosignatureKey(name, private_key.public_key().public_bytes_raw())

    def cosign(self, text: str, at: int) -> NoteSignature:
        """Return the cosignature of a checkpoint's text at a time."""
        signature = self._private_key.sign(cosigned_message(text.encode(), at))
        return _timed(self.key, at, signature)


class MlDsaCosigner:
    """Cosigns checkpoints with an ML-DSA-44 private key that somebody else keeps."""

    __slots__ = ("_private_key", "key")

    def __init__(self, name: str, private_key: MLDSA44PrivateKey) -> None:
        self._private_key = private_key
        self.key = MlDsaCosignatureKey(name, private_key.public_key().public_bytes_raw())

    def cosign(self, text: str, at: int) -> NoteSignature:
        """Return the cosignature of a checkpoint's text at a time; each time another one."""
        signature = self._private_key.sign(cosigned_tree(self.key.name, text.encode(), at))
        return _timed(self.key, at, signature)


def verify_cosignatures(
    text: str, signatures: Iterable[NoteSignature], witnesses: Iterable[CosignatureKey]
) -> tuple[Cosignature, ...]:
    """Return who has cosigned a text; raise SignatureError if one that we know has not."""
    signed_by = verify_signatures(text, signatures, witnesses)
    return tuple(Cosignature(key, cosigned_at(found.signature)) for key, found in signed_by.items())


def cosigned_message(text: bytes, at: int) -> bytes:
    """Return what a witness signs (C2SP tlog-cosignature, "Ed25519 signed message")."""
    return b"cosignature/v1\ntime %d\n%b" % (at, text)


def cosigned_tree(cosigner: str, text: bytes, at: int) -> bytes:
    """Return what a witness signs (C2SP tlog-cosignature, "ML-DSA-44 signed message").

    Raises SignatureError for a text that is not that of a checkpoint.
    """
    try:
        origin, size, root = text.split(b"\n")[:3]
        tree = (0).to_bytes(8) + int(size).to_bytes(8) + b64decode(root.decode())
        names = [_opaque(cosigner.encode()), at.to_bytes(TIME_BYTES), _opaque(origin)]
    except (ValueError, OverflowError, EncodingError) as error:
        raise SignatureError("not a text that a witness signs") from error
    return b"subtree/v1\n\0" + b"".join(names) + tree


def cosigned_at(signature: bytes) -> int:
    """Return the time of a cosignature, not verified; raise SignatureError if it has none."""
    at = int.from_bytes(signature[:TIME_BYTES])
    if len(signature) <= TIME_BYTES or at > MAX_COSIGNATURE_TIME:
        raise SignatureError("not a cosignature: a time and a signature")
    return at


def _split(signature: bytes, signature_bytes: int) -> tuple[int, bytes]:
    if len(signature) != TIME_BYTES + signature_bytes:
        raise SignatureError("not a cosignature of the type of this key")
    return cosigned_at(signature), signature[TIME_BYTES:]


def _timed(key: CosignatureKey, at: int, signature: bytes) -> NoteSignature:
    return NoteSignature(key.name, key.key_hash, at.to_bytes(TIME_BYTES) + signature)


def _opaque(name: bytes) -> bytes:
    if not 0 < len(name) <= MAX_SUBTREE_NAME_BYTES:
        raise ValueError("a name has from 1 to 255 bytes here")
    return bytes([len(name)]) + name
