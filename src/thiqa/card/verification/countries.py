"""Issuing states: three letters in machine-readable zones, two in certificates."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from babel.core import get_global

FILLER: Final = "<"

SPECIAL_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "D": "DE",
        "EUE": "EU",
        "GBD": "GB",
        "GBN": "GB",
        "GBO": "GB",
        "GBP": "GB",
        "GBS": "GB",
        "RKS": "KS",
        "UNA": "UN",
        "UNK": "UN",
        "UNO": "UN",
        "UTO": "UT",
        "XOM": "XO",
    }
)
"""Codes that ISO 3166-1 does not have, or has in another way (Doc 9303-3, section 5)."""


def certificate_country(issuer: str) -> str | None:
    """Return the two letters of a certificate for the issuer of a zone; None if there are none."""
    code = issuer.rstrip(FILLER)
    return SPECIAL_CODES.get(code) or _iso_3166().get(code)


@cache
def _iso_3166() -> Mapping[str, str]:
    """Return ISO 3166-1, from three letters to two, as CLDR has it; former states left out."""
    return {
        code: places[0]
        for code, places in get_global("territory_aliases").items()
        if len(code) == 3 and code.isalpha() and len(places) == 1 and code not in FORMER
    }


FORMER: Final = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})
"""Codes of states that are gone, which CLDR still knows."""
