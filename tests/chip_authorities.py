"""Countries made up for tests: their authorities, and those who sign below them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from explicit_curves import explicit_key
from thiqa.crypto.curves import Curve
from thiqa.crypto.points import Point
from thiqa.pki import profiles
from thiqa.pki.csca import ChipCertificate, read_chip_certificate, write_master_list
from thiqa.pki.csca.master_list import MASTER_LIST
from thiqa.pki.signed_object_making import make_signed_object

NOW = 1_800_000_000
YEAR = 31_557_600
CODES = {"MA": "MAR", "DE": "D", "NL": "NLD", "UT": "UTO"}

More = Sequence[tuple[x509.ExtensionType, bool]]


@dataclass(frozen=True)
class Credential:
    """A certificate in DER with its private key."""

    der: bytes
    key: ec.EllipticCurvePrivateKey

    @cached_property
    def read(self) -> ChipCertificate:
        return read_chip_certificate(self.der)

    @property
    def name(self) -> x509.Name:
        return x509.load_der_x509_certificate(self.der).subject


def name(common_name: str, country: str = "MA") -> x509.Name:
    """Name somebody; without a country if it is empty."""
    attribute = x509.NameAttribute
    of_country = [attribute(NameOID.COUNTRY_NAME, country, _validate=False)] if country else []
    return x509.Name(
        [
            *of_country,
            attribute(NameOID.ORGANIZATION_NAME, "Specimen"),
            attribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def authority(
    common_name: str,
    *,
    country: str = "MA",
    issuer: Credential | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
    start: int = NOW - YEAR,
    end: int = NOW + YEAR,
    is_authority: bool = True,
    explicit: Curve | None = None,
    more: More = (),
) -> Credential:
    """Make a CSCA: signed by itself, or a link that another one has signed."""

    def extensions(subject: profiles.Subject) -> profiles.Extensions:
        found = profiles.csca(subject)
        if not is_authority:
            found[0] = (x509.BasicConstraints(ca=False, path_length=None), True)
        return [*found, *more]

    own = key or ec.generate_private_key(ec.SECP256R1())
    made = _issue(name(common_name, country), own, issuer, start, end, extensions)
    return _with_explicit_curve(made, explicit) if explicit else made


def signer(
    csca: Credential,
    common_name: str = "Signer",
    *,
    country: str = "MA",
    issuer: x509.Name | None = None,
    start: int = NOW - YEAR,
    end: int = NOW + YEAR,
    more: More = (),
) -> Credential:
    """Make a document signer; `issuer` is another name than its issuer's own."""

    def extensions(subject: profiles.Subject) -> profiles.Extensions:
        return [*profiles.document_signer(subject), *more]

    own = ec.generate_private_key(ec.SECP256R1())
    return _issue(name(common_name, country), own, csca, start, end, extensions, issuer)


def list_signer(
    csca: Credential, purpose: str, *, start: int = NOW - YEAR, country: str | None = None
) -> Credential:
    """Make a signer of master or deviation lists."""
    of_country = country or csca.read.country or "MA"
    return signer(
        csca, "List signer", country=of_country, start=start, more=[(for_lists(purpose), True)]
    )


def for_lists(purpose: str) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage([x509.ObjectIdentifier(purpose)])


def master_list(
    signed_by: Credential,
    certificates: Iterable[Credential],
    *,
    at: int = NOW,
    others: Iterable[Credential] = (),
    kind: str = MASTER_LIST,
) -> bytes:
    """Sign a master list."""
    return make_signed_object(
        kind,
        write_master_list([each.der for each in certificates]),
        certificate=signed_by.der,
        private_key=signed_by.key,
        signing_time=at,
        others=[each.der for each in others],
    )


def revocation_list(
    csca: Credential,
    revoked: Iterable[Credential] = (),
    *,
    at: int = NOW,
    days: int = 30,
    key: ec.EllipticCurvePrivateKey | None = None,
    more: More = (),
) -> bytes:
    """Make a list of revoked certificates."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(csca.name)
        .last_update(when(at))
        .next_update(when(at + days * 86_400))
        .add_extension(x509.CRLNumber(at), critical=False)
    )
    for extension, critical in more:
        builder = builder.add_extension(extension, critical)
    for each in revoked:
        entry = x509.RevokedCertificateBuilder(each.read.serial_number, when(at)).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key or csca.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _issue(
    subject: x509.Name,
    own: ec.EllipticCurvePrivateKey,
    issuer: Credential | None,
    start: int,
    end: int,
    extensions: profiles.MakeExtensions,
    issuer_name: x509.Name | None = None,
) -> Credential:
    issuer_key = issuer.key if issuer else own
    made = profiles.build(
        subject_name=subject,
        public_key=own.public_key(),
        issuer_name=issuer_name or (issuer.name if issuer else subject),
        issuer_public_key=issuer_key.public_key(),
        not_before=start,
        not_after=end,
        extensions=extensions,
    ).sign(issuer_key, hashes.SHA256())
    return Credential(made.public_bytes(Encoding.DER), own)


def _with_explicit_curve(made: Credential, curve: Curve) -> Credential:
    numbers = made.key.public_key().public_numbers()
    info = keys.PublicKeyInfo.load(explicit_key(curve, Point(numbers.x, numbers.y)))

    def write_out(certificate: asn1.Certificate) -> None:
        certificate["tbs_certificate"]["subject_public_key_info"] = info

    return altered(made, write_out)


def altered(
    made: Credential,
    change: Callable[[asn1.Certificate], None],
    signed_by: ec.EllipticCurvePrivateKey | None = None,
) -> Credential:
    """Change a certificate, and sign it again."""
    certificate = asn1.Certificate.load(made.der)
    change(certificate)
    signed = certificate["tbs_certificate"].dump(force=True)
    certificate["signature_value"] = (signed_by or made.key).sign(signed, ec.ECDSA(hashes.SHA256()))
    return replace(made, der=certificate.dump(force=True))


def when(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
