"""What each kind of specimen certificate contains (RFC 5280; Doc 9303-12 for the chip's tree)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

from thiqa.pki.errors import SpecimenError

COUNTRY: Final = "MA"
DOCUMENT_COUNTRY: Final = "MAR"
PNO_PREFIX: Final = "PNOMA-"
"""Personal number of Morocco (ETSI EN 319 412-1, section 5.1.3)."""

UB_COMMON_NAME: Final = 64
"""Upper bound of a common name (RFC 5280, appendix A.1)."""

SPECIMEN_CARD_POLICY: Final = ObjectIdentifier("2.25.46758515695561961458604015290550313261")
"""Login certificate of a specimen card; the number is a random UUID (X.667)."""
SPECIMEN_SEAL_POLICY: Final = ObjectIdentifier("2.25.160049290049839317212416072376587115818")
"""A seal of the specimen authority; the number is a random UUID (X.667)."""
NCP_PLUS: Final = ObjectIdentifier("0.4.0.2042.1.2")
"""The key is in a secure device (ETSI EN 319 411-1, section 5.3)."""

DOCUMENT_TYPE_LIST: Final = x509.UnrecognizedExtension(
    ObjectIdentifier("2.23.136.1.1.6.2"), bytes.fromhex("30080201003103130149")
)
"""Document type I, identity card (Doc 9303-12, section 7.1.1)."""

Extensions = list[tuple[x509.ExtensionType, bool]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the extensions of a certificate are made from."""

    public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    issuer_public_key: ec.EllipticCurvePublicKey
    not_before: int
    not_after: int


MakeExtensions = Callable[[Subject], Extensions]


def build(
    *,
    subject_name: x509.Name,
    public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    issuer_name: x509.Name,
    issuer_public_key: ec.EllipticCurvePublicKey,
    not_before: int,
    not_after: int,
    extensions: MakeExtensions,
    serial_number: int | None = None,
) -> x509.CertificateBuilder:
    """Put a certificate together, ready to be signed; times in seconds since the epoch."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject_name)
        .issuer_name(issuer_name)
        .public_key(public_key)
        .serial_number(serial_number or x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(not_before, UTC))
        .not_valid_after(datetime.fromtimestamp(not_after, UTC))
    )
    for extension, critical in extensions(
        Subject(public_key, issuer_public_key, not_before, not_after)
    ):
        builder = builder.add_extension(extension, critical)
    return builder


def specimen_name(common_name: str) -> x509.Name:
    """Name one of the specimen authorities."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, COUNTRY),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Specimen"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def card_holder(given_name: str | None, family_name: str, national_number: str) -> x509.Name:
    """Name the holder of a card; an over-long common name is cut before the number."""
    if not family_name:
        raise SpecimenError("a card certificate needs a family name")
    names = ",".join(name for name in (family_name, given_name) if name)
    room = UB_COMMON_NAME - len(national_number) - 1
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, COUNTRY),
        x509.NameAttribute(NameOID.COMMON_NAME, f"{names[:room]},{national_number}"),
        x509.NameAttribute(NameOID.SURNAME, family_name),
        x509.NameAttribute(NameOID.SERIAL_NUMBER, PNO_PREFIX + national_number),
    ]
    if given_name:
        attributes.insert(3, x509.NameAttribute(NameOID.GIVEN_NAME, given_name))
    return x509.Name(attributes)


def csca(subject: Subject) -> Extensions:
    """Return the extensions of the authority above the document signers."""
    return [*_authority(subject, path_length=0), *_document(subject)]


def document_signer(subject: Subject) -> Extensions:
    """Return the extensions of a document signer."""
    return [*_end_entity(subject), *_document(subject), (DOCUMENT_TYPE_LIST, False)]


def list_signer(subject: Subject, purpose: str) -> Extensions:
    """Return the extensions of who signs master or deviation lists (Doc 9303-12, 7.1.1.3)."""
    usage = x509.ExtendedKeyUsage([ObjectIdentifier(purpose)])
    return [*_end_entity(subject), *_document(subject), (usage, True)]


def root(subject: Subject) -> Extensions:
    """Return the extensions of the root above the issuing authority."""
    return _authority(subject, path_length=1)


def issuing_ca(subject: Subject) -> Extensions:
    """Return the extensions of the authority that issues card certificates."""
    return _authority(subject, path_length=0)


def ocsp_responder(subject: Subject) -> Extensions:
    """Return the extensions of a delegated OCSP responder (RFC 6960, section 4.2.2.2)."""
    return [
        *_end_entity(subject),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), True),
        (x509.OCSPNoCheck(), False),
    ]


def card(subject: Subject, ocsp_url: str) -> Extensions:
    """Return the extensions of a card's login certificate."""
    ocsp = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(ocsp_url)
    )
    policies = [x509.PolicyInformation(oid, None) for oid in (SPECIMEN_CARD_POLICY, NCP_PLUS)]
    return [
        *_end_entity(subject),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), True),
        (x509.CertificatePolicies(policies), False),
        (x509.AuthorityInformationAccess([ocsp]), False),
    ]


def seal_ca(subject: Subject) -> Extensions:
    """Return the extensions of an authority that issues seals, or units that stamp times."""
    return _authority(subject, path_length=0)


def seal(subject: Subject, ocsp_url: str) -> Extensions:
    """Return the extensions of a body's seal (ETSI EN 319 412-2, section 4.3; 412-3)."""
    ocsp = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(ocsp_url)
    )
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(signs_certificates=False, commits=True), True),
        *_identifiers(subject),
        (x509.CertificatePolicies([x509.PolicyInformation(SPECIMEN_SEAL_POLICY, None)]), False),
        (x509.AuthorityInformationAccess([ocsp]), False),
    ]


def time_stamping_unit(subject: Subject, list_url: str) -> Extensions:
    """Return the extensions of a unit that stamps times (RFC 3161, section 2.3)."""
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(list_url)], None, None, None)
    return [
        *_end_entity(subject),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
        (x509.CRLDistributionPoints([point]), False),
    ]


def body(organization: str, identifier: str) -> x509.Name:
    """Name a public body in its seal (ETSI EN 319 412-3, section 4.2.1)."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, COUNTRY),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, identifier),
            x509.NameAttribute(NameOID.COMMON_NAME, organization),
        ]
    )


def _authority(subject: Subject, *, path_length: int) -> Extensions:
    return [
        (x509.BasicConstraints(ca=True, path_length=path_length), True),
        (_key_usage(signs_certificates=True), True),
        *_identifiers(subject),
    ]


def _end_entity(subject: Subject) -> Extensions:
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(signs_certificates=False), True),
        *_identifiers(subject),
    ]


def _document(subject: Subject) -> Extensions:
    place = x509.DirectoryName(
        x509.Name([x509.NameAttribute(NameOID.LOCALITY_NAME, DOCUMENT_COUNTRY)])
    )
    period = x509.PrivateKeyUsagePeriod(
        datetime.fromtimestamp(subject.not_before, UTC),
        datetime.fromtimestamp(subject.not_after, UTC),
    )
    return [
        (x509.SubjectAlternativeName([place]), False),
        (x509.IssuerAlternativeName([place]), False),
        (period, False),
    ]


def _identifiers(subject: Subject) -> Extensions:
    return [
        (x509.SubjectKeyIdentifier.from_public_key(subject.public_key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(subject.issuer_public_key), False),
    ]


def _key_usage(*, signs_certificates: bool, commits: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=commits,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
