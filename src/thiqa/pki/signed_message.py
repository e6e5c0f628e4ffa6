"""One signature in a CMS message (RFC 5652), with its certificate named in what is signed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms, core, parser
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.pki.certificate import UNREADABLE, read_certificate, read_public_key
from thiqa.pki.errors import CertificateError, SignedMessageError, SignedMessageForgedError

MAX_MESSAGE_BYTES: Final = 65_536
MAX_CERTIFICATES: Final = 8

HASHES: Final[Mapping[str, Callable[[], hashes.HashAlgorithm]]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}

SET_TAG: Final = b"\x31"
NO_PARAMETERS: Final = b"\x05\x00"
"""NULL, or nothing at all (RFC 5754, section 2)."""

UNREADABLE_MESSAGE: Final = (*UNREADABLE, KeyError, IndexError, AttributeError, RecursionError)
"""What asn1crypto raises for bytes that are not what they should be."""


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A message whose one signature holds; made by `read_signed_message` only.

    Nothing is said about the signer's certificate but that the signature names it.
    """

    signer: x509.Certificate
    certificates: tuple[x509.Certificate, ...]
    content_type: str
    content: bytes | None
    """What lies inside; None if the signature is about something beside it."""
    hash_name: str
    digest: bytes
    """The hash of what is signed, `content` or something beside the message."""
    signature: bytes
    unsigned: tuple[tuple[str, tuple[bytes, ...]], ...]
    """Attributes that were added after signing, by their names, in DER."""


def read_signed_message(der: bytes) -> SignedMessage:
    """Read a message and check its signature.

    1. It is one message in DER of a sensible size, with one signer.
    2. The signer's certificate is in it, and the signed attributes name it (RFC 5035, section 3).
    3. The signed attributes say what is signed, and of which kind (RFC 5652, section 11).
    4. The signature over them is the certificate's key's.

    Raises SignedMessageError if it cannot be read, SignedMessageForgedError if it does not hold.
    """
    try:
        data, signer = _read(der)  # 1
        certificates = _read_certificates(data)
        certificate = _find_signer(signer, certificates)
        attributes = _read_attributes(signer)
        _require_named(certificate, attributes)  # 2
        kind, hash_name, digest = _require_content(data, signer, attributes)  # 3
        content = _read_content(data, hash_name, digest)
        _require_signature(certificate, signer)  # 4
        unsigned = _read_unsigned(signer)
    except UNREADABLE_MESSAGE as error:
        raise SignedMessageError(f"not a signed message: {type(error).__name__}") from error
    except CertificateError as error:
        raise SignedMessageError(f"the signer's certificate: {error}") from error
    return SignedMessage(
        certificate,
        certificates,
        kind,
        content,
        hash_name,
        digest,
        signer["signature"].native,
        unsigned,
    )


def _read(der: bytes) -> tuple[Any, Any]:
    if len(der) > MAX_MESSAGE_BYTES:
        raise SignedMessageError("the message is too large")
    message = cms.ContentInfo.load(der, strict=True)
    if message["content_type"].native != "signed_data":
        raise SignedMessageError("not a signed message")
    data = message["content"]
    if len(data["signer_infos"]) != 1:
        raise SignedMessageError("not exactly one signer")
    signer = data["signer_infos"][0]
    _require_nothing_more(message, data, signer)
    _require_form(data, signer)
    return data, signer


def _require_nothing_more(message: Any, data: Any, signer: Any) -> None:
    """Require that nothing lies in a message that no field of it is (RFC 5652, sections 3 and 5).

    Lists of revoked certificates, which no signature covers either, have their place elsewhere.
    """
    outer = _parts(message.contents)
    wrapped = parser.parse(outer[-1])[4]
    fields = 6 if isinstance(signer["unsigned_attrs"], core.Void) else 7
    held = [outer, _parts(wrapped), _parts(data.contents), _parts(signer.contents)]
    if [len(each) for each in held] != [2, 1, 5, fields] or not isinstance(data["crls"], core.Void):
        raise SignedMessageError("more in a message than belongs there")


def _parts(contents: bytes) -> list[bytes]:
    """Take values in DER apart that stand one after the other."""
    parts = []
    while contents:
        length = parser.peek(contents)
        parts.append(contents[:length])
        contents = contents[length:]
    return parts


def _require_form(data: Any, signer: Any) -> None:
    """Require what no signature covers to be as the rest asks (RFC 5652, sections 5.1 and 5.3)."""
    kind = data["encap_content_info"]["content_type"].native
    versions = (data["version"].native, signer["version"].native)
    if versions != (("v1" if kind == "data" else "v3"), "v1"):
        raise SignedMessageError("a version that does not go with what is in it")
    algorithm = signer["digest_algorithm"]
    if [each.dump() for each in data["digest_algorithms"]] != [algorithm.dump()]:
        raise SignedMessageError("hashed with something else than it says")
    if algorithm["parameters"].dump() not in {b"", NO_PARAMETERS}:
        raise SignedMessageError("a hash with parameters")


def _read_certificates(data: Any) -> tuple[x509.Certificate, ...]:
    if len(data["certificates"]) > MAX_CERTIFICATES:
        raise SignedMessageError("too many certificates")
    return tuple(read_certificate(each.chosen.dump()) for each in data["certificates"])


def _find_signer(signer: Any, certificates: tuple[x509.Certificate, ...]) -> x509.Certificate:
    if signer["sid"].name != "issuer_and_serial_number":
        raise SignedMessageError("the signer is not named by issuer and number")
    named = signer["sid"].chosen
    wanted = (named["issuer"].dump(), named["serial_number"].native)
    for certificate in certificates:
        if (certificate.issuer.public_bytes(), certificate.serial_number) == wanted:
            return certificate
    raise SignedMessageError("the signer's certificate is missing")


def _read_attributes(signer: Any) -> dict[str, Any]:
    """Return the signed attributes, each of which has one value (RFC 5652, section 11)."""
    attributes: dict[str, Any] = {}
    for attribute in signer["signed_attrs"]:
        name = attribute["type"].native
        if name in attributes or len(attribute["values"]) != 1:
            raise SignedMessageError(f"{name} is there more than once")
        attributes[name] = attribute["values"][0]
    return attributes


def _require_named(certificate: x509.Certificate, attributes: dict[str, Any]) -> None:
    if "signing_certificate_v2" in attributes:
        named = attributes["signing_certificate_v2"]["certs"][0]
        hash_name = named["hash_algorithm"]["algorithm"].native
        if hash_name not in HASHES:
            raise SignedMessageForgedError("the certificate is named by a hash not accepted here")
    elif "signing_certificate" in attributes:
        # RFC 2634: some authorities of time stamps still name their certificate by SHA-1.
        named, hash_name = attributes["signing_certificate"]["certs"][0], "sha1"
    else:
        raise SignedMessageForgedError("what is signed does not name the certificate")
    der = certificate.public_bytes(Encoding.DER)
    if named["cert_hash"].native != hashlib.new(hash_name, der, usedforsecurity=False).digest():
        raise SignedMessageForgedError("what is signed names another certificate")


def _require_content(data: Any, signer: Any, attributes: dict[str, Any]) -> tuple[str, str, bytes]:
    hash_name = str(signer["digest_algorithm"]["algorithm"].native)
    if hash_name not in HASHES:
        raise SignedMessageForgedError("signed with a hash that is not accepted")
    kind = str(data["encap_content_info"]["content_type"].native)
    if attributes["content_type"].native != kind:
        raise SignedMessageForgedError("signed as something of another kind")
    return kind, hash_name, bytes(attributes["message_digest"].native)


def _read_content(data: Any, hash_name: str, digest: bytes) -> bytes | None:
    held = data["encap_content_info"]["content"]
    if isinstance(held, core.Void):
        return None
    content = held.contents
    if hashlib.new(hash_name, content).digest() != digest:
        raise SignedMessageForgedError("what lies inside is not what was signed")
    return bytes(content)


def _require_signature(certificate: x509.Certificate, signer: Any) -> None:
    key = read_public_key(certificate)
    algorithm = HASHES[signer["digest_algorithm"]["algorithm"].native]()
    signature = signer["signature"].native
    # Tagged as part of the message, they are signed as a set of their own (section 5.4).
    signed = SET_TAG + signer["signed_attrs"].dump()[1:]
    named = signer["signature_algorithm"]
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            _require_mechanism(named, "ecdsa", algorithm.name)
            key.verify(signature, signed, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            _require_mechanism(named, "rsassa_pkcs1v15", algorithm.name)
            key.verify(signature, signed, padding.PKCS1v15(), algorithm)
    except InvalidSignature as error:
        raise SignedMessageForgedError("the signature is not its signer's") from error


def _require_mechanism(named: Any, mechanism: str, hash_name: str) -> None:
    if named.signature_algo != mechanism:
        raise SignedMessageForgedError("signed in a way that is not accepted")
    # RSA may be named without its hash (RFC 3370, section 3.2).
    if named["algorithm"].native != "rsassa_pkcs1v15" and named.hash_algo != hash_name:
        raise SignedMessageForgedError("hashed and signed with different algorithms")


def _read_unsigned(signer: Any) -> tuple[tuple[str, tuple[bytes, ...]], ...]:
    return tuple(
        (attribute["type"].native, tuple(value.dump() for value in attribute["values"]))
        for attribute in signer["unsigned_attrs"]
    )
