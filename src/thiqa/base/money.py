"""Amounts of money: whole minor units of a currency, never a fraction."""

from dataclasses import dataclass

from thiqa.base.errors import ThiqaError

MINOR_DIGITS = {"MAD": 2, "EUR": 2}
"""ISO 4217: how many digits of an amount are minor units, for each currency that is taken."""
MAX_MINOR_UNITS = 10**13
"""A hundred thousand million dirhams: more is a mistake, and every database can add it up."""


class MoneyError(ThiqaError):
    """Not an amount, or amounts that cannot be counted together."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, zero or more, in the minor units of its currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise MoneyError("an amount is a whole number of minor units")
        if not 0 <= self.minor <= MAX_MINOR_UNITS:
            raise MoneyError("an amount is neither negative nor beyond all bounds")
        if self.currency not in MINOR_DIGITS:
            raise MoneyError("a currency that is not taken")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise MoneyError(f"{self.currency} and {other.currency} cannot be counted together")
        return other.minor
