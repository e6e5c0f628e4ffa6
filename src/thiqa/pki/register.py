"""Which certificates an authority has issued, and which of them it has revoked, in files."""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.pki.errors import SpecimenError
from thiqa.pki.files import PRIVATE_DIRECTORY, write_once
from thiqa.pki.models import Good, Revoked, Status, Unknown


@dataclass(frozen=True, slots=True)
class Register:
    """One file per issued and one per revoked certificate, named by the serial number.

    Nothing is remembered between two questions, so several processes may write and ask.
    """

    directory: Path

    def create(self) -> None:
        """Make the empty register."""
        for folder in (self._issued, self._revoked):
            folder.mkdir(mode=PRIVATE_DIRECTORY, parents=True)

    def add(self, certificate: x509.Certificate) -> None:
        """Enter a certificate that has just been issued."""
        name = _name(certificate.serial_number)
        write_once(self._issued / name, certificate.public_bytes(Encoding.DER))

    def revoke(self, serial: int, at: int) -> None:
        """Revoke a certificate from a time on (seconds); the first revocation stands."""
        if not (self._issued / _name(serial)).exists():
            raise SpecimenError("a certificate that was never issued cannot be revoked")
        try:
            write_once(self._revoked / _name(serial), str(at).encode())
        except FileExistsError:
            return

    def status(self, serial: int) -> Status:
        """Say what holds of a serial number now."""
        if not (self._issued / _name(serial)).exists():
            return Unknown()
        try:
            return Revoked(int((self._revoked / _name(serial)).read_text()))
        except FileNotFoundError:
            return Good()

    def revoked(self) -> list[tuple[int, int]]:
        """List the numbers that are revoked, each with its time."""
        return [
            (int(path.name, 16), int(path.read_text()))
            for path in sorted(self._revoked.glob("[!.]*"))
        ]

    @property
    def _issued(self) -> Path:
        return self.directory / "issued"

    @property
    def _revoked(self) -> Path:
        return self.directory / "revoked"


def _name(serial: int) -> str:
    return f"{serial:040x}"
