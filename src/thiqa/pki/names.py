"""Distinguished names as texts (RFC 4514), and compared."""

from typing import Any, Final

from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier

from thiqa.pki.errors import NameMalformedError

MAX_NAME_CHARACTERS: Final = 1_024


class _Types(dict[str, ObjectIdentifier]):
    """Types of attributes by their names, in any letter case (RFC 4512, section 1.4)."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.upper(), default)


TYPES: Final = _Types(
    CN=NameOID.COMMON_NAME,
    L=NameOID.LOCALITY_NAME,
    ST=NameOID.STATE_OR_PROVINCE_NAME,
    O=NameOID.ORGANIZATION_NAME,
    OU=NameOID.ORGANIZATIONAL_UNIT_NAME,
    C=NameOID.COUNTRY_NAME,
    STREET=NameOID.STREET_ADDRESS,
    DC=NameOID.DOMAIN_COMPONENT,
    UID=NameOID.USER_ID,
    E=NameOID.EMAIL_ADDRESS,
    EMAILADDRESS=NameOID.EMAIL_ADDRESS,
    SERIALNUMBER=NameOID.SERIAL_NUMBER,
    SN=NameOID.SURNAME,
    GN=NameOID.GIVEN_NAME,
    ORGANIZATIONIDENTIFIER=NameOID.ORGANIZATION_IDENTIFIER,
    BUSINESSCATEGORY=NameOID.BUSINESS_CATEGORY,
    JURISDICTIONCOUNTRYNAME=NameOID.JURISDICTION_COUNTRY_NAME,
)
"""Those of RFC 4514, section 3, and others that certificates of organisations have."""


def parse_name(text: str) -> x509.Name:
    """Read a distinguished name; raise NameMalformedError unless it is one of RFC 4514."""
    if not text or len(text) > MAX_NAME_CHARACTERS:
        raise NameMalformedError("a name is a text that is neither empty nor too long")
    try:
        return x509.Name.from_rfc4514_string(text, TYPES)
    except ValueError as error:
        raise NameMalformedError(
            "not a distinguished name, like CN=example,O=Example,C=MA"
        ) from error


def is_named(certificate: x509.Certificate, name: x509.Name) -> bool:
    """Tell whether a certificate's subject is a name: the same parts, in the same order.

    How a value is encoded does not count; letter case and spaces do.
    """
    return certificate.subject == name
