"""Passwords: their form, their secret, and that they do not show it."""

import pytest

from thiqa.card.channel.errors import PasswordFormError
from thiqa.card.channel.passwords import (
    CanPassword,
    MrzPassword,
    Password,
    PinPassword,
    PukPassword,
)
from thiqa.card.data_groups.mrz import read_mrz

ZONE = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
"""The specimen of ICAO 9303-5, appendix B."""


@pytest.mark.parametrize(
    ("password", "reference"),
    [
        (MrzPassword("D23145890", "740812", "120415"), 1),
        (CanPassword("123456"), 2),
        (PinPassword("1234"), 3),
        (PukPassword("12345678"), 4),
    ],
)
def test_a_password_has_its_reference_and_hides_itself(password: Password, reference: int) -> None:
    assert password.reference == reference
    assert repr(password) == f"{type(password).__name__}()"


def test_a_number_is_its_own_secret() -> None:
    assert CanPassword("123456").secret() == b"123456"


def test_a_number_under_another_name_is_another_password() -> None:
    assert PinPassword("123456") == PinPassword("123456")
    assert PinPassword("123456") != CanPassword("123456")


def test_the_zone_itself_gives_the_password() -> None:
    password = MrzPassword.of(read_mrz(ZONE))
    assert password == MrzPassword("D23145890", "740812", "120415")


def test_a_short_number_is_filled_up() -> None:
    short = MrzPassword("AB1", "740812", "120415")
    assert short.information().startswith("AB1<<<<<<")
    assert short.secret() == MrzPassword("AB1<<<<<<", "740812", "120415").secret()


def test_a_date_of_birth_may_be_unknown() -> None:
    assert MrzPassword("AB1", "74<<<<", "120415").information()[10:17] == "74<<<<1"


@pytest.mark.parametrize(
    ("number", "birth", "expiry"),
    [
        ("", "740812", "120415"),
        ("d23145890", "740812", "120415"),
        ("D2314 5890", "740812", "120415"),
        ("A" * 23, "740812", "120415"),
        ("D23145890", "7408", "120415"),
        ("D23145890", "740812", "12041٥"),
        ("D23145890", "1974-08-12", "120415"),
    ],
)
def test_what_is_in_no_zone_is_no_password(number: str, birth: str, expiry: str) -> None:
    with pytest.raises(PasswordFormError):
        MrzPassword(number, birth, expiry)


@pytest.mark.parametrize("kind", [CanPassword, PinPassword, PukPassword])
@pytest.mark.parametrize("digits", ["", "123", "12345x", "١٢٣٤٥٦", "1" * 17, " 123456"])
def test_what_is_no_number_is_no_password(kind: type[CanPassword], digits: str) -> None:
    with pytest.raises(PasswordFormError):
        kind(digits)
