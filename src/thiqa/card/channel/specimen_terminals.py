"""Specimen authorities for terminals, worth nothing outside of tests and demonstrations.

Specimen authority (CVCA)                MASPECCVCA00001
└── specimen document verifier           MASPECDV00001
    └── specimen terminal                MASPECIS00001, may read fingerprints and irises
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Self

from thiqa.card.channel.cv_certificates import (
    READ_FINGERPRINTS,
    READ_IRISES,
    Authorization,
    CvCertificate,
    CvSigningKey,
    KeyReference,
    Role,
    TerminalType,
    TrustedKey,
    issue,
    trust_anchor,
)
from thiqa.card.channel.cv_certificates.errors import CvCertificateError
from thiqa.card.channel.terminal_authentication import TerminalCredentials
from thiqa.card.channel.terminal_files import (
    read_terminal,
    write_certificate,
    write_key,
    write_terminal,
)
from thiqa.crypto.curves import BRAINPOOL_P256, Curve
from thiqa.crypto.random_numbers import RandomBytes
from thiqa.pki.specimen_tree import make_directory

AUTHORITY: Final = KeyReference("MA", "SPECCVCA", "00001")
VERIFIER: Final = KeyReference("MA", "SPECDV", "00001")
TERMINAL: Final = KeyReference("MA", "SPECIS", "00001")

YEARS: Final = 20
LAST_YEAR: Final = 2099
"""How long the specimens last; those of a state last for months or weeks."""
ALL_RIGHTS: Final = READ_FINGERPRINTS | READ_IRISES
FOLDER_OF_THE_TERMINAL: Final = "terminal"


@dataclass(frozen=True, slots=True)
class Validity:
    """The first and the last day of a certificate."""

    effective: date
    expires: date


@dataclass(frozen=True, slots=True)
class Issuer:
    """Somebody who issues certificates: the name of the key, the key, and a certificate of it."""

    certificate: CvCertificate
    key: CvSigningKey

    @property
    def reference(self) -> KeyReference:
        """The name of the key."""
        return self.certificate.holder

    @classmethod
    def self_signed(
        cls,
        reference: KeyReference,
        key: CvSigningKey,
        validity: Validity,
        random_bytes: RandomBytes,
        rights: int = ALL_RIGHTS,
    ) -> Self:
        """Begin with an authority."""
        authority = Authorization(TerminalType.INSPECTION_SYSTEM, Role.AUTHORITY, rights)
        certificate = issue(
            issuer=key,
            authority=reference,
            holder=reference,
            public_key=key.public,
            authorization=authority,
            effective=validity.effective,
            expires=validity.expires,
            random_bytes=random_bytes,
        )
        return cls(certificate, key)

    def issue(
        self,
        role: Role,
        reference: KeyReference,
        key: CvSigningKey,
        validity: Validity,
        random_bytes: RandomBytes,
        rights: int = ALL_RIGHTS,
    ) -> "Issuer":
        """Issue a certificate to somebody below, or a link to the next authority."""
        certificate = issue(
            issuer=self.key,
            authority=self.reference,
            holder=reference,
            public_key=key.public,
            authorization=Authorization(TerminalType.INSPECTION_SYSTEM, role, rights),
            effective=validity.effective,
            expires=validity.expires,
            random_bytes=random_bytes,
        )
        return Issuer(certificate, key)


@dataclass(frozen=True, slots=True)
class SpecimenTerminals:
    """What cards trust, and what the terminal shows them."""

    authority: CvCertificate
    terminal: TerminalCredentials

    @property
    def trust_anchor(self) -> TrustedKey:
        """What a card is personalised with."""
        return trust_anchor(self.authority)


def make(
    directory: Path, *, today: date, random_bytes: RandomBytes, curve: Curve = BRAINPOOL_P256
) -> SpecimenTerminals:
    """Make new specimen authorities in a directory that must not exist yet."""
    until = today.replace(year=min(today.year + YEARS, LAST_YEAR), day=1)
    validity = Validity(today, until)
    keys = [CvSigningKey.generate(curve, random_bytes) for _ in range(3)]
    top = Issuer.self_signed(AUTHORITY, keys[0], validity, random_bytes)
    middle = top.issue(Role.DOMESTIC_VERIFIER, VERIFIER, keys[1], validity, random_bytes)
    own = middle.issue(Role.TERMINAL, TERMINAL, keys[2], validity, random_bytes)

    def fill(draft: Path) -> None:
        for name, issuer in (("authority", top), ("verifier", middle)):
            write_key(draft, name, issuer.key)
            write_certificate(draft, name, issuer.certificate)
        above = [("verifier", middle.certificate)]
        write_terminal(draft / FOLDER_OF_THE_TERMINAL, own.certificate, own.key, above)

    make_directory(directory, fill)
    return load(directory)


def load(directory: Path) -> SpecimenTerminals:
    """Open what `make` left in a directory; raises CvCertificateError."""
    try:
        raw = (directory / "authority.cvcert").read_bytes()
    except OSError as error:
        raise CvCertificateError(f"no specimen terminals in {directory}") from error
    terminal = read_terminal(directory / FOLDER_OF_THE_TERMINAL)
    return SpecimenTerminals(CvCertificate.from_bytes(raw), terminal)


def load_or_make(directory: Path, *, today: date, random_bytes: RandomBytes) -> SpecimenTerminals:
    """Open the specimens of a directory, made on first use."""
    if directory.exists():
        return load(directory)
    return make(directory, today=today, random_bytes=random_bytes)
