"""The seals of the bodies of a demonstration, and what makes a provider trust them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.pki.specimen_seals import SpecimenSeals, load_or_make

SEAL_AUTHORITY_FILE: Final = "specimen-seal-ca.pem"
TIME_STAMP_AUTHORITY_FILE: Final = "specimen-time-stamping-ca.pem"


@dataclass(frozen=True, slots=True)
class SpecimenBody:
    """A body that issues documents in a demonstration: none of them has agreed to anything."""

    seal: str
    organization: str
    """As its seal names it."""

    @property
    def identifier(self) -> str:
        """Its number, of the national register's kind (ETSI EN 319 412-1, section 5.1.4)."""
        return f"NTRMA-SPECIMEN-{self.seal.upper()}"


BODIES: Final = (
    SpecimenBody("dgsn", "Direction générale de la sûreté nationale (démonstration)"),
    SpecimenBody("tribunal", "Tribunal de première instance de Rabat (démonstration)"),
    SpecimenBody("commune", "Commune de Rabat (démonstration)"),
    SpecimenBody("dgi", "Direction générale des impôts (démonstration)"),
    SpecimenBody("social", "Agence nationale du soutien social (démonstration)"),
    SpecimenBody("registre-social", "Registre social unifié (démonstration)"),
)


def make_seals(
    directory: Path,
    *,
    seal_authorities: Path,
    time_stamp_authorities: Path,
    now: int,
    base_url: str,
) -> SpecimenSeals:
    """Make the seals, as far as they are missing, and let a provider trust what is behind them."""
    seals = load_or_make(directory, now=now, base_url=base_url)
    for body in BODIES:
        seals.issue_seal(body.seal, body.organization, body.identifier, now=now)
    for folder, name, authority in (
        (seal_authorities, SEAL_AUTHORITY_FILE, seals.seal_ca),
        (time_stamp_authorities, TIME_STAMP_AUTHORITY_FILE, seals.stamp_ca),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    return seals
