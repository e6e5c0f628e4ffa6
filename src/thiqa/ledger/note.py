"""Signed notes (C2SP signed-note v1.0): a text, and lines that sign it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from thiqa.base import EncodingError, b64decode, b64encode
from thiqa.ledger.errors import KeyFormatError, NoteFormatError, UnknownKeyError
from thiqa.ledger.keys import (
    KEY_HASH_BYTES,
    Signer,
    Verifier,
    check_key_name,
)

MAX_NOTE_CHARACTERS = 262_144
"""Holds 16 signatures of 5 kB in base64 twice over; C2SP signed-note asks for 16."""
MAX_SIGNATURES = 64

Key = TypeVar("Key", bound=Verifier)

_SIGNATURE_START = "\u2014 "
_UNFIT = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
"""Control characters other than newline, and what UTF-8 cannot hold."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line, read and not verified."""

    name: str
    key_hash: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note."""
        return f"{_SIGNATURE_START}{self.name} {b64encode(self.key_hash + self.signature)}\n"


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
        NoteSignature(signer.name, signer.key_hash, signer.sign(message)).line for signer in signers
    ]
    return f"{text}\n{''.join(lines)}"


def open_note(note: str, known_keys: Iterable[Verifier]) -> VerifiedNote:
    """Verify a note against keys that we trust (C2SP signed-note, "Signatures").

    1. the note has the form of a note, within our limits;
    2. each signature by a known key holds: one that does not condemns the note;
    3. at least one known key has signed. Signatures by other keys are ignored.
    """
    text, signatures = parse_note(note)  # 1
    signed_by = verify_signatures(text, signatures, known_keys)  # 2
    if not signed_by:  # 3
        raise UnknownKeyError("no signature of the note is by the key that was given")
    return VerifiedNote(text, tuple(signed_by))


def verify_signatures(
    text: str, signatures: Iterable[NoteSignature], known_keys: Iterable[Key]
) -> dict[Key, NoteSignature]:
    """Return the known keys that have signed; raise SignatureError if one of them has not."""
    keys = {(key.name, key.key_hash): key for key in known_keys}
    message = text.encode()
    signed_by: dict[Key, NoteSignature] = {}
    for signature in signatures:
        key = keys.get((signature.name, signature.key_hash))
        if key is not None:
            key.verify(message, signature.signature)
            signed_by.setdefault(key, signature)
    return signed_by


def parse_note(note: str) -> tuple[str, Sequence[NoteSignature]]:
    """Split a note into its text and its signatures, none of them verified."""
    if len(note) > MAX_NOTE_CHARACTERS:
        raise NoteFormatError("the note is too long")
    text, separator, lines = note.rpartition("\n\n")
    if not separator:
        raise NoteFormatError("the note has no empty line before its signatures")
    text += "\n"
    _check_note_text(text)
    return text, parse_signatures(lines)


def parse_signatures(lines: str) -> list[NoteSignature]:
    """Read signature lines, none of them verified."""
    if not lines.endswith("\n"):
        raise NoteFormatError("the note does not end with signatures")
    signature_lines = lines[:-1].split("\n")
    if len(signature_lines) > MAX_SIGNATURES:
        raise NoteFormatError("the note has too many signatures")
    return [_parse_signature(line) for line in signature_lines]


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
    if _UNFIT.search(text):
        raise NoteFormatError("the text of a note has control characters or is not UTF-8")
