"""What a `verification` element can hold, as far as it can be asked of us.

OpenID Identity Assurance Schema Definition, sections 5.4.2 and 5.4.4.2.
"""

from collections.abc import Mapping
from typing import Final


class Leaf:
    """A single value."""


LEAF: Final = Leaf()

Shape = Leaf | Mapping[str, "Shape"] | tuple["Shape"]
"""A value, an object by its members, or a list of objects of one shape."""

ISSUER: Final[Shape] = dict.fromkeys(
    (
        "name",
        "formatted",
        "street_address",
        "locality",
        "region",
        "postal_code",
        "country",
        "country_code",
        "jurisdiction",
    ),
    LEAF,
)
DOCUMENT_DETAILS: Final[Shape] = {
    "type": LEAF,
    "document_number": LEAF,
    "serial_number": LEAF,
    "date_of_issuance": LEAF,
    "date_of_expiry": LEAF,
    "issuer": ISSUER,
}
CHECK_DETAILS: Final[Shape] = (
    {"check_method": LEAF, "organization": LEAF, "check_id": LEAF, "time": LEAF},
)
EVIDENCE: Final[Shape] = (
    {"type": LEAF, "check_details": CHECK_DETAILS, "document_details": DOCUMENT_DETAILS},
)
VERIFICATION: Final[Shape] = {
    "trust_framework": LEAF,
    "assurance_level": LEAF,
    "time": LEAF,
    "verification_process": LEAF,
    "evidence": EVIDENCE,
}
REQUIRED: Final = frozenset({"type", "check_method", "trust_framework"})
"""The members without which their object would not be valid."""
EVIDENCE_TYPES: Final = ("document", "electronic_record", "vouch", "electronic_signature")
