"""Certificates in any other form than the one that TR-03110 gives them.

The numbers of cases are those of BSI TR-03105, part 3.2.
"""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from terminals import TODAY, Hierarchy, changed, fields_of, signed
from thiqa.card.channel.cv_certificates import (
    CvCertificate,
    CvSigningKey,
    KeyReference,
    read_ef_cvca,
    verify_certificate,
)
from thiqa.card.channel.cv_certificates.errors import (
    CvCertificateError,
    CvKeyError,
    CvMalformedError,
    CvReferenceError,
)
from thiqa.card.channel.cv_certificates.public_key import CvPublicKey, read_public_key
from thiqa.card.transport.tlv import DataObject, parse
from thiqa.crypto.certificate_keys import RsaKey
from thiqa.crypto.signature_algorithms import Mechanism, SignatureAlgorithm

HIERARCHY = Hierarchy()
CERTIFICATE = HIERARCHY.verifier.certificate
ISSUER = HIERARCHY.authority.key
FIELDS = fields_of(CERTIFICATE)
PARTS = CERTIFICATE.to_parts()
BODY, SIGNATURE = CERTIFICATE.body, PARTS[len(CERTIFICATE.body) :]


def refused(parts: bytes, error: type[CvCertificateError] = CvMalformedError) -> None:
    with pytest.raises(error):
        CvCertificate.from_parts(parts)


def test_the_certificate_of_these_tests_is_right() -> None:
    assert CvCertificate.from_parts(signed(FIELDS, ISSUER)).holder == CERTIFICATE.holder


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(BODY, id="J_4 without a signature"),
        pytest.param(SIGNATURE, id="J_5 without a body"),
        pytest.param(SIGNATURE + BODY, id="signature first"),
        pytest.param(b"\x7f\x4d" + PARTS[2:], id="J_17 J_26 another tag of the body"),
        pytest.param(
            BODY + b"\x5f\x38" + SIGNATURE[2:], id="J_18 J_27 another tag of the signature"
        ),
        pytest.param(PARTS[:-1], id="J_29 signature cut off"),
        pytest.param(PARTS + b"\0", id="a byte more"),
        pytest.param(PARTS + SIGNATURE, id="two signatures"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x7f\x4e\x00" + SIGNATURE, id="empty body"),
        pytest.param(b"\x7f\x4e\x82" + len(BODY[4:]).to_bytes(2) + PARTS[4:], id="longer length"),
        pytest.param(b"\x7f\x4e\x80" + PARTS[4:], id="indefinite length"),
        pytest.param(bytes(5_000), id="far too long"),
    ],
)
def test_a_certificate_of_another_shape(parts: bytes) -> None:
    refused(parts)


@pytest.mark.parametrize("shift", [-1, 1], ids=["shorter", "longer"])
def test_a_length_that_is_wrong(shift: int) -> None:
    """J_28: the body says another length than it has."""
    refused(PARTS[:3] + bytes((PARTS[3] + shift,)) + PARTS[4:])


@pytest.mark.parametrize("tag", sorted(FIELDS), ids=lambda tag: f"{tag:X}")
def test_a_field_that_is_missing_or_there_twice(tag: int) -> None:
    """J_6, J_7, J_8."""
    refused(signed({each: FIELDS[each] for each in FIELDS if each != tag}, ISSUER))
    content = b"".join(
        2 * DataObject(each, FIELDS[each]).to_bytes()
        if each == tag
        else DataObject(each, FIELDS[each]).to_bytes()
        for each in FIELDS
    )
    refused(DataObject(0x7F4E, content).to_bytes() + SIGNATURE)


def test_fields_in_another_order() -> None:
    refused(signed(dict(sorted(FIELDS.items(), reverse=True)), ISSUER))


def test_a_field_that_nobody_knows() -> None:
    refused(signed({**FIELDS, 0x5F2D: b"\0"}, ISSUER))


@pytest.mark.parametrize("value", [b"", b"\1", b"\0\0"], ids=["empty", "version 2", "two bytes"])
def test_another_profile(value: bytes) -> None:
    refused(changed(CERTIFICATE, ISSUER, _5F29=value))


@pytest.mark.parametrize("tag", ["_5F25", "_5F24"])
@pytest.mark.parametrize(
    "day",
    [
        pytest.param("26010", id="five digits"),
        pytest.param("2601011", id="seven digits"),
        pytest.param("261301", id="J_19 J_20 thirteenth month"),
        pytest.param("260230", id="30 February"),
        pytest.param("260000", id="no day"),
    ],
)
def test_a_date_that_no_calendar_has(tag: str, day: str) -> None:
    refused(changed(CERTIFICATE, ISSUER, **{tag: bytes(int(digit) for digit in day)}))


@pytest.mark.parametrize("tag", ["_5F25", "_5F24"])
def test_digits_that_are_no_digits(tag: str) -> None:
    """J_9, J_10: packed, written in ASCII, or above nine."""
    for value in (bytes.fromhex("260101"), b"260101", bytes((2, 6, 0, 0x0A, 0, 1))):
        refused(changed(CERTIFICATE, ISSUER, **{tag: value}))


def test_a_time_that_ends_before_it_begins() -> None:
    """J_21."""
    refused(changed(CERTIFICATE, ISSUER, _5F24=bytes((2, 5, 1, 2, 3, 1))))


@pytest.mark.parametrize(
    "template",
    [
        pytest.param(b"", id="empty"),
        pytest.param(bytes.fromhex("060904007F00070301020453 0183"), id="J_23 unknown kind"),
        pytest.param(bytes.fromhex("060904007F0007030102015300"), id="no rights"),
        pytest.param(bytes.fromhex("060904007F000703010201530283 00"), id="too many rights"),
        pytest.param(bytes.fromhex("530183060904007F000703010201"), id="rights first"),
        pytest.param(bytes.fromhex("060904007F000703010201"), id="kind alone"),
        pytest.param(bytes.fromhex("060904007F000703010201530183530183"), id="rights twice"),
    ],
)
def test_an_authorization_that_says_nothing_clear(template: bytes) -> None:
    refused(changed(CERTIFICATE, ISSUER, _7F4C=template))


@pytest.mark.parametrize("tag", ["_42", "_5F20"])
@pytest.mark.parametrize(
    "name",
    [
        b"",
        b"MA",
        b"MA0000",
        b"ma12345",
        b"MASEVENTEEN000001",
        b"MATOOLONGNAME00001",
        b"MADV0000a",
        b"MADV\x0000001",
        b"MADV\x8500001",
    ],
)
def test_a_reference_that_is_none(tag: str, name: bytes) -> None:
    refused(changed(CERTIFICATE, ISSUER, **{tag: name}), CvReferenceError)


@pytest.mark.parametrize("extensions", [b"", b"\x73", b"\x06\x01\x00", bytes.fromhex("7300") * 17])
def test_extensions_that_are_none(extensions: bytes) -> None:
    refused(signed({**FIELDS, 0x65: extensions}, ISSUER))


def test_extensions_that_nobody_knows_do_no_harm() -> None:
    """TR-03110-3, appendix C.3: a card must not refuse them."""
    known = DataObject(0x73, bytes.fromhex("06010053 0101")).to_bytes()
    parts = signed({**FIELDS, 0x65: known}, ISSUER)
    assert CvCertificate.from_parts(parts).holder == CERTIFICATE.holder


Edit = Callable[[dict[int, bytes]], dict[int, bytes]]
ON_CURVE = HIERARCHY.authority.key.public.to_bytes(with_parameters=True)
RSA = CvPublicKey(
    SignatureAlgorithm(Mechanism.RSA_PKCS1, "sha256"),
    RsaKey(rsa.generate_private_key(65537, 2048).public_key().public_numbers().n, 65537),
).to_bytes(with_parameters=False)


def edited(key: bytes, edit: Edit) -> bytes:
    objects = edit({item.tag: item.value for item in parse(key)})
    return b"".join(DataObject(tag, value).to_bytes() for tag, value in objects.items())


def without(*tags: int) -> Edit:
    return lambda objects: {tag: objects[tag] for tag in objects if tag not in tags}


def having(tag: int, value: bytes) -> Edit:
    return lambda objects: {**objects, tag: value}


@pytest.mark.parametrize(
    ("key", "edit"),
    [
        pytest.param(ON_CURVE, without(0x06), id="J_37 no algorithm"),
        pytest.param(ON_CURVE, having(0x06, b"\x2a\x03"), id="J_24 unknown algorithm"),
        pytest.param(
            ON_CURVE, having(0x06, bytes.fromhex("04007F00070202020206")), id="one hash too many"
        ),
        pytest.param(ON_CURVE, having(0x06, bytes.fromhex("04007F00070202020102")), id="RSA"),
        pytest.param(ON_CURVE, without(0x86), id="J_38 no point"),
        pytest.param(ON_CURVE, having(0x88, b"\1"), id="J_41 unknown object"),
        pytest.param(ON_CURVE, having(0x86, b"\0"), id="infinity"),
        pytest.param(ON_CURVE, having(0x86, b"\x04" + bytes(64)), id="off the curve"),
        pytest.param(ON_CURVE, having(0x86, b"\x02" + bytes(32)), id="compressed"),
        pytest.param(ON_CURVE, having(0x82, b"\1"), id="another curve"),
        pytest.param(ON_CURVE, having(0x84, b"\x04" + bytes(64)), id="another base point"),
        pytest.param(ON_CURVE, having(0x85, b"\1"), id="another order"),
        pytest.param(ON_CURVE, having(0x87, b"\2"), id="another cofactor"),
        *(
            pytest.param(ON_CURVE, without(tag), id=f"parameters without {tag:X}")
            for tag in (0x81, 0x82, 0x83, 0x84, 0x85)
        ),
        pytest.param(ON_CURVE, without(0x81, 0x82, 0x83, 0x84, 0x85), id="cofactor alone"),
        pytest.param(RSA, without(0x81), id="J_39 no modulus"),
        pytest.param(RSA, without(0x82), id="J_40 no exponent"),
        pytest.param(RSA, having(0x81, b"\0" + bytes(256)), id="zero modulus"),
        pytest.param(RSA, having(0x81, b"\xff" * 64), id="512 bits"),
        pytest.param(RSA, having(0x81, b"\xff" * 255), id="2040 bits"),
        pytest.param(RSA, having(0x82, b"\1"), id="exponent 1"),
        pytest.param(RSA, having(0x82, b"\1\0\0\0\1"), id="exponent of 33 bits"),
        pytest.param(RSA, having(0x82, b"\0\1\0\1"), id="leading zero"),
        pytest.param(RSA, having(0x82, b"\4"), id="even exponent"),
    ],
)
def test_a_public_key_that_is_none(key: bytes, edit: Edit) -> None:
    with pytest.raises((CvKeyError, CvMalformedError)):
        read_public_key(edited(key, edit))


def test_the_keys_of_these_tests_are_right() -> None:
    for key in (ON_CURVE, RSA):
        assert isinstance(read_public_key(edited(key, without())), CvPublicKey)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(36),
        bytes(35),
        b"\x42\x0bMACVCA00001".ljust(35, b"\0"),
        (3 * b"\x42\x09MAX00001").ljust(36, b"\0"),
        b"\x5f\x20\x0bMACVCA00001".ljust(36, b"\0"),
        (b"\x42\x0bMACVCA00001" + b"\0" + b"\x42\x0bMACVCA00002").ljust(36, b"\0"),
    ],
    ids=lambda content: content.hex()[:8] + f" {len(content)}",
)
def test_a_list_of_authorities_that_is_none(content: bytes) -> None:
    with pytest.raises(CvCertificateError):
        read_ef_cvca(content)


def test_every_changed_byte_of_a_certificate_is_noticed() -> None:
    anchor = HIERARCHY.anchor
    raw = CERTIFICATE.to_bytes()
    for at in range(len(raw)):
        broken = raw[:at] + bytes((raw[at] ^ 0x01,)) + raw[at + 1 :]
        with pytest.raises(CvCertificateError):
            verify_certificate(CvCertificate.from_bytes(broken), anchor, TODAY)


def test_every_cut_of_a_certificate_is_noticed() -> None:
    raw = CERTIFICATE.to_bytes()
    for length in range(len(raw)):
        with pytest.raises(CvCertificateError):
            CvCertificate.from_bytes(raw[:length])


def test_names_are_taken_apart_from_the_end() -> None:
    reference = KeyReference.from_text("MADVMA001MA001")
    assert (reference.country, reference.mnemonic, reference.sequence) == ("MA", "DVMA001", "MA001")


def test_a_private_key_shows_nothing_of_itself() -> None:
    key = HIERARCHY.authority.key
    assert isinstance(key, CvSigningKey)
    assert str(key.private) not in repr(key)
