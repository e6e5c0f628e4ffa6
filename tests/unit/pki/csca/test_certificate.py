"""Certificates of states: read as they are, each departure named, nothing else let through."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from chip_authorities import NOW, YEAR, authority, name, signer
from thiqa.crypto.curves import P_256
from thiqa.pki.csca import (
    AuthorityNotAllowedError,
    AuthorityUnknownError,
    ChipCertificateError,
    Laxity,
    SignatureForgedError,
    read_chip_certificate,
    require_issued,
)


def test_what_a_certificate_says_is_read() -> None:
    found = authority("CSCA one").read
    assert found.subject_text == "C=MA, O=Specimen, CN=CSCA one"
    assert (found.country, found.names_itself, found.is_self_signed) == ("MA", True, True)
    assert (found.not_before, found.not_after) == (NOW - YEAR, NOW + YEAR)
    assert found.is_in_time(NOW)
    assert not found.is_in_time(NOW + 2 * YEAR)
    assert found.is_authority
    assert found.extensions.path_length == 0
    assert found.extensions.document_countries == ("MAR",)
    assert found.laxities == {Laxity.CURVE_BY_NAME, Laxity.NO_LIST_OF_REVOKED}


def test_a_document_signer_is_no_authority() -> None:
    csca = authority("CSCA")
    made = signer(csca)
    found = made.read
    require_issued(found, csca.read)
    assert not found.is_authority
    assert found.extensions.document_types == ("I",)
    assert found.extensions.private_key_usage == (NOW - YEAR, NOW + YEAR)
    with pytest.raises(AuthorityNotAllowedError):
        require_issued(signer(made).read, found)


def test_the_same_name_and_another_key_is_not_the_issuer() -> None:
    first, second = authority("CSCA"), authority("CSCA")
    with pytest.raises(AuthorityUnknownError, match="another key"):
        require_issued(signer(first).read, second.read)
    with pytest.raises(AuthorityUnknownError, match="another name"):
        require_issued(signer(first).read, authority("CSCA two").read)
    with pytest.raises(SignatureForgedError):
        require_issued(replace(signer(first).read, signature=b"\0"), first.read)


def test_names_are_compared_as_people_read_them() -> None:
    csca = authority("CSCA  of the  Kingdom", country="ma")
    ds = signer(csca, issuer=name("csca OF THE kingdom", "MA"))
    require_issued(ds.read, csca.read)
    assert csca.read.country == "MA"
    assert Laxity.COUNTRY_FORM in csca.read.laxities


def test_bytes_that_are_no_certificate_are_refused() -> None:
    der = authority("CSCA").der
    for wrong in (b"", der[:-1], der + b"\x00", b"\x30\x00", b"\x30\x80" + der[4:] + b"\x00\x00"):
        with pytest.raises(ChipCertificateError):
            read_chip_certificate(wrong)


def test_an_unknown_critical_extension_is_refused() -> None:
    oid = x509.ObjectIdentifier("2.25.1")
    der = authority("CSCA", more=[(x509.UnrecognizedExtension(oid, b"\x05\x00"), True)]).der
    with pytest.raises(ChipCertificateError, match="critical"):
        read_chip_certificate(der)
    read_chip_certificate(
        authority("CSCA", more=[(x509.UnrecognizedExtension(oid, b"\x05\x00"), False)]).der
    )


def altered(change: str) -> bytes:
    """Change one thing in a certificate, whatever becomes of its signature."""
    certificate = asn1.Certificate.load(authority("CSCA").der)
    inner = certificate["tbs_certificate"]
    if change == "version":
        inner["version"] = "v1"
    elif change == "extension twice":
        inner["extensions"].append(inner["extensions"][0])
    elif change == "algorithm":
        certificate["signature_algorithm"] = {"algorithm": "sha384_ecdsa"}
    elif change == "signature bits":
        signature = certificate["signature_value"].native
        odd = b"\x01" + signature[:-1] + bytes([signature[-1] & 0xFE])
        return certificate.dump()[: -len(odd)] + odd
    return bytes(certificate.dump(force=True))


@pytest.mark.parametrize("change", ["version", "extension twice", "algorithm", "signature bits"])
def test_what_a_profile_never_has_is_refused(change: str) -> None:
    with pytest.raises(ChipCertificateError):
        read_chip_certificate(altered(change))


def test_a_truth_value_of_one_counts_and_is_named() -> None:
    der = authority("CSCA").der
    lax = der.replace(bytes.fromhex("30060101ff020100"), bytes.fromhex("3006010101020100"))
    assert lax != der
    found = read_chip_certificate(lax)
    assert found.extensions.is_authority
    assert Laxity.BOOLEAN_FORM in found.laxities


def test_serial_numbers_and_missing_extensions_are_named() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(name("Bare"))
        .issuer_name(name("Bare"))
        .serial_number(1 << 158)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2060, 1, 1, tzinfo=UTC))
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=False)
        .sign(key, hashes.SHA256())
    )
    found = read_chip_certificate(made.public_bytes(Encoding.DER))
    assert found.laxities == {
        Laxity.CURVE_BY_NAME,
        Laxity.NO_SUBJECT_KEY_IDENTIFIER,
        Laxity.NO_KEY_USAGE,
        Laxity.NOT_AN_AUTHORITY,
        Laxity.CONSTRAINTS_NOT_CRITICAL,
        Laxity.PATH_LENGTH,
        Laxity.NO_USAGE_PERIOD,
        Laxity.NO_ALTERNATIVE_NAME,
        Laxity.NO_LIST_OF_REVOKED,
    }
    assert not found.is_authority


def test_explicit_parameters_are_what_the_profile_wants() -> None:
    found = authority("CSCA", explicit=P_256).read
    assert str(found.key) == "EC secp256r1"
    assert Laxity.CURVE_BY_NAME not in found.laxities
    assert found.is_self_signed
