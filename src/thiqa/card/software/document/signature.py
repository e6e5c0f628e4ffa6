"""The one signature of EF.SOD and EF.CardSecurity, as the specimen document signer makes it.

RFC 5652, section 5; ICAO 9303-10, section 4.6.2.2. Faults leave out or change what they name.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.card.data_groups.asn1 import (
    OCTET_STRING,
    SET,
    sequence,
    write_identifier,
    write_unsigned,
)
from thiqa.card.software.faults import Fault
from thiqa.card.transport.tlv import DataObject

ID_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
ID_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
ID_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
ID_SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
ID_RSA_PSS: Final = "1.2.840.113549.1.1.10"
ID_MGF1: Final = "1.2.840.113549.1.1.8"
HASHES: Final = {
    "sha256": ("2.16.840.1.101.3.4.2.1", hashes.SHA256()),
    "sha384": ("2.16.840.1.101.3.4.2.2", hashes.SHA384()),
    "sha512": ("2.16.840.1.101.3.4.2.3", hashes.SHA512()),
}
"""NIST's identifiers of the hashes."""
ID_ECDSA: Final = {
    "sha256": "1.2.840.10045.4.3.2",
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}
OTHER_HASH: Final = {"sha256": "sha384", "sha384": "sha256", "sha512": "sha256"}

UTC_TIME: Final = 0x17
CONTEXT_0: Final = 0xA0
CONTEXT_1: Final = 0xA1
CONTEXT_2: Final = 0xA2


@dataclass(frozen=True, slots=True)
class DocumentSigner:
    """Who signs documents: a certificate and its private key."""

    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(repr=False)


def sign_content(
    content_type: str,
    content: bytes,
    *,
    signer: DocumentSigner,
    hash_name: str,
    signed_at: int,
    faults: frozenset[Fault] = frozenset(),
    data_hash: str = "sha256",
    shown: bytes | None = None,
) -> bytes:
    """Return a ContentInfo with what is signed, the signer's certificate and one signature.

    `hash_name` is the signer's hash; `data_hash` is the one that the content lists hashes by;
    `shown` is put where the content was, once it is signed.
    """
    confused = Fault.CONFUSED_HASHES in faults
    digest = hashlib.new(data_hash if confused else hash_name, content).digest()
    attributes = _attributes(content_type, digest, signed_at, faults)
    info = _signer_info(signer, hash_name, attributes, faults)
    signed = sequence(
        write_unsigned(3).to_bytes(),
        _set(_hash_algorithm(hash_name)),
        sequence(
            write_identifier(content_type).to_bytes(),
            DataObject(CONTEXT_0, DataObject(OCTET_STRING, shown or content).to_bytes()).to_bytes(),
        ),
        DataObject(CONTEXT_0, signer.certificate.public_bytes(Encoding.DER)).to_bytes(),
        _set(info),
    )
    return sequence(
        write_identifier(ID_SIGNED_DATA).to_bytes(), DataObject(CONTEXT_0, signed).to_bytes()
    )


def _attributes(
    content_type: str, digest: bytes, signed_at: int, faults: frozenset[Fault]
) -> tuple[bytes, ...]:
    """Return the signed attributes in the order of their DER (RFC 5652, section 5.3)."""
    moment = datetime.fromtimestamp(signed_at, UTC).strftime("%y%m%d%H%M%SZ").encode()
    attributes = {
        ID_CONTENT_TYPE: write_identifier(content_type).to_bytes(),
        ID_MESSAGE_DIGEST: DataObject(OCTET_STRING, digest).to_bytes(),
        ID_SIGNING_TIME: DataObject(UTC_TIME, moment).to_bytes(),
    }
    if Fault.NO_CONTENT_TYPE in faults:
        del attributes[ID_CONTENT_TYPE]
    if Fault.NO_MESSAGE_DIGEST in faults:
        del attributes[ID_MESSAGE_DIGEST]
    return tuple(
        sorted(
            sequence(write_identifier(name).to_bytes(), _set(value))
            for name, value in attributes.items()
        )
    )


def _signer_info(
    signer: DocumentSigner,
    hash_name: str,
    attributes: tuple[bytes, ...],
    faults: frozenset[Fault],
) -> bytes:
    certificate = signer.certificate
    used = OTHER_HASH[hash_name] if Fault.SIGNER_ALGORITHM in faults else hash_name
    key = signer.private_key
    if Fault.FORGED_SIGNATURE in faults:
        key = ec.generate_private_key(ec.SECP256R1())
    return sequence(
        write_unsigned(1).to_bytes(),
        sequence(
            certificate.issuer.public_bytes(),
            write_unsigned(certificate.serial_number).to_bytes(),
        ),
        _hash_algorithm(hash_name),
        DataObject(CONTEXT_0, b"".join(attributes)).to_bytes(),
        _signature_algorithm(signer.private_key, hash_name),
        DataObject(OCTET_STRING, _sign(key, _set(*attributes), used)).to_bytes(),
    )


def _sign(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, message: bytes, hash_name: str
) -> bytes:
    algorithm = HASHES[hash_name][1]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(algorithm))
    return key.sign(message, padding.PSS(padding.MGF1(algorithm), algorithm.digest_size), algorithm)


def _signature_algorithm(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, hash_name: str
) -> bytes:
    """Name the algorithm: ECDSA with its hash, or RSASSA-PSS with all of its parameters."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return sequence(write_identifier(ID_ECDSA[hash_name]).to_bytes())
    digest = _hash_algorithm(hash_name)
    mask = sequence(write_identifier(ID_MGF1).to_bytes(), digest)
    salt = write_unsigned(HASHES[hash_name][1].digest_size).to_bytes()
    tagged = ((CONTEXT_0, digest), (CONTEXT_1, mask), (CONTEXT_2, salt))
    parameters = sequence(*(DataObject(tag, value).to_bytes() for tag, value in tagged))
    return sequence(write_identifier(ID_RSA_PSS).to_bytes(), parameters)


def _hash_algorithm(hash_name: str) -> bytes:
    return sequence(write_identifier(HASHES[hash_name][0]).to_bytes())


def _set(*values: bytes) -> bytes:
    return DataObject(SET, b"".join(values)).to_bytes()
