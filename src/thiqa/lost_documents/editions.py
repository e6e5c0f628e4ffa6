"""A signed list in a file, and one edition after the other of it."""

import json
import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from thiqa.base import EncodingError, parse_json_object
from thiqa.crypto import CryptoError, Signer, VerificationKey, parse_jwk
from thiqa.lost_documents.errors import StatusListError
from thiqa.lost_documents.hidden_numbers import MIN_SALT_BYTES, Series
from thiqa.lost_documents.reports import Reports
from thiqa.lost_documents.status_list import StatusList, write_list

DAY_SECONDS: Final = 86_400


def publish(
    file: Path,
    reports: Reports,
    signer: Signer,
    *,
    issuer: str,
    countries: Collection[str],
    document_types: Collection[str],
    now: int,
    days: int,
) -> Path:
    """Write an edition that is good for some days to a file; return where its public key is.

    An edition that is in the file already, by the same key, lends its salt to the new one.
    """
    raw = write_list(
        reports,
        signer,
        issuer=issuer,
        series=_series(file, signer.verification_key),
        countries=countries,
        document_types=document_types,
        now=now,
        next_update=now + days * DAY_SECONDS,
    )
    _replace(file, raw)
    public = public_key_of(file)
    _replace(public, json.dumps(signer.public_jwk, indent=2).encode() + b"\n")
    return public


def open_list(file: Path) -> StatusList:
    """Open a list by the public key that lies beside it: for one's own folder only."""
    return StatusList.read(file.read_bytes(), (read_public_key(public_key_of(file)),))


def read_public_key(path: Path) -> VerificationKey:
    """Read a public key, JWK; raises StatusListError."""
    try:
        return parse_jwk(parse_json_object(path.read_bytes()))
    except (EncodingError, CryptoError) as error:
        raise StatusListError(f"{path}: {error}") from error


def public_key_of(file: Path) -> Path:
    """Return where the public key of a list lies: beside it."""
    return file.with_suffix(".jwk")


def _series(file: Path, key: VerificationKey) -> Series:
    if file.exists():
        return StatusList.read(file.read_bytes(), (key,)).head.series
    return Series(os.urandom(MIN_SALT_BYTES))


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)
