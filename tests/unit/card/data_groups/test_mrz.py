"""Machine-readable zones: the specimens of ICAO 9303, and what makes a zone none."""

from dataclasses import replace
from datetime import date

import pytest

from thiqa.card.data_groups.errors import MrzError
from thiqa.card.data_groups.mrz import MachineReadableZone, check_digit
from thiqa.card.data_groups.mrz import read_mrz as read_joined
from thiqa.card.data_groups.mrz_layout import TD1, TD2, TD3
from thiqa.card.data_groups.mrz_writing import lines, write_mrz

IDENTITY_CARD = """\
I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<"""
"""ICAO 9303-5, appendix A."""
LARGER_CARD = """\
I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
D231458907UTO7408122F1204159<<<<<<<6"""
"""ICAO 9303-6, appendix A."""
PASSPORT = """\
P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10"""
"""ICAO 9303-4, appendix A."""
LONG_NUMBER = """\
I<UTOD23145890<7349<<<<<<<<<<<
3407127M9507122UTO<<<<<<<<<<<2
STEVENSON<<PETER<JOHN<<<<<<<<<"""
"""ICAO 9303-11, appendix D.2."""
SPECIMENS = {
    "identity card": IDENTITY_CARD,
    "larger card": LARGER_CARD,
    "passport": PASSPORT,
    "long number": LONG_NUMBER,
}


def read_mrz(printed: str) -> MachineReadableZone:
    return read_joined(printed.replace("\n", ""))


@pytest.mark.parametrize(
    ("text", "digit"), [("520727", "3"), ("AB2134<<<", "5"), ("HA672242<", "6"), ("", "0")]
)
def test_a_check_digit_is_the_one_of_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize("text", SPECIMENS.values(), ids=SPECIMENS)
def test_a_specimen_is_read_and_written_again(text: str) -> None:
    assert "\n".join(lines(read_mrz(text))) == text


def test_a_passport_says_who_and_until_when() -> None:
    zone = read_mrz(PASSPORT)
    assert (zone.layout, zone.document_code, zone.issuer) == (TD3, "P", "UTO")
    assert (zone.document_number, zone.nationality, zone.sex) == ("L898902C3", "UTO", "F")
    assert (zone.primary, zone.secondary) == ("ERIKSSON", "ANNA MARIA")
    assert zone.optional == "ZE184226B"
    assert zone.birth(date(2026, 1, 1)) == date(1974, 8, 12)
    assert zone.expiry(date(2026, 1, 1)) == date(2012, 4, 15)


def test_the_other_sizes_say_the_same() -> None:
    card, larger = read_mrz(IDENTITY_CARD), read_mrz(LARGER_CARD)
    assert (card.layout, larger.layout) == (TD1, TD2)
    assert replace(card, layout=TD2) == larger


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    zone = read_mrz(LONG_NUMBER)
    assert (zone.document_number, zone.optional) == ("D23145890734", "")


@pytest.mark.parametrize("text", SPECIMENS.values(), ids=SPECIMENS)
def test_no_character_of_the_checked_fields_can_be_another_digit(text: str) -> None:
    zone = "".join(text.splitlines())
    layout = read_mrz(text).layout
    checked = [at for part in layout.composite for at in range(part.start, part.stop)]
    for at in (*checked, layout.composite_check):
        other = "1" if zone[at] in "0<" else "0"
        with pytest.raises(MrzError):
            read_mrz(zone[:at] + other + zone[at + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", PASSPORT[:-1], PASSPORT + "<", PASSPORT.replace("ANNA", "ANNÄ"), PASSPORT.lower()],
    ids=["empty", "shorter", "longer", "umlaut", "lower case"],
)
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(MrzError):
        read_mrz(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"document_code": "1"},
        {"issuer": ""},
        {"document_number": ""},
        {"document_number": "A<"},
        {"date_of_birth": "740230"},
        {"date_of_birth": "74<<<2"},
        {"date_of_expiry": "1204<<"},
        {"date_of_expiry": "121301"},
        {"sex": "X"},
        {"primary": ""},
        {"primary": "O'BRIEN"},
        {"secondary": "ANNA  MARIA"},
        {"optional": "ab"},
    ],
    ids=str,
)
def test_a_field_that_a_zone_cannot_hold_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(MrzError):
        replace(read_mrz(PASSPORT), **wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"document_number": "L898902C35"}, {"optional": "Z" * 15}, {"optional_second": "A"}],
    ids=str,
)
def test_a_field_that_is_too_long_is_not_written(wrong: dict[str, str]) -> None:
    with pytest.raises(MrzError):
        write_mrz(replace(read_mrz(PASSPORT), **wrong))


@pytest.mark.parametrize("mark", ["\n", "\r", "\u2028", " "], ids=ascii)
def test_a_line_break_is_no_character_of_a_zone(mark: str) -> None:
    with pytest.raises(MrzError):
        read_joined(PASSPORT.replace("\n", mark))


def test_a_day_that_its_century_does_not_have_is_refused() -> None:
    zone = replace(read_mrz(PASSPORT), date_of_expiry="000229")
    with pytest.raises(MrzError):
        zone.expiry(date(2060, 1, 1))


def test_a_birth_of_which_only_the_year_is_known_is_no_day() -> None:
    zone = replace(read_mrz(IDENTITY_CARD), date_of_birth="74<<<<")
    assert read_mrz(write_mrz(zone)).birth(date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("digits", "born", "ends"),
    [
        ("260101", date(2026, 1, 1), date(2026, 1, 1)),
        ("260102", date(1926, 1, 2), date(2026, 1, 2)),
        ("760630", date(1976, 6, 30), date(1976, 6, 30)),
        ("750630", date(1975, 6, 30), date(2075, 6, 30)),
        ("000229", date(2000, 2, 29), date(2000, 2, 29)),
    ],
)
def test_a_year_of_two_digits_is_in_the_nearest_century_that_it_can_be(
    digits: str, born: date, ends: date
) -> None:
    zone = replace(read_mrz(PASSPORT), date_of_birth=digits, date_of_expiry=digits)
    today = date(2026, 1, 1)
    assert (zone.birth(today), zone.expiry(today)) == (born, ends)


@pytest.mark.parametrize(
    ("primary", "secondary", "field"),
    [
        ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTH"),
        (
            "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL",
            "DINGO",
            "BENNELONG<WOOLOOMOOLOO<WARRA<<D",
        ),
        ("A" * 40, "B", "A" * 28 + "<<B"),
        ("A" * 40, "", "A" * 31),
        ("A" * 28 + " B", "C D", "A" * 28 + "<<C"),
    ],
)
def test_names_that_are_too_long_are_cut_and_keep_both_parts(
    primary: str, secondary: str, field: str
) -> None:
    zone = replace(read_mrz(LARGER_CARD), primary=primary, secondary=secondary)
    assert lines(zone)[0][5:].rstrip("<") == field.rstrip("<")


def test_a_zone_shows_nobody_in_a_log() -> None:
    assert "ERIKSSON" not in repr(read_mrz(PASSPORT))
    assert isinstance(read_mrz(PASSPORT), MachineReadableZone)
