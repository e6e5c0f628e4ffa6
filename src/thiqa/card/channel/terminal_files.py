"""The folder of a terminal: its certificates, those above it, and its key."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from thiqa.card.channel.cv_certificates import CvCertificate, CvSigningKey
from thiqa.card.channel.cv_certificates.certificate import MAX_CERTIFICATE_BYTES
from thiqa.card.channel.cv_certificates.errors import CvCertificateError, CvKeyError
from thiqa.card.channel.terminal_authentication import TerminalCredentials
from thiqa.pki.files import PRIVATE_DIRECTORY, PRIVATE_FILE, write_once

CERTIFICATES: Final = "*.cvcert"
OWN: Final = "terminal"
MAX_KEY_BYTES: Final = 4_096
MAX_CERTIFICATES: Final = 32


def read_terminal(folder: Path) -> TerminalCredentials:
    """Read `terminal.cvcert`, `terminal.key` (PKCS #8) and whatever certificates lie beside them.

    Raises CvCertificateError.
    """
    try:
        paths = sorted(folder.glob(CERTIFICATES))[: MAX_CERTIFICATES + 1]
        if len(paths) > MAX_CERTIFICATES:
            raise CvCertificateError(f"more certificates in {folder} than a terminal needs")
        found = {path.stem: _read_certificate(path) for path in paths}
        raw = _read(folder / f"{OWN}.key", MAX_KEY_BYTES)
    except OSError as error:
        raise CvCertificateError(f"no terminal in {folder}: {error}") from error
    if OWN not in found:
        raise CvCertificateError(f"no certificate of a terminal in {folder}")
    own = found[OWN]
    key = CvSigningKey.from_pkcs8(raw, own.public_key.algorithm)
    if not own.public_key.is_key_of(key.public):
        raise CvKeyError(f"the key in {folder} does not belong to its certificate")
    return TerminalCredentials(tuple(found.values()), own.holder, key)


def write_terminal(
    folder: Path, own: CvCertificate, key: CvSigningKey, above: Iterable[tuple[str, CvCertificate]]
) -> None:
    """Make the folder of a terminal; it must not exist."""
    folder.mkdir(mode=PRIVATE_DIRECTORY)
    write_key(folder, OWN, key)
    for name, certificate in ((OWN, own), *above):
        write_certificate(folder, name, certificate)


def write_certificate(folder: Path, name: str, certificate: CvCertificate) -> None:
    """Keep a certificate."""
    write_once(folder / f"{name}.cvcert", certificate.to_bytes())


def write_key(folder: Path, name: str, key: CvSigningKey) -> None:
    """Keep a key, for its owner to read."""
    write_once(folder / f"{name}.key", key.to_pkcs8(), mode=PRIVATE_FILE)


def _read_certificate(path: Path) -> CvCertificate:
    try:
        return CvCertificate.from_bytes(_read(path, MAX_CERTIFICATE_BYTES))
    except CvCertificateError as error:
        raise CvCertificateError(f"{path}: {error}") from error


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise CvCertificateError(f"{path} is too large")
    return data
