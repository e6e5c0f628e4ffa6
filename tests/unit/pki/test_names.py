"""Distinguished names as texts, and what counts when they are compared."""

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from authorities import NOW
from thiqa.pki.errors import NameMalformedError
from thiqa.pki.names import MAX_NAME_CHARACTERS, is_named, parse_name
from tls_certificates import issue, make_authority


def certificate(subject: x509.Name) -> x509.Certificate:
    return issue(make_authority(), subject, now=NOW).certificate


def test_a_text_begins_with_the_last_part_of_the_name() -> None:
    name = parse_name("CN=town-hall,O=Commune de Rabat,C=MA")
    assert [each.oid for each in name] == [
        NameOID.COUNTRY_NAME,
        NameOID.ORGANIZATION_NAME,
        NameOID.COMMON_NAME,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "CN=town-hall,O=Commune de Rabat,C=MA",
        "cn=town-hall,o=Commune de Rabat,c=MA",
        "2.5.4.3=town-hall,O=Commune de Rabat,C=MA",
        r"CN=town-hall,O=Commune\20de\20Rabat,C=MA",
        "CN=#746f776e2d68616c6c,O=Commune de Rabat,C=MA",
    ],
)
def test_spellings_of_one_name_are_equal(text: str) -> None:
    subject = parse_name("CN=town-hall,O=Commune de Rabat,C=MA")
    assert is_named(certificate(subject), parse_name(text))


def test_the_order_inside_one_part_does_not_count() -> None:
    assert is_named(certificate(parse_name("CN=a+UID=b,C=MA")), parse_name("UID=b+CN=a,C=MA"))


@pytest.mark.parametrize(
    "text",
    [
        "CN=Town-hall,O=Commune de Rabat,C=MA",
        "CN=town-hall,O=Commune  de Rabat,C=MA",
        "CN=town-hall,O=Commune de Rabat",
        "O=Commune de Rabat,CN=town-hall,C=MA",
        "CN=town-hall+O=Commune de Rabat,C=MA",
        "CN=town-hall,O=Commune de Rabat,C=MA,C=MA",
        r"CN=town-hall\,O=Commune de Rabat,C=MA",
        "CN=town-hall",
    ],
)
def test_names_that_differ_are_not_equal(text: str) -> None:
    subject = parse_name("CN=town-hall,O=Commune de Rabat,C=MA")
    assert not is_named(certificate(subject), parse_name(text))


def test_how_a_value_is_encoded_does_not_count() -> None:
    printable = x509.NameAttribute(
        NameOID.COMMON_NAME, "town-hall", x509.name._ASN1Type.PrintableString
    )
    assert is_named(certificate(x509.Name([printable])), parse_name("CN=town-hall"))


def test_letters_of_any_script_are_read() -> None:
    name = parse_name("CN=بلدية الرباط,C=MA")
    assert is_named(certificate(name), parse_name("CN=بلدية الرباط,C=MA"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "town-hall",
        "CN",
        "CN=a,",
        ",CN=a",
        "CN=a, O=b",
        "/C=MA/CN=a",
        "C=MAR",
        "unknown=a",
        "CN=a+CN=a",
        "CN=#zz",
        "CN=a\x00",
        "CN=" + "a" * 65,
        "OU=" + "a" * MAX_NAME_CHARACTERS,
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(NameMalformedError):
        parse_name(text)
