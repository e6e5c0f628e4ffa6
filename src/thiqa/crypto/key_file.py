"""A signing key in a file of its own: made on the first use, readable by nobody else."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization

from thiqa.crypto.algorithms import Algorithm
from thiqa.crypto.errors import KeyFileError, KeyRefusedError
from thiqa.crypto.signing import Signer, generate_key

OTHERS: Final = 0o077


def ensure_signer(path: Path) -> Signer:
    """Return the signer of a key file; make the file, with mode 0600, if there is none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    if path.stat().st_mode & OTHERS:
        raise KeyFileError(f"{path.name} is open to other users: chmod go-rwx it")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        return Signer(key)  # type: ignore[arg-type]  # any other kind is refused there
    except (ValueError, TypeError, KeyRefusedError) as error:
        raise KeyFileError(f"{path.name} is not a private key that can sign") from error


def _make(path: Path) -> None:
    pem = generate_key(Algorithm.ES256).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    with suppress(FileExistsError):  # another process was faster: its key is the one
        path.hardlink_to(partial)
    partial.unlink()
