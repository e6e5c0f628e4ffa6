"""Signed notes (C2SP signed-note v1.0): a text, and lines that sign it."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from thiqa.base import EncodingError, b64decode, b64encode
from thiqa.ledger.errors import (
    KeyFormatError,
    NoteFormatError,
    SignatureError,
    UnknownKeyError,
)

ED25519_SIGNATURE_TYPE = 0x01
"""C2SP signed-note, "Signature types"."""

KEY_HASH_BYTES = 4
ED25519_KEY_BYTES = 32

MAX_NOTE_CHARACTERS = 262_144
"""Holds 16 signatures of 5 kB in base64 twice over; C2SP signed-note asks for 16."""
MAX_SIGNATURES = 64
MAX_KEY_NAME_CHARACTERS = 255
MAX_VERIFIER_KEY_CHARACTERS = 4_096

_SIGNATURE_START = "\u2014 "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_HASH = re.compile(r"[0-9a-f]{8}")


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
class VerifierKey:
    """An Ed25519 key that we trust to sign notes (C2SP signed-note, "Verifier keys")."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.public_key) != ED25519_KEY_BYTES:
            raise KeyFormatError("an Ed25519 public key has 32 bytes")

    @property
    def key_hash(self) -> bytes:
        """The key ID of C2SP signed-note, "Ed25519 signatures"."""
        typed_key = bytes([ED25519_SIGNATURE_TYPE]) + self.public_key
        return hashlib.sha256(self.name.encode() + b"\n" + typed_key).digest()[:KEY_HASH_BYTES]

    @property
    def text(self) -> str:
        """The one-line form that is given to whoever verifies."""
        typed_key = bytes([ED25519_SIGNATURE_TYPE]) + self.public_key
        return f"{self.name}+{self.key_hash.hex()}+{b64encode(typed_key)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the one-line form; raise KeyFormatError if it is anything else."""
        parts = text.split("+", 2)
        if len(text) > MAX_VERIFIER_KEY_CHARACTERS or len(parts) != 3:
            raise KeyFormatError("a verifier key has the form name+hash+key")
        name, key_hash, encoded = parts
        try:
            typed_key = b64decode(encoded)
        except EncodingError as error:
            raise KeyFormatError("the key is not base64") from error
        if typed_key[:1] != bytes([ED25519_SIGNATURE_TYPE]):
            raise KeyFormatError("the key is not of a type that we know")
        key = cls(name, typed_key[1:])
        if not _KEY_HASH.fullmatch(key_hash) or bytes.fromhex(key_hash) != key.key_hash:
            raise KeyFormatError("the key's hash does not belong to its name and value")
        return key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check an Ed25519 signature; raise SignatureError if it does not hold."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise SignatureError(f"the signature by {self.name} does not hold") from error


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


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line, read and not verified."""

    name: str
    key_hash: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class VerifiedNote:
    """A text that at least one known key has signed, with the keys that did."""

    text: str
    signed_by: tuple[Verifier, ...]


def sign_note(text: str, signers: Iterable[Signer]) -> str:
    """Return the note of a text: the text, an empty line, a line for each signature."""
    _check_note_text(text)
    message = text.encode()
    lines = [
        f"{_SIGNATURE_START}{signer.name} {b64encode(signer.key_hash + signer.sign(message))}\n"
        for signer in signers
    ]
    return f"{text}\n{''.join(lines)}"


def open_note(note: str, known_keys: Iterable[Verifier]) -> VerifiedNote:
    """Verify a note against keys that we trust (C2SP signed-note, "Signatures").

    1. the note has the form of a note, within our limits;
    2. each signature by a known key holds: one that does not condemns the note;
    3. at least one known key has signed. Signatures by other keys are ignored.
    """
    text, signatures = parse_note(note)  # 1
    keys = {(key.name, key.key_hash): key for key in known_keys}
    message = text.encode()
    signed_by: list[Verifier] = []
    for signature in signatures:
        key = keys.get((signature.name, signature.key_hash))
        if key is None:
            continue
        key.verify(message, signature.signature)  # 2
        if key not in signed_by:
            signed_by.append(key)
    if not signed_by:  # 3
        raise UnknownKeyError("no signature of the note is by the key that was given")
    return VerifiedNote(text, tuple(signed_by))


def parse_note(note: str) -> tuple[str, Sequence[NoteSignature]]:
    """Split a note into its text and its signatures, none of them verified."""
    if len(note) > MAX_NOTE_CHARACTERS:
        raise NoteFormatError("the note is too long")
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NoteFormatError("the note does not end with an empty line and signatures")
    text += "\n"
    _check_note_text(text)
    signature_lines = lines[:-1].split("\n")
    if len(signature_lines) > MAX_SIGNATURES:
        raise NoteFormatError("the note has too many signatures")
    return text, [_parse_signature(line) for line in signature_lines]


def check_key_name(name: str) -> None:
    """Refuse a key name that no note can carry (C2SP signed-note, "Format")."""
    bad = not name or "+" in name or any(character.isspace() for character in name)
    if bad or _CONTROL.search(name) or len(name) > MAX_KEY_NAME_CHARACTERS or not _is_utf8(name):
        raise KeyFormatError("a key name is not empty and has neither spaces nor '+'")


def _parse_signature(line: str) -> NoteSignature:
    name, separator, encoded = line.removeprefix(_SIGNATURE_START).partition(" ")
    if not line.startswith(_SIGNATURE_START) or not separator:
        raise NoteFormatError("not a signature line")
    try:
        check_key_name(name)
        signature = b64decode(encoded)
    except (KeyFormatError, EncodingError) as error:
        raise NoteFormatError("a signature line has a bad key name or is not base64") from error
    if len(signature) <= KEY_HASH_BYTES:
        raise NoteFormatError("a signature line has no signature")
    return NoteSignature(name, signature[:KEY_HASH_BYTES], signature[KEY_HASH_BYTES:])


def _check_note_text(text: str) -> None:
    if not text.endswith("\n"):
        raise NoteFormatError("the text of a note ends with a newline")
    if _CONTROL.search(text) or not _is_utf8(text):
        raise NoteFormatError("the text of a note has control characters or is not UTF-8")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
