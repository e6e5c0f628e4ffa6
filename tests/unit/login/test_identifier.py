import pytest
from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from authorities import authority, certify, holder_extensions
from thiqa.login.errors import ForeignIdentifierError, IdentifierMalformedError
from thiqa.login.identifier import read_national_number

ISSUER = authority("Issuing")


def certificate(*serial_numbers: str) -> x509.Certificate:
    subject = x509.Name(
        x509.NameAttribute(NameOID.SERIAL_NUMBER, number, _type=_ASN1Type.UTF8String)
        for number in serial_numbers
    )
    return certify(subject, holder_extensions(), issuer=ISSUER).certificate


@pytest.mark.parametrize("number", ["A1", "AB123456", "Z999999"])
def test_the_national_number_is_read(number: str) -> None:
    assert read_national_number(certificate(f"PNOMA-{number}")) == number


@pytest.mark.parametrize("identifier", ["PNOEE-38001085718", "PNODZ-AB123456", "PNOMR-AB123456"])
def test_a_person_of_another_country_is_not_mistaken_for_one_of_ours(identifier: str) -> None:
    with pytest.raises(ForeignIdentifierError):
        read_national_number(certificate(identifier))


@pytest.mark.parametrize(
    "identifier",
    [
        "AB123456",
        "PNOMA-",
        "PNOMA-ab123456",
        "PNOMA-ABC123456",
        "PNOMA-AB1234567",
        "PNOMA-AB123456 ",
        "PNOMA-AB123456\n",
        "PNOMA--AB123456",
        "PNOMA-AB٣",
        "PNOma-AB123456",
        "pnoMA-AB123456",
        "PASMA-AB123456",
        "IDCMA-AB123456",
        "PNOMAAB123456",
        " PNOMA-AB123456",
        "PNOMA-AB123456,PNOMA-AB1",
    ],
)
def test_anything_but_the_exact_grammar_is_refused(identifier: str) -> None:
    with pytest.raises(IdentifierMalformedError):
        read_national_number(certificate(identifier))


def test_two_identifiers_are_none() -> None:
    with pytest.raises(IdentifierMalformedError):
        read_national_number(certificate("PNOMA-AB1", "PNOMA-AB2"))


def test_no_identifier_is_none() -> None:
    with pytest.raises(IdentifierMalformedError):
        read_national_number(certificate())
