import pytest

from thiqa.people import NationalNumberError, Person, check_national_number


@pytest.mark.parametrize("number", ["A1", "AB123456", "Z000000"])
def test_one_or_two_letters_and_up_to_six_digits_are_a_national_number(number: str) -> None:
    check_national_number(number)
    assert Person("p", number, {}).national_number == number


@pytest.mark.parametrize(
    "number",
    ["", "A", "1", "ab123456", "ABC123", "AB1234567", "AB 123", "AB123\n", "AB١٢٣", "ÀB123"],
)
def test_anything_else_is_not_a_national_number(number: str) -> None:
    with pytest.raises(NationalNumberError):
        check_national_number(number)
    with pytest.raises(NationalNumberError):
        Person("p", number, {})
