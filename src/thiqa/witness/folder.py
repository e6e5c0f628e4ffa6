"""The folder of a witness: its keys and its file, made together and useless apart.

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
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from thiqa.base import Clock
from thiqa.ledger.cosignature import (
    AnyCosigner,
    CosignatureKey,
    Cosigner,
    MlDsaCosigner,
    parse_cosignature_key,
)
from thiqa.witness.errors import WitnessFolderError
from thiqa.witness.store import Store
from thiqa.witness.witness import Witness

ED25519_FILE = "ed25519.pem"
MLDSA44_FILE = "ml-dsa-44.pem"
STORE_FILE = "witness.sqlite"

_FOR_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class OpenWitness:
    """A witness that is ready to cosign, with both its keys at once."""

    key: CosignatureKey
    post_quantum_key: CosignatureKey
    store: Store
    witness: Witness


def make_folder(folder: Path, name: str) -> CosignatureKey:
    """Make the folder of a new witness, whole or not at all; return its Ed25519 key."""
    ed25519, mldsa44 = Ed25519PrivateKey.generate(), MLDSA44PrivateKey.generate()
    cosigners = Cosigner(name, ed25519), MlDsaCosigner(name, mldsa44)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            _write_key(made / ED25519_FILE, ed25519)
            _write_key(made / MLDSA44_FILE, mldsa44)
            Store.make(made / STORE_FILE, [each.key for each in cosigners])
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made)
            raise
    except OSError as error:
        raise WitnessFolderError(f"{folder} cannot be made: {error.strerror}") from error
    return cosigners[0].key


@contextmanager
def open_folder(folder: Path, clock: Clock) -> Iterator[OpenWitness]:
    """Open a witness; raise WitnessFolderError if keys and file are not those of one witness."""
    if not (folder / STORE_FILE).exists():
        raise WitnessFolderError(
            f"{folder / STORE_FILE} is gone, and with it what its keys have signed:"
            " make a new witness, and never use them again"
        )
    store = Store(folder / STORE_FILE)
    try:
        known = [parse_cosignature_key(key) for key in store.witness_keys()]
        cosigners = [
            _read_cosigner(known[0].name, folder / file) for file in (ED25519_FILE, MLDSA44_FILE)
        ]
        key, post_quantum_key = (each.key for each in cosigners)
        if {key, post_quantum_key} != set(known):
            raise WitnessFolderError(f"the keys in {folder} and {STORE_FILE} are of two witnesses")
        yield OpenWitness(key, post_quantum_key, store, Witness(store, cosigners, clock))
    finally:
        store.close()


def _write_key(path: Path, key: Ed25519PrivateKey | MLDSA44PrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)


def _read_cosigner(name: str, path: Path) -> AnyCosigner:
    try:
        if path.stat().st_mode & _FOR_OTHERS:
            raise WitnessFolderError(f"{path} is open to other users: chmod go-rwx it")
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise WitnessFolderError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise WitnessFolderError(f"{path} is not a private key") from error
    match key:
        case Ed25519PrivateKey():
            return Cosigner(name, key)
        case MLDSA44PrivateKey():
            return MlDsaCosigner(name, key)
        case _:
            raise WitnessFolderError(f"{path} is a key of another kind")
