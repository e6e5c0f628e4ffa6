"""The folder of a witness: its key and its file, made together and useless apart.

A key without what was seen under it would sign a second history of every log.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thiqa.base import Clock
from thiqa.ledger.cosignature import CosignatureKey, Cosigner
from thiqa.witness.errors import WitnessFolderError
from thiqa.witness.store import Store
from thiqa.witness.witness import Witness

KEY_FILE = "key.pem"
STORE_FILE = "witness.sqlite"

_FOR_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class OpenWitness:
    """A witness that is ready to cosign."""

    key: CosignatureKey
    store: Store
    witness: Witness


def make_folder(folder: Path, name: str) -> CosignatureKey:
    """Make the folder of a new witness, whole or not at all; return the key of the witness."""
    private_key = Ed25519PrivateKey.generate()
    key = Cosigner(name, private_key).key
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            _write_key(made / KEY_FILE, private_key)
            Store.make(made / STORE_FILE, key)
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made)
            raise
    except OSError as error:
        raise WitnessFolderError(f"{folder} cannot be made: {error.strerror}") from error
    return key


@contextmanager
def open_folder(folder: Path, clock: Clock) -> Iterator[OpenWitness]:
    """Open a witness; raise WitnessFolderError if key and file are not those of one witness."""
    private_key = _read_key(folder / KEY_FILE)
    if not (folder / STORE_FILE).exists():
        raise WitnessFolderError(
            f"{folder / STORE_FILE} is gone, and with it what this key has signed:"
            " make a new witness, and never use this key again"
        )
    store = Store(folder / STORE_FILE)
    try:
        key = CosignatureKey.parse(store.witness_key())
        cosigner = Cosigner(key.name, private_key)
        if cosigner.key != key:
            raise WitnessFolderError(f"{folder / KEY_FILE} and {STORE_FILE} are of two witnesses")
        yield OpenWitness(key, store, Witness(store, cosigner, clock))
    finally:
        store.close()


def _write_key(path: Path, key: Ed25519PrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)


def _read_key(path: Path) -> Ed25519PrivateKey:
    try:
        if path.stat().st_mode & _FOR_OTHERS:
            raise WitnessFolderError(f"{path} is open to other users: chmod go-rwx it")
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise WitnessFolderError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise WitnessFolderError(f"{path} is not a private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise WitnessFolderError(f"{path} is not an Ed25519 key")
    return key
