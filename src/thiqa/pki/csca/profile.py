"""The certificate profile of Doc 9303-12, section 7.1, and what departs from it."""

from typing import Any, Final

from asn1crypto import core, x509

from thiqa.pki.csca import extensions as names
from thiqa.pki.csca.extensions import Extensions
from thiqa.pki.csca.laxity import Laxity
from thiqa.pki.csca.names import countries

MAX_SERIAL_NUMBER_BITS: Final = 159
FIRST_GENERALIZED_YEAR: Final = 2050
PROHIBITED: Final = frozenset(
    {"2.5.29.9", "2.5.29.30", "2.5.29.33", "2.5.29.36", "2.5.29.46", "2.16.840.1.113730.1.1"}
)
"""Subject directory attributes, name and policy constraints, mappings, deltas, Netscape's types."""


def read_country(name: x509.Name) -> str | None:
    """Return the country of a name in capitals, if it has just one of two letters."""
    found = {country.strip().upper() for country in countries(name)}
    country = found.pop() if len(found) == 1 else ""
    return country if len(country) == 2 and country.isascii() and country.isalpha() else None


def find_laxities(
    certificate: Any, extensions: Extensions, *, self_issued: bool
) -> frozenset[Laxity]:
    """Say in what a certificate departs from the profile."""
    inner = certificate["tbs_certificate"]
    found = {
        Laxity.SERIAL_NUMBER: not _is_serial_number(inner["serial_number"].native),
        Laxity.COUNTRY_FORM: not _is_country(inner["subject"]) or not _is_country(inner["issuer"]),
        Laxity.COUNTRY_OF_ISSUER: read_country(inner["subject"]) != read_country(inner["issuer"]),
        Laxity.TIME_FORM: not all(
            _is_time(inner["validity"][end]) for end in ("not_before", "not_after")
        ),
        Laxity.ALGORITHM_PARAMETERS: not _has_its_parameters(certificate["signature_algorithm"]),
        Laxity.BOOLEAN_FORM: extensions.has_odd_boolean,
        Laxity.PROHIBITED_EXTENSION: not PROHIBITED.isdisjoint(extensions.present),
    }
    found |= _of_key(inner["subject_public_key_info"]["algorithm"])
    found |= _missing(extensions, self_issued=self_issued)
    found |= _of_authority(extensions)
    return frozenset(laxity for laxity, holds in found.items() if holds)


def _missing(extensions: Extensions, *, self_issued: bool) -> dict[Laxity, bool]:
    present = extensions.present
    return {
        Laxity.NO_SUBJECT_KEY_IDENTIFIER: extensions.subject_key_identifier is None,
        Laxity.NO_AUTHORITY_KEY_IDENTIFIER: extensions.authority_key_identifier is None
        and not self_issued,
        Laxity.NO_KEY_USAGE: extensions.key_usage is None,
        Laxity.KEY_USAGE_NOT_CRITICAL: present.get(names.KEY_USAGE) is False,
        Laxity.NO_USAGE_PERIOD: extensions.private_key_usage is None,
        Laxity.NO_ALTERNATIVE_NAME: not (
            {names.SUBJECT_ALTERNATIVE_NAME, names.ISSUER_ALTERNATIVE_NAME} <= set(present)
        ),
        Laxity.NO_LIST_OF_REVOKED: names.CRL_DISTRIBUTION_POINTS not in present,
    }


def _of_authority(extensions: Extensions) -> dict[Laxity, bool]:
    """Look at what an authority says of itself; whoever may not sign certificates is none."""
    if extensions.key_usage is not None and "key_cert_sign" not in extensions.key_usage:
        return {}
    constrained = names.BASIC_CONSTRAINTS in extensions.present
    return {
        Laxity.NO_BASIC_CONSTRAINTS: not constrained,
        Laxity.NOT_AN_AUTHORITY: constrained and not extensions.is_authority,
        Laxity.CONSTRAINTS_NOT_CRITICAL: extensions.present.get(names.BASIC_CONSTRAINTS) is False,
        Laxity.PATH_LENGTH: extensions.path_length != 0,
    }


def _of_key(algorithm: Any) -> dict[Laxity, bool]:
    if algorithm["algorithm"].native != "ec":
        return {}
    named = algorithm["parameters"].name == "named"
    return {
        Laxity.CURVE_BY_NAME: named,
        Laxity.NO_COFACTOR: not named and algorithm["parameters"].chosen["cofactor"].native is None,
    }


def _is_serial_number(number: int) -> bool:
    return number > 0 and number.bit_length() <= MAX_SERIAL_NUMBER_BITS


def _is_country(name: x509.Name) -> bool:
    found = countries(name)
    return len(found) == 1 and len(found[0]) == 2 and found[0].isalpha() and found[0].isupper()


def _is_time(time: Any) -> bool:
    late = time.native.year >= FIRST_GENERALIZED_YEAR
    return late is (time.name == "general_time")


def _has_its_parameters(algorithm: Any) -> bool:
    kind = algorithm["algorithm"].native
    if kind == "rsassa_pss":
        return True
    has_null = not isinstance(algorithm["parameters"], core.Void)
    return has_null is kind.endswith("_rsa")
