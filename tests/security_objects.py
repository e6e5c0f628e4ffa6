"""Signed objects of specimen documents, right ones and ones that are wrong in one way."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from authorities import NOW
from thiqa.card.transport.tlv import DataObject

SOD_TYPE = "2.23.136.1.1.1"
YEAR = 31_557_600
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extensions = list[tuple[x509.ExtensionType, bool]]
HASHES: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


@dataclass(frozen=True)
class Authority:
    """A certificate with its key: of a specimen country, or of a specimen document signer."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def name(country: str, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Specimen"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def key_period(not_before: int, not_after: int) -> x509.PrivateKeyUsagePeriod:
    return x509.PrivateKeyUsagePeriod(
        datetime.fromtimestamp(not_before, UTC), datetime.fromtimestamp(not_after, UTC)
    )


def document_types(*types: str) -> x509.UnrecognizedExtension:
    """DocumentTypeList (Doc 9303-12, section 7.1.1)."""
    held = b"".join(DataObject(0x13, each.encode()).to_bytes() for each in types)
    value = DataObject(0x30, b"\x02\x01\x00" + DataObject(0x31, held).to_bytes()).to_bytes()
    return x509.UnrecognizedExtension(ObjectIdentifier("2.23.136.1.1.6.2"), value)


def make_csca(
    country: str = "MA",
    *,
    common_name: str = "Specimen CSCA",
    key: PrivateKey | None = None,
    not_before: int = NOW - 5 * YEAR,
    not_after: int = NOW + 15 * YEAR,
) -> Authority:
    own = key or ec.generate_private_key(ec.SECP384R1())
    subject = name(country, common_name)
    extensions: Extensions = [
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (usage(signs_certificates=True), True),
        (x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(own.public_key()), False),
    ]
    issued = _issue(subject, own, subject, own, not_before, not_after, extensions)
    return Authority(issued, own)


def make_signer(
    csca: Authority,
    *,
    common_name: str = "Specimen Document Signer",
    country: str = "MA",
    key: PrivateKey | None = None,
    not_before: int = NOW - YEAR,
    not_after: int = NOW + 11 * YEAR,
    signs_until: int = NOW + YEAR,
    types: tuple[str, ...] = ("I",),
    signed_with: PrivateKey | None = None,
    serial_number: int | None = None,
    extra: Extensions | None = None,
) -> Authority:
    """Issue a document signer; `signed_with` is somebody else's key, for forgeries."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    issuer_key = csca.key.public_key()
    extensions: Extensions = [
        (usage(signs_certificates=False), True),
        (x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), False),
        (key_period(not_before, signs_until), False),
        *([(document_types(*types), False)] if types else []),
        *(extra or []),
    ]
    subject = name(country, common_name)
    issuer = csca.certificate.subject
    by = signed_with or csca.key
    return Authority(
        _issue(subject, own, issuer, by, not_before, not_after, extensions, serial_number), own
    )


def _issue(
    subject: x509.Name,
    key: PrivateKey,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    not_before: int,
    not_after: int,
    extensions: Extensions,
    serial_number: int | None = None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial_number or x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(not_before, UTC))
        .not_valid_after(datetime.fromtimestamp(not_after, UTC))
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA384())


@dataclass(frozen=True)
class Signing:
    """How SignerInfo is written; each field is one way to be wrong."""

    digest: str = "sha256"
    """What SignerInfo names as digestAlgorithm."""
    signature_hash: str = "sha256"
    pss_salt: int | None = None
    """If given, an RSA key signs with PSS."""
    named_algorithm: dict[str, Any] | None = None
    """What SignerInfo names as signatureAlgorithm, if it is not what was used."""
    content_type: str | None = SOD_TYPE
    """What the signed attributes say; None leaves it out."""
    with_digest: bool = True
    message_digest: bytes | None = None
    """What the signed attributes say, if it is not the hash of the content."""
    signing_time: int | None = NOW - 30 * 86_400
    by_key_identifier: bool = False
    certificates: tuple[bytes, ...] | None = None
    """Those that come along, if it is not the signer's."""
    unordered: bool = False
    """Whether the signed attributes stand in another order than DER's."""
    repeated: bool = False
    """Whether the signed attributes are there twice."""
    version: str = "v3"
    listed_digest: str | None = None
    """What stands before the content as the hash, if it is not what SignerInfo names."""
    signers: int = 1
    content_after: Callable[[bytes], bytes] = field(default=lambda content: content)
    """What becomes of the content after it was signed."""


def sign_object(
    content: bytes, signer: Authority, how: Signing | None = None, kind: str = SOD_TYPE
) -> bytes:
    """Write a CMS message around some content, in DER."""
    how = how or Signing()
    info = _signer_info(content, signer, how)
    given = how.certificates if how.certificates is not None else (signer.der,)
    certificates = [asn1_x509.Certificate.load(each) for each in given]
    data = {
        "version": how.version,
        "digest_algorithms": [{"algorithm": how.listed_digest or how.digest}],
        "encap_content_info": {
            "content_type": kind,
            "content": core.ParsableOctetString(how.content_after(content)),
        },
        "signer_infos": [info] * how.signers,
    }
    if certificates:
        data["certificates"] = certificates
    message = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})
    return bytes(message.dump())


def _signer_info(content: bytes, signer: Authority, how: Signing) -> cms.SignerInfo:
    attributes = []
    if how.content_type is not None:
        attributes.append(("content_type", cms.ContentType(how.content_type)))
    if how.with_digest:
        hashed = how.message_digest or hashlib.new(how.digest, content).digest()
        attributes.append(("message_digest", core.OctetString(hashed)))
    if how.signing_time is not None:
        time = datetime.fromtimestamp(how.signing_time, UTC)
        attributes.append(("signing_time", cms.Time({"utc_time": core.UTCTime(time)})))
    written = sorted(
        bytes(cms.CMSAttribute({"type": each, "values": [value]}).dump())
        for each, value in attributes
    )
    if how.repeated:
        written = sorted(written * 2)
    if how.unordered:
        written.reverse()
    signed = cms.CMSAttributes.load(DataObject(0x31, b"".join(written)).to_bytes())
    algorithm, signature = _sign(signer.key, how, signed.dump())
    return cms.SignerInfo(
        {
            "version": "v3" if how.by_key_identifier else "v1",
            "sid": _identify(signer.certificate, how),
            "digest_algorithm": {"algorithm": how.digest},
            "signed_attrs": signed,
            "signature_algorithm": how.named_algorithm or algorithm,
            "signature": signature,
        }
    )


def _identify(certificate: x509.Certificate, how: Signing) -> cms.SignerIdentifier:
    read = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    if how.by_key_identifier:
        return cms.SignerIdentifier({"subject_key_identifier": read.key_identifier})
    number = cms.IssuerAndSerialNumber(
        {"issuer": read.issuer, "serial_number": certificate.serial_number}
    )
    return cms.SignerIdentifier({"issuer_and_serial_number": number})


def _sign(key: PrivateKey, how: Signing, message: bytes) -> tuple[dict[str, Any], bytes]:
    algorithm = HASHES[how.signature_hash]()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return {"algorithm": f"{how.signature_hash}_ecdsa"}, key.sign(message, ec.ECDSA(algorithm))
    if how.pss_salt is None:
        signature = key.sign(message, padding.PKCS1v15(), algorithm)
        return {"algorithm": f"{how.signature_hash}_rsa"}, signature
    scheme = padding.PSS(padding.MGF1(algorithm), how.pss_salt)
    return pss(how.signature_hash, how.pss_salt), key.sign(message, scheme, algorithm)


def pss(hash_name: str, salt: int) -> dict[str, Any]:
    """Name RSASSA-PSS with its parameters (RFC 4055, section 3.1)."""
    mask = {"algorithm": "mgf1", "parameters": {"algorithm": hash_name}}
    return {
        "algorithm": "rsassa_pss",
        "parameters": algos.RSASSAPSSParams(
            {
                "hash_algorithm": {"algorithm": hash_name},
                "mask_gen_algorithm": mask,
                "salt_length": salt,
            }
        ),
    }


def hash_list(
    files: Mapping[int, bytes],
    hash_name: str = "sha256",
    *,
    version: int = 0,
    versions: tuple[str, str] | None = None,
) -> bytes:
    """Write LDSSecurityObject (Doc 9303-10, section 4.6.2.4)."""
    listed = b"".join(
        DataObject(
            0x30,
            DataObject(2, bytes([number])).to_bytes()
            + DataObject(4, hashlib.new(hash_name, file).digest()).to_bytes(),
        ).to_bytes()
        for number, file in files.items()
    )
    stated = b"".join(DataObject(0x13, each.encode()).to_bytes() for each in versions or ())
    return DataObject(
        0x30,
        bytes([2, 1, version])
        + algos.DigestAlgorithm({"algorithm": hash_name}).dump()
        + DataObject(0x30, listed).to_bytes()
        + (DataObject(0x30, stated).to_bytes() if versions else b""),
    ).to_bytes()


def sod_file(signed_object: bytes) -> bytes:
    """Put a signed object into EF.SOD."""
    return DataObject(0x77, signed_object).to_bytes()
