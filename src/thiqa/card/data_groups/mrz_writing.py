"""Writing a machine-readable zone, with its check digits (ICAO 9303 parts 3 to 6)."""

from thiqa.card.data_groups.errors import MrzError
from thiqa.card.data_groups.mrz import (
    FILLER,
    SHORT_NUMBER_CHARACTERS,
    MachineReadableZone,
    check_digit,
)
from thiqa.card.data_groups.mrz_layout import DOCUMENT_CODE, ISSUER


def write_mrz(zone: MachineReadableZone) -> str:
    """Write a zone without line breaks, names cut off where they are too long."""
    layout = zone.layout
    characters = [FILLER] * layout.characters
    number, optional = _number_fields(zone)
    for name, field, value in (
        ("document code", DOCUMENT_CODE, zone.document_code),
        ("issuer", ISSUER, zone.issuer),
        ("names", layout.names, _names_field(zone)),
        ("document number", layout.document_number, number),
        ("nationality", layout.nationality, zone.nationality),
        ("date of birth", layout.date_of_birth, zone.date_of_birth),
        ("date of expiry", layout.date_of_expiry, zone.date_of_expiry),
        ("optional data", layout.optional, optional),
        ("second optional data", layout.optional_second, zone.optional_second),
    ):
        width = field.stop - field.start
        if len(value) > width:
            raise MrzError(f"{name} is longer than {width} characters")
        characters[field] = value.ljust(width, FILLER)
    characters[layout.sex] = zone.sex
    _put_check_digits(characters, zone)
    return "".join(characters)


def lines(zone: MachineReadableZone) -> tuple[str, ...]:
    """Return the zone as it is printed."""
    text, width = write_mrz(zone), zone.layout.line_characters
    return tuple(text[at : at + width] for at in range(0, len(text), width))


def _number_fields(zone: MachineReadableZone) -> tuple[str, str]:
    number = zone.document_number
    if len(number) <= SHORT_NUMBER_CHARACTERS:
        return number, zone.optional
    if not zone.layout.long_numbers:
        raise MrzError(f"document number is longer than {SHORT_NUMBER_CHARACTERS} characters")
    rest = number[SHORT_NUMBER_CHARACTERS:] + check_digit(number) + FILLER
    return number[:SHORT_NUMBER_CHARACTERS], (rest + zone.optional).rstrip(FILLER)


def _put_check_digits(characters: list[str], zone: MachineReadableZone) -> None:
    layout = zone.layout
    fields = [layout.date_of_birth, layout.date_of_expiry]
    if len(zone.document_number) <= SHORT_NUMBER_CHARACTERS:
        fields.append(layout.document_number)
    for field in fields:
        characters[field.stop] = check_digit("".join(characters[field]))
    if layout.optional_check is not None and zone.optional:
        characters[layout.optional_check] = check_digit("".join(characters[layout.optional]))
    composite = "".join("".join(characters[part]) for part in layout.composite)
    characters[layout.composite_check] = check_digit(composite)


def _names_field(zone: MachineReadableZone) -> str:
    """Join the names; too long ones are cut so that a letter is last (ICAO 9303-4, 4.2.3)."""
    field = zone.layout.names
    width = field.stop - field.start
    primary, secondary = (name.replace(" ", FILLER) for name in (zone.primary, zone.secondary))
    if not secondary:
        return primary[:width].rstrip(FILLER)
    if len(primary) + 2 + len(secondary) > width:
        primary = primary[: max(width - 2 - len(secondary), width - 3)].rstrip(FILLER)
        secondary = secondary[: width - 2 - len(primary)].rstrip(FILLER)
    return f"{primary}{FILLER}{FILLER}{secondary}"
