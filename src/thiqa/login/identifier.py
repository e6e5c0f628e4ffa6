"""Whose a card is: the semantic identifier in its certificate (ETSI EN 319 412-1, 5.1.3)."""

import re
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from thiqa.login.errors import ForeignIdentifierError, IdentifierMalformedError
from thiqa.people import NationalNumberError, check_national_number

COUNTRY: Final = "MA"
PERSONAL_NUMBER: Final = re.compile(r"PNO([A-Z]{2})-(.{1,32})")


def read_national_number(certificate: x509.Certificate) -> str:
    """Return the national number of the holder; of another country's, refuse to guess."""
    attributes = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if len(attributes) != 1:
        raise IdentifierMalformedError("not exactly one serialNumber in the subject")
    value = attributes[0].value
    match = PERSONAL_NUMBER.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise IdentifierMalformedError("the serialNumber is not a personal number")
    country, number = match.groups()
    if country != COUNTRY:
        raise ForeignIdentifierError(f"a personal number of {country}")
    try:
        check_national_number(number)
    except NationalNumberError as error:
        raise IdentifierMalformedError(str(error)) from error
    return number
