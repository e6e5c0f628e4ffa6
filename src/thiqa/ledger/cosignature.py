"""Cosignatures (C2SP tlog-cosignature v1.0, Ed25519): a witness has seen one history only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thiqa.ledger.errors import SignatureError
from thiqa.ledger.keys import ED25519_SIGNATURE_BYTES, Ed25519Key
from thiqa.ledger.note import NoteSignature, verify_signatures

COSIGNATURE_TYPE = 0x04
"""C2SP signed-note, "Signature types"."""

TIME_BYTES = 8
MAX_COSIGNATURE_TIME = 2**63 - 1
"""C2SP tlog-cosignature, "Format"."""


@dataclass(frozen=True, slots=True)
class CosignatureKey(Ed25519Key):
    """A key that we trust to cosign checkpoints; its signatures begin with their time."""

    signature_type: ClassVar[int] = COSIGNATURE_TYPE

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check the cosignature of a checkpoint's text; raise SignatureError if it fails."""
        at = cosigned_at(signature)
        self.verify_ed25519(cosigned_message(message, at), signature[TIME_BYTES:])


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness has cosigned, and when; only `verify_cosignatures` makes one."""

    key: CosignatureKey
    at: int


class Cosigner:
    """Cosigns checkpoints with an Ed25519 private key that somebody else keeps."""

    __slots__ = ("_private_key", "key")

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.key = CosignatureKey(name, private_key.public_key().public_bytes_raw())

    def cosign(self, text: str, at: int) -> NoteSignature:
        """Return the cosignature of a checkpoint's text at a time."""
        signature = self._private_key.sign(cosigned_message(text.encode(), at))
        return NoteSignature(self.key.name, self.key.key_hash, at.to_bytes(TIME_BYTES) + signature)


def verify_cosignatures(
    text: str, signatures: Iterable[NoteSignature], witnesses: Iterable[CosignatureKey]
) -> tuple[Cosignature, ...]:
    """Return who has cosigned a text; raise SignatureError if one that we know has not."""
    signed_by = verify_signatures(text, signatures, witnesses)
    return tuple(Cosignature(key, cosigned_at(found.signature)) for key, found in signed_by.items())


def cosigned_message(text: bytes, at: int) -> bytes:
    """Return what a witness signs (C2SP tlog-cosignature, "Ed25519 signed message")."""
    return b"cosignature/v1\ntime %d\n%b" % (at, text)


def cosigned_at(signature: bytes) -> int:
    """Return the time of a cosignature, not verified; raise SignatureError if it has none."""
    at = int.from_bytes(signature[:TIME_BYTES])
    if len(signature) != TIME_BYTES + ED25519_SIGNATURE_BYTES or at > MAX_COSIGNATURE_TIME:
        raise SignatureError("not a cosignature: a time and an Ed25519 signature")
    return at
