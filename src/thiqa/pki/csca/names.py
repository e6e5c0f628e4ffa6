"""Names of authorities, compared as people read them (RFC 5280, section 7.1)."""

import unicodedata
from typing import Any, Final

from asn1crypto import x509

COUNTRY: Final = "2.5.4.6"

ComparableName = tuple[tuple[tuple[str, str], ...], ...]
"""The relative names in their order, each a sorted row of types and folded values."""


def comparable(name: x509.Name) -> ComparableName:
    """Return a form that is equal for names that differ in letter case, spaces or string type."""
    return tuple(
        tuple(sorted((part["type"].dotted, _fold(part["value"])) for part in relative))
        for relative in name.chosen
    )


def countries(name: x509.Name) -> tuple[str, ...]:
    """Return what a name says of its country, as it is written."""
    return tuple(
        str(part["value"].native)
        for relative in name.chosen
        for part in relative
        if part["type"].dotted == COUNTRY
    )


def readable(name: x509.Name) -> str:
    """Return a name for people."""
    parts = [
        f"{_SHORT.get(part['type'].dotted, part['type'].dotted)}={part['value'].native}"
        for relative in name.chosen
        for part in relative
    ]
    return ", ".join("".join(c if c.isprintable() else "?" for c in part) for part in parts)


def _fold(value: Any) -> str:
    text = value.native
    if not isinstance(text, str):
        return bytes(value.dump()).hex()
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_SHORT: Final = {
    COUNTRY: "C",
    "2.5.4.3": "CN",
    "2.5.4.5": "serialNumber",
    "2.5.4.7": "L",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
}
