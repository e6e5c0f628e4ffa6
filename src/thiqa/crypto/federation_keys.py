"""Federation entity keys: what an entity of a federation signs its statements with.

Files (mode 0600, in a directory of mode 0700): `<creation time>.pem`, ECDSA with P-256.

All keys are published, and the oldest one signs, because a superior has to vouch for a key
before others believe it: add a key, let the superior renew its statement, retire the old one.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from thiqa.crypto.algorithms import Algorithm
from thiqa.crypto.errors import KeyFileError
from thiqa.crypto.signing import Signer, generate_key

_NAME = re.compile(r"\d{10}\.pem")


@dataclass(frozen=True, slots=True)
class FederationKeys:
    """A directory of federation entity keys; only this class opens the files."""

    path: Path

    def ensure(self, now: int) -> None:
        """Make the directory and a first key, if they are not there."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise KeyFileError(f"{self.path} cannot be made: {error.strerror}") from error
        if not self._listed():
            self.add(now)

    def add(self, now: int) -> Signer:
        """Add a key: published at once, and used when the older ones are retired."""
        latest = max((int(name.removesuffix(".pem")) for name in self._listed()), default=0)
        key = generate_key(Algorithm.ES256)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        name = f"{max(now, latest + 1):010d}.pem"
        draft = self.path / f".{os.getpid()}.{name}.partial"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.path / name)
        return Signer(key)

    def retire(self) -> Signer:
        """Remove the oldest key and return it; the next one signs from now on."""
        names = self._listed()
        if len(names) < 2:
            raise KeyFileError("the only federation key cannot be retired: add one first")
        retired = self._signer(names[0])
        (self.path / names[0]).unlink()
        return retired

    def signers(self) -> tuple[Signer, ...]:
        """Return all keys; the first one signs."""
        signers = tuple(self._signer(name) for name in self._listed())
        if not signers:
            raise KeyFileError(f"{self.path} has no federation key")
        return signers

    def _listed(self) -> list[str]:
        if not self.path.is_dir():
            return []
        return sorted(entry.name for entry in os.scandir(self.path) if _NAME.fullmatch(entry.name))

    def _signer(self, name: str) -> Signer:
        file = self.path / name
        try:
            if (file.stat().st_mode | self.path.stat().st_mode) & 0o077:
                raise KeyFileError(f"{file} is open to other users: chmod go-rwx it")
            key = serialization.load_pem_private_key(file.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise KeyFileError(f"{file} cannot be read") from error
        return Signer(key)  # type: ignore[arg-type]  # Signer refuses any other kind
