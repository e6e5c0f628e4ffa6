"""In what certificates of states depart from the profile, and are read all the same."""

from enum import StrEnum
from typing import Self


class Laxity(StrEnum):
    """One departure from Doc 9303-12, section 7.1, that costs no security; the codes are stable."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        laxity = str.__new__(cls, code)
        laxity._value_ = code
        laxity.sentence = sentence
        return laxity

    SERIAL_NUMBER = (
        "serial-number",
        "The serial number is not positive, or longer than it may be.",
    )
    COUNTRY_FORM = ("country-form", "The country is not written in two capital letters.")
    COUNTRY_OF_ISSUER = ("country-of-issuer", "Subject and issuer are not of one country.")
    TIME_FORM = ("time-form", "A time is written in the form that is for other years.")
    CURVE_BY_NAME = ("curve-by-name", "The curve is named and not written out.")
    NO_COFACTOR = ("no-cofactor", "The curve is written out without its cofactor.")
    ALGORITHM_PARAMETERS = (
        "algorithm-parameters",
        "The signature algorithm has a NULL that it must not have, or lacks one.",
    )
    NO_SUBJECT_KEY_IDENTIFIER = ("no-subject-key-identifier", "The key has no identifier.")
    NO_AUTHORITY_KEY_IDENTIFIER = (
        "no-authority-key-identifier",
        "The key of the issuer is not identified.",
    )
    NO_KEY_USAGE = ("no-key-usage", "It does not say what the key is for.")
    KEY_USAGE_NOT_CRITICAL = ("key-usage-not-critical", "What the key is for is not critical.")
    NO_BASIC_CONSTRAINTS = ("no-basic-constraints", "It does not say that it is an authority.")
    NOT_AN_AUTHORITY = (
        "not-an-authority",
        "It is listed as an authority and says that it is none.",
    )
    CONSTRAINTS_NOT_CRITICAL = (
        "constraints-not-critical",
        "That it is an authority is not critical.",
    )
    PATH_LENGTH = ("path-length", "It allows other authorities below it, or does not say.")
    BOOLEAN_FORM = ("boolean-form", "A truth value is written in a form that is not DER.")
    NO_USAGE_PERIOD = ("no-usage-period", "It does not say when the private key is used.")
    NO_ALTERNATIVE_NAME = ("no-alternative-name", "The alternative names are missing.")
    NO_LIST_OF_REVOKED = ("no-list-of-revoked", "It does not say where revoked ones are listed.")
    PROHIBITED_EXTENSION = ("prohibited-extension", "It has an extension that is prohibited.")
