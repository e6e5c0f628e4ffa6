"""What can be wrong with the files of a chip.

CardError
└── DataGroupError           a file that is not what ICAO 9303-10 says of it
    ├── MrzError             a machine-readable zone that is not one
    └── SecurityInfosError   bytes that do not say which protocols a chip offers
"""

from thiqa.card.errors import CardError


class DataGroupError(CardError):
    """A file that is not what ICAO 9303-10 says of it."""


class MrzError(DataGroupError):
    """A machine-readable zone that is not one: its size, its characters, a check digit, a field."""


class SecurityInfosError(DataGroupError):
    """Bytes that are not SecurityInfos (ICAO 9303-11, section 9.2) as we accept them."""
