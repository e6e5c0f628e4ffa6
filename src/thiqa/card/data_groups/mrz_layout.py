"""Where each field of a machine-readable zone stands (ICAO 9303 parts 4, 5 and 6, section 4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Layout:
    """A size of document; each field is a range of the zone, its lines put one after another.

    The check digit of number and dates is the character behind the field.
    """

    name: str
    lines: int
    line_characters: int
    names: slice
    document_number: slice
    nationality: slice
    date_of_birth: slice
    sex: int
    date_of_expiry: slice
    optional: slice
    optional_second: slice
    optional_check: int | None
    composite: tuple[slice, ...]
    composite_check: int
    long_numbers: bool
    """Whether a number of more than nine characters goes on in the optional data."""

    @property
    def characters(self) -> int:
        """The length of the zone."""
        return self.lines * self.line_characters


TD1: Final = Layout(
    name="TD1",
    lines=3,
    line_characters=30,
    names=slice(60, 90),
    document_number=slice(5, 14),
    nationality=slice(45, 48),
    date_of_birth=slice(30, 36),
    sex=37,
    date_of_expiry=slice(38, 44),
    optional=slice(15, 30),
    optional_second=slice(48, 59),
    optional_check=None,
    composite=(slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59)),
    composite_check=59,
    long_numbers=True,
)
"""Identity cards (part 5)."""

TD2: Final = Layout(
    name="TD2",
    lines=2,
    line_characters=36,
    names=slice(5, 36),
    document_number=slice(36, 45),
    nationality=slice(46, 49),
    date_of_birth=slice(49, 55),
    sex=56,
    date_of_expiry=slice(57, 63),
    optional=slice(64, 71),
    optional_second=slice(0, 0),
    optional_check=None,
    composite=(slice(36, 46), slice(49, 56), slice(57, 71)),
    composite_check=71,
    long_numbers=True,
)
"""Larger identity cards (part 6)."""

TD3: Final = Layout(
    name="TD3",
    lines=2,
    line_characters=44,
    names=slice(5, 44),
    document_number=slice(44, 53),
    nationality=slice(54, 57),
    date_of_birth=slice(57, 63),
    sex=64,
    date_of_expiry=slice(65, 71),
    optional=slice(72, 86),
    optional_second=slice(0, 0),
    optional_check=86,
    composite=(slice(44, 54), slice(57, 64), slice(65, 87)),
    composite_check=87,
    long_numbers=False,
)
"""Passports (part 4)."""

DOCUMENT_CODE: Final = slice(0, 2)
ISSUER: Final = slice(2, 5)
"""These two stand at the same place in every layout."""

LAYOUTS: Final[Mapping[int, Layout]] = MappingProxyType(
    {layout.characters: layout for layout in (TD1, TD2, TD3)}
)
"""The layouts by the length of their zone."""
