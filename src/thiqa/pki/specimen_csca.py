"""What a country says of its specimen CSCA: two generations of it, and the lists that they sign.

Specimen CSCA, the earlier key     pinned by whoever reads specimen documents
├── link certificate               leads to the key of today, under the same name
Specimen CSCA, the key of today    the one of `specimen`, above the document signer
├── Specimen Master List Signer    signs who is trusted
└── Specimen Deviation List Signer signs what is wrong with specimen documents
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.pki import profiles
from thiqa.pki.csca.certificate import read_chip_certificate
from thiqa.pki.csca.deviation_list import DEVIATION_LIST, write_deviation_list
from thiqa.pki.csca.extensions import DEVIATION_LIST_SIGNING, MASTER_LIST_SIGNING
from thiqa.pki.csca.master_list import MASTER_LIST, write_master_list
from thiqa.pki.csca.store import TrustStore
from thiqa.pki.errors import SpecimenError
from thiqa.pki.files import write_once
from thiqa.pki.revocation_list import make_revocation_list
from thiqa.pki.signed_object_making import make_signed_object
from thiqa.pki.specimen import REVOKED_SIGNER, SpecimenPki
from thiqa.pki.specimen_tree import (
    YEAR,
    Credential,
    hash_for,
    load_credential,
    make_directory,
    write_credential,
)

EARLIER: Final = "earlier-csca"
LINK: Final = "link"
MASTER_LIST_SIGNER: Final = "master-list-signer"
DEVIATION_LIST_SIGNER: Final = "deviation-list-signer"
SIGNERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        MASTER_LIST_SIGNER: ("Specimen Master List Signer", MASTER_LIST_SIGNING),
        DEVIATION_LIST_SIGNER: ("Specimen Deviation List Signer", DEVIATION_LIST_SIGNING),
    }
)
LIST_LIFETIME_SECONDS: Final = 90 * 86_400
"""A list of revoked certificates at least every 90 days (Doc 9303-12, section 4.3)."""
MALFORMED_DATA_GROUP: Final = f"{DEVIATION_LIST}.2.1"


@dataclass(frozen=True, slots=True)
class SpecimenCsca:
    """The specimen country, able to say whom to trust and what it has revoked."""

    pki: SpecimenPki
    earlier: Credential
    """The authority of the generation before."""
    link: x509.Certificate
    """From the earlier key to the key of today."""
    list_signers: Mapping[str, Credential]

    def master_list(self, now: int, others: Iterable[x509.Certificate] = ()) -> bytes:
        """Sign a list of both generations, the link between them and `others`."""
        own = (self.earlier.certificate, self.link, self.pki.csca.certificate)
        content = write_master_list([_der(each) for each in (*own, *others)])
        return self._sign(MASTER_LIST, MASTER_LIST_SIGNER, content, now)

    def deviation_list(self, now: int, numbers: Iterable[str], data_group: int) -> bytes:
        """Sign that a data group of the documents of these numbers is malformed."""
        content = write_deviation_list(MALFORMED_DATA_GROUP, tuple(numbers), data_group)
        return self._sign(DEVIATION_LIST, DEVIATION_LIST_SIGNER, content, now)

    def revocation_list(self, now: int, revoked: Iterable[tuple[int, int]] = ()) -> bytes:
        """Sign a list of serial numbers of document signers, each with its time of revocation."""
        return make_revocation_list(
            self.pki.csca.certificate,
            self.pki.csca.private_key,
            revoked,
            now=now,
            lifetime_seconds=LIST_LIFETIME_SECONDS,
        )

    def fill(self, store: TrustStore, now: int) -> None:
        """Trust the specimen country: its earlier key pinned, all else by what it has signed."""
        store.pin(read_chip_certificate(_der(self.earlier.certificate)), now)
        store.add_master_list(self.master_list(now), now)
        store.add_revocation_list(self.revocation_list(now, [(REVOKED_SIGNER, now)]), now)

    def _sign(self, content_type: str, signer: str, content: bytes, now: int) -> bytes:
        credential = self.list_signers[signer]
        return make_signed_object(
            content_type,
            content,
            certificate=_der(credential.certificate),
            private_key=credential.private_key,
            signing_time=now,
            others=[_der(self.link)],
        )


def make(pki: SpecimenPki, directory: Path, *, now: int) -> SpecimenCsca:
    """Make what the specimen country needs in a directory that must not exist yet."""

    def fill(draft: Path) -> None:
        earlier = _make_earlier(pki, now)
        write_credential(draft, EARLIER, earlier)
        link = _make_link(pki, earlier, now)
        write_once(draft / f"{LINK}.pem", link.public_bytes(Encoding.PEM))
        for name in SIGNERS:
            write_credential(draft, name, _make_list_signer(pki, name, now))

    make_directory(directory, fill)
    return load(pki, directory)


def load(pki: SpecimenPki, directory: Path) -> SpecimenCsca:
    """Open what `make` left in a directory."""
    try:
        earlier = load_credential(directory, EARLIER)
        link = x509.load_pem_x509_certificate((directory / f"{LINK}.pem").read_bytes())
        signers = {name: load_credential(directory, name) for name in SIGNERS}
    except (OSError, ValueError) as error:
        raise SpecimenError(f"no specimen country in {directory}") from error
    return SpecimenCsca(pki, earlier, link, MappingProxyType(signers))


def load_or_make(pki: SpecimenPki, directory: Path, *, now: int) -> SpecimenCsca:
    """Open the specimen country of a directory, made on first use."""
    return load(pki, directory) if directory.exists() else make(pki, directory, now=now)


def _make_earlier(pki: SpecimenPki, now: int) -> Credential:
    key = ec.generate_private_key(ec.SECP384R1())
    name = pki.csca.certificate.subject
    return Credential(_issue(name, key.public_key(), name, key, profiles.csca, now), key)


def _make_link(pki: SpecimenPki, earlier: Credential, now: int) -> x509.Certificate:
    name = pki.csca.certificate.subject
    public_key = pki.csca.private_key.public_key()
    return _issue(name, public_key, name, earlier.private_key, profiles.csca, now)


def _make_list_signer(pki: SpecimenPki, name: str, now: int) -> Credential:
    common_name, purpose = SIGNERS[name]
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _issue(
        profiles.specimen_name(common_name),
        key.public_key(),
        pki.csca.certificate.subject,
        pki.csca.private_key,
        lambda subject: profiles.list_signer(subject, purpose),
        now,
    )
    return Credential(certificate, key)


def _issue(
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    extensions: profiles.MakeExtensions,
    now: int,
) -> x509.Certificate:
    return profiles.build(
        subject_name=subject,
        public_key=public_key,
        issuer_name=issuer,
        issuer_public_key=issuer_key.public_key(),
        not_before=now - YEAR,
        not_after=now + 15 * YEAR,
        extensions=extensions,
    ).sign(issuer_key, hash_for(issuer_key))


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
