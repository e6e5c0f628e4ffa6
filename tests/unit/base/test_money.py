import pytest

from thiqa.base import MAX_MINOR_UNITS, Money, MoneyError


def test_amounts_of_one_currency_are_counted_together() -> None:
    assert Money(12_000, "MAD") + Money(5, "MAD") == Money(12_005, "MAD")
    assert Money(12_000, "MAD") - Money(12_000, "MAD") == Money(0, "MAD")


@pytest.mark.parametrize("minor", [-1, MAX_MINOR_UNITS + 1, 1.0, True, "1", None])
def test_what_is_no_amount_is_refused(minor: object) -> None:
    with pytest.raises(MoneyError):
        Money(minor, "MAD")  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize("currency", ["", "mad", "XXX", "DH"])
def test_a_currency_that_is_not_taken_is_refused(currency: str) -> None:
    with pytest.raises(MoneyError):
        Money(1, currency)


def test_nothing_is_taken_from_less() -> None:
    with pytest.raises(MoneyError):
        Money(1, "MAD") - Money(2, "MAD")


def test_two_currencies_are_not_counted_together() -> None:
    with pytest.raises(MoneyError):
        Money(1, "MAD") + Money(1, "EUR")
