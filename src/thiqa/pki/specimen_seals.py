"""The specimen authorities behind sealed documents, worth nothing outside of tests.

Specimen Seal CA
├── Specimen Seal OCSP Responder    answers for what the seal CA has issued
└── seals of bodies                 one for each body that issues documents
Specimen Time Stamping CA           publishes a list of what it has revoked
└── Specimen Time Stamping Unit     says when something existed

They have a directory of their own beside that of the cards, which may be older.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from thiqa.pki import profiles
from thiqa.pki.errors import SpecimenError
from thiqa.pki.files import write_once
from thiqa.pki.ocsp_responder import OcspResponder
from thiqa.pki.register import Register
from thiqa.pki.revocation_list import make_revocation_list
from thiqa.pki.specimen_tree import (
    YEAR,
    Credential,
    Declaration,
    hash_for,
    load_credential,
    make_credentials,
    make_directory,
    write_credential,
)
from thiqa.pki.time_stamp_authority import TimeStampAuthority

OCSP_PATH: Final = "seals"
TIME_STAMP_PATH: Final = "tsa"
LIST_PATH: Final = "crl/time-stamping.crl"
LIST_LIFETIME_SECONDS: Final = 86_400
SEAL_LIFETIME_SECONDS: Final = 3 * YEAR
UNIT_LIFETIME_SECONDS: Final = 6 * YEAR

DECLARATIONS: Final = (
    Declaration("seal-ca", "Specimen Seal CA", "seal-ca", ec.SECP384R1(), profiles.seal_ca),
    Declaration(
        "seal-ocsp",
        "Specimen Seal OCSP Responder",
        "seal-ca",
        ec.SECP256R1(),
        profiles.ocsp_responder,
    ),
    Declaration(
        "stamp-ca", "Specimen Time Stamping CA", "stamp-ca", ec.SECP384R1(), profiles.seal_ca
    ),
)


@dataclass(frozen=True, slots=True)
class SpecimenSeals:
    """The specimen authorities behind seals and time stamps, in their directory."""

    directory: Path
    credentials: Mapping[str, Credential]
    base_url: str
    """Where the specimen responder is, with a slash at the end."""

    @property
    def seal_ca(self) -> Credential:
        """The issuer of seals."""
        return self.credentials["seal-ca"]

    @property
    def stamp_ca(self) -> Credential:
        """The issuer of units that stamp times."""
        return self.credentials["stamp-ca"]

    @property
    def register(self) -> Register:
        """The seals that were issued and revoked."""
        return Register(self.directory / "seals")

    @property
    def stamp_register(self) -> Register:
        """The units that were issued and revoked."""
        return Register(self.directory / "stamps")

    @property
    def time_stamp_url(self) -> str:
        """Where times are stamped."""
        return self.base_url + TIME_STAMP_PATH

    def unit(self) -> Credential:
        """Return the unit that stamps times."""
        return load_credential(self.directory, "stamp")

    def seal(self, name: str) -> Credential:
        """Return a body's seal, made before by `issue_seal`."""
        try:
            return load_credential(self.directory, f"seal-{name}")
        except OSError as error:
            raise SpecimenError(f"there is no seal {name}") from error

    def issue_seal(self, name: str, organization: str, identifier: str, *, now: int) -> Credential:
        """Make the seal of a body, with a new key, unless there is one by that name."""
        if (self.directory / f"seal-{name}.pem").exists():
            return self.seal(name)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self.certify_seal(key.public_key(), organization, identifier, now=now)
        write_credential(self.directory, f"seal-{name}", Credential(certificate, key))
        return Credential(certificate, key)

    def certify_seal(
        self,
        public_key: ec.EllipticCurvePublicKey,
        organization: str,
        identifier: str,
        *,
        now: int,
    ) -> x509.Certificate:
        """Make and register the certificate of a seal whose key a body keeps itself."""
        url = self.base_url + OCSP_PATH
        certificate = certify(
            self.seal_ca,
            public_key,
            profiles.body(organization, identifier),
            lambda subject: profiles.seal(subject, url),
            not_before=now,
            not_after=now + SEAL_LIFETIME_SECONDS,
        )
        self.register.add(certificate)
        return certificate

    def responder(self) -> OcspResponder:
        """Answer for the seals."""
        signer = self.credentials["seal-ocsp"]
        return OcspResponder(
            self.seal_ca.certificate, signer.certificate, signer.private_key, self.register.status
        )

    def time_stamp_authority(self) -> TimeStampAuthority:
        """Stamp times."""
        unit = self.unit()
        return TimeStampAuthority(unit.certificate, unit.private_key)

    def revocation_list(self, now: int) -> bytes:
        """List the revoked units, at a time in seconds since the epoch."""
        return make_revocation_list(
            self.stamp_ca.certificate,
            self.stamp_ca.private_key,
            self.stamp_register.revoked(),
            now=now,
            lifetime_seconds=LIST_LIFETIME_SECONDS,
        )


def issue(
    issuer: Credential,
    name: x509.Name,
    extensions: profiles.MakeExtensions,
    *,
    not_before: int,
    not_after: int,
) -> Credential:
    """Make a key, and a certificate of an authority for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = certify(
        issuer, key.public_key(), name, extensions, not_before=not_before, not_after=not_after
    )
    return Credential(certificate, key)


def certify(
    issuer: Credential,
    public_key: ec.EllipticCurvePublicKey,
    name: x509.Name,
    extensions: profiles.MakeExtensions,
    *,
    not_before: int,
    not_after: int,
) -> x509.Certificate:
    """Make a certificate of an authority for a key that somebody else holds."""
    return profiles.build(
        subject_name=name,
        public_key=public_key,
        issuer_name=issuer.certificate.subject,
        issuer_public_key=issuer.private_key.public_key(),
        not_before=not_before,
        not_after=not_after,
        extensions=extensions,
    ).sign(issuer.private_key, hash_for(issuer.private_key))


def make(directory: Path, *, now: int, base_url: str) -> SpecimenSeals:
    """Make new authorities with new keys in a directory that must not exist yet."""

    def fill(draft: Path) -> None:
        credentials = make_credentials(DECLARATIONS, now)
        for name, credential in credentials.items():
            write_credential(draft, name, credential)
        write_once(draft / "base-url", base_url.encode())
        made = SpecimenSeals(draft, credentials, base_url)
        made.register.create()
        made.stamp_register.create()
        unit = issue_unit(made, now=now)
        write_credential(draft, "stamp", unit)

    make_directory(directory, fill)
    return load(directory)


def issue_unit(seals: SpecimenSeals, *, now: int) -> Credential:
    """Make a unit that stamps times, from now on."""
    url = seals.base_url + LIST_PATH
    unit = issue(
        seals.stamp_ca,
        profiles.specimen_name("Specimen Time Stamping Unit"),
        lambda subject: profiles.time_stamping_unit(subject, url),
        not_before=now,
        not_after=now + UNIT_LIFETIME_SECONDS,
    )
    seals.stamp_register.add(unit.certificate)
    return unit


def load(directory: Path) -> SpecimenSeals:
    """Open the authorities that `make` left in a directory."""
    try:
        credentials = {item.name: load_credential(directory, item.name) for item in DECLARATIONS}
        base_url = (directory / "base-url").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SpecimenError(f"no specimen authorities of seals in {directory}") from error
    return SpecimenSeals(directory, MappingProxyType(credentials), base_url)


def load_or_make(directory: Path, *, now: int, base_url: str) -> SpecimenSeals:
    """Open the authorities of a directory, made on first use, perhaps by another process."""
    if not directory.exists():
        try:
            return make(directory, now=now, base_url=base_url)
        except (SpecimenError, OSError):
            if not directory.exists():
                raise
    return load(directory)
