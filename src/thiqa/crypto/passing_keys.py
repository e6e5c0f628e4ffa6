"""Signing keys that are made for one occasion and gone within the hour, for rehearsals.

Files (mode 0600, in a directory of mode 0700): `<occasion>-<algorithm>-<creation time>.pem`.
Processes that share the directory see each other's keys at once.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from thiqa.crypto.algorithms import Algorithm
from thiqa.crypto.errors import KeyFileError
from thiqa.crypto.signing import PrivateKey, Signer, generate_key

PASSING_SECONDS = 3600
"""Longer than the life of any token that such a key has signed."""
MOST_PUBLISHED = 10
"""However many rehearsals there are: clients do not take a JWK Set of hundreds of keys."""
_NAME = re.compile(r"([0-9a-f]{2,64})-([A-Za-z0-9]{5})-(\d{10})\.pem")


@dataclass(frozen=True, slots=True)
class PassingKeys:
    """A directory of keys, each for one occasion, which is named by some bytes."""

    path: Path
    _read: dict[str, Signer] = field(default_factory=dict, repr=False)

    def make(self, occasion: bytes, algorithm: Algorithm, now: int) -> Signer:
        """Make a key that is published as long as it lives; remove those that have died."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, created in self._listed():
            if created + PASSING_SECONDS <= now:
                (self.path / name).unlink(missing_ok=True)
                self._read.pop(name, None)
        key = generate_key(algorithm)
        self._write(f"{occasion.hex()}-{algorithm}-{now:010d}.pem", key)
        return Signer(key, plain=algorithm is Algorithm.RS256)

    def signers(self, now: int) -> tuple[Signer, ...]:
        """Return the newest keys that live, oldest first."""
        living = [name for name, created in self._listed() if now < created + PASSING_SECONDS]
        return tuple(self._signer(name) for name in living[-MOST_PUBLISHED:])

    def _listed(self) -> list[tuple[str, int]]:
        if not self.path.is_dir():
            return []
        matches = (_NAME.fullmatch(entry.name) for entry in os.scandir(self.path))
        return sorted(((m[0], int(m[3])) for m in matches if m), key=lambda entry: entry[1])

    def _signer(self, name: str) -> Signer:
        if name not in self._read:
            try:
                pem = (self.path / name).read_bytes()
                key = serialization.load_pem_private_key(pem, password=None)
            except (OSError, ValueError) as error:
                raise KeyFileError(f"{name} cannot be read") from error
            plain = _NAME.fullmatch(name)[2] == Algorithm.RS256  # type: ignore[index]  # listed by it
            self._read[name] = Signer(key, plain=plain)  # type: ignore[arg-type]  # Signer refuses any other
        return self._read[name]

    def _write(self, name: str, key: PrivateKey) -> None:
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        draft = self.path / f".{name}.partial"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
        draft.rename(self.path / name)
