"""Keys of notes (C2SP signed-note v1.0): the names, hashes and texts of keys, and Ed25519."""

import hashlib
import re
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from thiqa.base import EncodingError, b64decode, b64encode
from thiqa.ledger.errors import KeyFormatError, SignatureError

ED25519_SIGNATURE_TYPE = 0x01
"""C2SP signed-note, "Signature types"."""

KEY_HASH_BYTES = 4
ED25519_KEY_BYTES = 32
ED25519_SIGNATURE_BYTES = 64

MAX_KEY_NAME_CHARACTERS = 255
MAX_VERIFIER_KEY_CHARACTERS = 4_096

_KEY_HASH = re.compile(r"[0-9a-f]{8}")
_UNFIT = re.compile(r"[\x00-\x1f\ud800-\udfff+]")


class Signer(Protocol):
    """A named key that signs; where the private half lies is its own affair."""

    @property
    def name(self) -> str:
        """The key name, which is also the log's origin."""
        ...

    @property
    def key_hash(self) -> bytes:
        """The four bytes that tell keys of one name apart."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        ...


class Verifier(Protocol):
    """A named key that we trust to sign notes."""

    @property
    def name(self) -> str:
        """The key name."""
        ...

    @property
    def key_hash(self) -> bytes:
        """The four bytes that tell keys of one name apart."""
        ...

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check a signature; raise SignatureError if it does not hold."""
        ...


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A named public key and its text (C2SP signed-note, "Verifier keys").

    What it signs is for its subclasses to say, one for each signature type: so a key of
    one type never passes for a key of another.
    """

    signature_type: ClassVar[int]
    key_bytes: ClassVar[int]

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.public_key) != self.key_bytes:
            raise KeyFormatError(f"a public key of this type has {self.key_bytes} bytes")

    @property
    def key_hash(self) -> bytes:
        """The key ID of C2SP signed-note, "Signatures"."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._typed_key).digest()[
            :KEY_HASH_BYTES
        ]

    @property
    def text(self) -> str:
        """The one-line form that is given to whoever verifies."""
        return f"{self.name}+{self.key_hash.hex()}+{b64encode(self._typed_key)}"

    @property
    def _typed_key(self) -> bytes:
        return bytes([self.signature_type]) + self.public_key

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the one-line form; raise KeyFormatError if it is anything else."""
        name, key_hash, typed_key = _split(text)
        if typed_key[:1] != bytes([cls.signature_type]):
            raise KeyFormatError("the key is not of the type that is needed here")
        key = cls(name, typed_key[1:])
        if not _KEY_HASH.fullmatch(key_hash) or bytes.fromhex(key_hash) != key.key_hash:
            raise KeyFormatError("the key's hash does not belong to its name and value")
        return key


@dataclass(frozen=True, slots=True)
class VerifierKey(NamedKey):
    """A key that we trust to sign notes (C2SP signed-note, "Ed25519 signatures")."""

    signature_type: ClassVar[int] = ED25519_SIGNATURE_TYPE
    key_bytes: ClassVar[int] = ED25519_KEY_BYTES

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check the signature of a note's text; raise SignatureError if it does not hold."""
        verify_ed25519(self, message, signature)


class NoteSigner:
    """Signs notes with an Ed25519 private key that somebody else keeps."""

    __slots__ = ("_private_key", "key_hash", "name", "verifier_key")

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.verifier_key = VerifierKey(name, private_key.public_key().public_bytes_raw())
        self.name = name
        self.key_hash = self.verifier_key.key_hash

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message (RFC 8032)."""
        return self._private_key.sign(message)


def type_of_key(text: str) -> int | None:
    """Return the signature type in the one-line form of a key; None if nothing is in it."""
    _, _, typed_key = _split(text)
    return typed_key[0] if typed_key else None


def verify_ed25519(key: NamedKey, message: bytes, signature: bytes) -> None:
    """Check a signature (RFC 8032); raise SignatureError if it does not hold."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise SignatureError(f"the signature by {key.name} does not hold") from error


def check_key_name(name: str) -> None:
    """Refuse a key name that no note can carry (C2SP signed-note, "Format")."""
    has_space = any(character.isspace() for character in name)
    if not 0 < len(name) <= MAX_KEY_NAME_CHARACTERS or has_space or _UNFIT.search(name):
        raise KeyFormatError("a key name is not empty and has neither spaces nor '+'")


def _split(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    if len(text) > MAX_VERIFIER_KEY_CHARACTERS or len(parts) != 3:
        raise KeyFormatError("a verifier key has the form name+hash+key")
    name, key_hash, encoded = parts
    try:
        return name, key_hash, b64decode(encoded)
    except EncodingError as error:
        raise KeyFormatError("the key is not base64") from error
