"""What can be wrong with the files of a chip.

CardError
└── SecurityInfosError   bytes that do not say which protocols a chip offers
"""

from thiqa.card.errors import CardError


class SecurityInfosError(CardError):
    """Bytes that are not SecurityInfos (ICAO 9303-11, section 9.2) as we accept them."""
