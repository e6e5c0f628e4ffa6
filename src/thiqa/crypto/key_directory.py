"""The key directory: every long-lived secret of the provider, and when each key may sign.

Files (mode 0600, in a directory of mode 0700):

    sign-ES256-1790000000.pem    a signing key, named by its algorithm and its creation time
    record-1790000000.pem        the Ed25519 key of the record's checkpoints
    pairwise.secret, form.secret, nonce.secret
                                 256 bits for the subjects of sectors, form tokens and nonces

A key's life follows from its creation time alone, so that processes that share the
directory agree without talking: it is published at once, signs when every client has had
time to fetch it, and is published until the last token of its own has died.
"""

import fcntl
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from thiqa.base import EncodingError, b64url_decode, b64url_encode
from thiqa.crypto.algorithms import FAPI_ALGORITHMS, Algorithm
from thiqa.crypto.errors import KeyFileError
from thiqa.crypto.signing import PrivateKey, Signer, generate_key

PUBLISH_AHEAD_SECONDS = 900
"""A new key is published this long before it signs: three times the JWK Set's cache life."""
KEEP_AFTER_SECONDS = 3600
"""A replaced key is published this long after its last signature: longer than any token's life."""
SECRET_BYTES = 32
_NAME = re.compile(r"sign-(ES256|EdDSA|PS256|RS256)-(\d{10})\.pem")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A signer and the second in which its key was made."""

    created_at: int
    signer: Signer


class KeyDirectory:
    """A directory of private keys; only this class opens the files."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ensure(self, now: int, algorithms: Iterable[Algorithm] = FAPI_ALGORITHMS) -> None:
        """Make the directory and whatever it lacks; refuse one that others can read."""
        self._make()
        with self._locked():
            present = {algorithm for algorithm, _, _ in self._listed()}
            for algorithm in algorithms:
                if algorithm not in present:
                    self._write_key(f"sign-{algorithm}-{now:010d}.pem", generate_key(algorithm))
            if not list(self._path.glob("record-*.pem")):
                key = ed25519.Ed25519PrivateKey.generate()
                self._write_key(f"record-{now:010d}.pem", key)
            for name in ("pairwise", "form", "nonce"):
                if not (self._path / f"{name}.secret").exists():
                    secret = b64url_encode(secrets.token_bytes(SECRET_BYTES))
                    self._write(f"{name}.secret", secret.encode())

    def rotate(self, now: int) -> None:
        """Add a key for each algorithm that is there, and remove those whose last token has died.

        Each new key counts as younger than all others, even where the clock went back.
        """
        with self._locked():
            for algorithm in {entry[0] for entry in self._listed()}:
                keys = [entry for entry in self._listed() if entry[0] is algorithm]
                alive = published([created for _, created, _ in keys], now)
                for _, created, path in keys:
                    if created not in alive:
                        path.unlink()
                at = max([now, *(created + 1 for _, created, _ in keys)])
                self._write_key(f"sign-{algorithm}-{at:010d}.pem", generate_key(algorithm))

    def signing_keys(self) -> dict[Algorithm, list[SigningKey]]:
        """Return every signing key by algorithm, oldest first."""
        keys: dict[Algorithm, list[SigningKey]] = {each: [] for each in FAPI_ALGORITHMS}
        with self._locked():
            for algorithm, created, path in self._listed():
                signer = Signer(self._read_key(path), plain=algorithm is Algorithm.RS256)
                if signer.algorithm is not algorithm:
                    raise KeyFileError(f"{path.name} does not hold a key for {algorithm}")
                keys.setdefault(algorithm, []).append(SigningKey(created, signer))
        if not all(keys.values()):
            raise KeyFileError("the key directory lacks signing keys")
        return keys

    def record_key(self) -> ed25519.Ed25519PrivateKey:
        """Return the newest key of the record's checkpoints."""
        with self._locked():
            paths = sorted(self._path.glob("record-*.pem"))
            key = self._read_key(paths[-1]) if paths else None
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise KeyFileError("the key directory has no Ed25519 key for the record")
        return key

    def secret(self, name: str) -> bytes:
        """Return a named secret of 256 bits."""
        with self._locked():
            text = self._read(self._path / f"{name}.secret")
        try:
            secret = b64url_decode(text.decode())
        except (EncodingError, UnicodeDecodeError) as error:
            raise KeyFileError(f"{name}.secret is damaged") from error
        if len(secret) != SECRET_BYTES:
            raise KeyFileError(f"{name}.secret does not hold {SECRET_BYTES} bytes")
        return secret

    def _make(self) -> None:
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise KeyFileError(f"the key directory cannot be made: {error.strerror}") from error

    def _listed(self) -> list[tuple[Algorithm, int, Path]]:
        matches = ((_NAME.fullmatch(path.name), path) for path in self._path.iterdir())
        found = [(Algorithm(m[1]), int(m[2]), path) for m, path in matches if m]
        return sorted(found, key=lambda entry: entry[1])

    def _read_key(self, path: Path) -> PrivateKey:
        try:
            key = serialization.load_pem_private_key(self._read(path), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyFileError(f"{path.name} is not a private key without password") from error
        return key  # type: ignore[return-value]  # Signer refuses any other kind

    def _read(self, path: Path) -> bytes:
        try:
            _refuse_readable_by_others(path)
            return path.read_bytes()
        except OSError as error:
            raise KeyFileError(f"{path.name} cannot be read: {error.strerror}") from error

    def _write_key(self, name: str, key: PrivateKey) -> None:
        self._write(
            name,
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )

    def _write(self, name: str, data: bytes) -> None:
        partial = self._path / f".{name}.partial"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(self._path / name)
        _sync_directory(self._path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the directory's lock: one process at a time reads or changes it."""
        try:
            _refuse_readable_by_others(self._path)
            descriptor = os.open(self._path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise KeyFileError(f"the key directory cannot be used: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def signing_since(created: list[int]) -> list[int]:
    """Return from when each key (creation times, oldest first) signs: the first one at once."""
    return [at if index == 0 else at + PUBLISH_AHEAD_SECONDS for index, at in enumerate(created)]


def active(created: list[int], now: int) -> int:
    """Return the creation time of the key that signs now."""
    ready = [at for at, since in zip(created, signing_since(created), strict=True) if since <= now]
    return ready[-1] if ready else created[0]


def published(created: list[int], now: int) -> set[int]:
    """Return the creation times of the keys that the JWK Set shows now."""
    ends = [*signing_since(created)[1:], None][: len(created)]
    return {
        at
        for at, end in zip(created, ends, strict=True)
        if end is None or now < end + KEEP_AFTER_SECONDS
    }


def _refuse_readable_by_others(path: Path) -> None:
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path.name} is open to other users: chmod go-rwx it, then try again")


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
