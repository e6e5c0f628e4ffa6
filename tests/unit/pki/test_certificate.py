import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ObjectIdentifier

from authorities import certify, holder_extensions, name
from thiqa.pki import CertificateMalformedError, read_certificate


def of_size(filler: int) -> bytes:
    padding = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), bytes(filler))
    credential = certify(name("Large"), [*holder_extensions(), (padding, False)])
    return credential.certificate.public_bytes(Encoding.DER)


def test_a_certificate_is_read() -> None:
    der = of_size(7_000)
    assert read_certificate(der).public_bytes(Encoding.DER) == der


def test_a_certificate_that_is_too_large_is_refused() -> None:
    with pytest.raises(CertificateMalformedError, match="too large"):
        read_certificate(of_size(8_000))


def test_an_extension_twice_is_refused() -> None:
    der = of_size(10)
    usage = bytes.fromhex("551d0f")
    twice = der.replace(bytes.fromhex("551d25"), usage)
    with pytest.raises(CertificateMalformedError):
        read_certificate(twice)


def test_an_extension_that_cannot_be_read_is_refused() -> None:
    broken = x509.UnrecognizedExtension(ObjectIdentifier("2.5.29.32"), b"\x30\x03\x02\x01")
    credential = certify(name("Broken"), [*holder_extensions()[:2], (broken, False)])
    with pytest.raises(CertificateMalformedError):
        read_certificate(credential.certificate.public_bytes(Encoding.DER))
