"""Passwords that open a chip: machine-readable zone, access number, PIN and PUK."""

import hashlib
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar, Final, Self

from thiqa.card.channel.errors import PasswordFormError
from thiqa.card.data_groups.mrz import MachineReadableZone, check_digit

DOCUMENT_NUMBER: Final = re.compile(r"[0-9A-Z<]{1,22}")
"""Nine characters, or up to 22 where a TD1 continues the number (ICAO 9303-5, section 4.2.2)."""
DATE: Final = re.compile(r"[0-9<]{6}")
"""Year, month and day of two digits each; what is not known is `<` (ICAO 9303-3, section 4.8)."""
CAN: Final = re.compile(r"[0-9]{6,16}")
"""Six digits on the cards that we know; what a card has belongs to its profile."""
PIN: Final = re.compile(r"[0-9]{4,16}")
PUK: Final = re.compile(r"[0-9]{6,16}")

DOCUMENT_NUMBER_LENGTH: Final = 9


class Password(ABC):
    """What a terminal has to know before the chip talks (ICAO 9303-11, section 4.4)."""

    reference: ClassVar[int]
    """How MSE:Set AT names it (section 4.4.4.1, data object 83)."""

    @abstractmethod
    def secret(self) -> bytes:
        """Return f(π), from which the key of the password is derived (section 9.7.3)."""


@dataclass(frozen=True, slots=True)
class MrzPassword(Password):
    """Document number, date of birth and date of expiry from the machine-readable zone."""

    document_number: str = field(repr=False)
    """As it is printed, with or without the `<` that fill it up."""
    date_of_birth: str = field(repr=False)
    """YYMMDD."""
    date_of_expiry: str = field(repr=False)
    """YYMMDD."""

    reference: ClassVar[int] = 1

    def __post_init__(self) -> None:
        _check_form(DOCUMENT_NUMBER, self.document_number, "document number")
        _check_form(DATE, self.date_of_birth, "date of birth")
        _check_form(DATE, self.date_of_expiry, "date of expiry")

    @classmethod
    def of(cls, zone: MachineReadableZone) -> Self:
        """Take the three fields from a zone that was read."""
        return cls(zone.document_number, zone.date_of_birth, zone.date_of_expiry)

    def information(self) -> str:
        """Return the three fields with their check digits (ICAO 9303-11, section 9.7.3)."""
        number = self.document_number.rstrip("<").ljust(DOCUMENT_NUMBER_LENGTH, "<")
        return "".join(
            part + check_digit(part) for part in (number, self.date_of_birth, self.date_of_expiry)
        )

    def secret(self) -> bytes:
        """Return the SHA-1 of the three fields."""
        return hashlib.sha1(self.information().encode("ascii"), usedforsecurity=False).digest()


@dataclass(frozen=True, slots=True)
class _Digits(Password):
    """A number: its characters are the secret."""

    digits: str = field(repr=False)

    form: ClassVar[re.Pattern[str]]
    title: ClassVar[str]

    def __post_init__(self) -> None:
        _check_form(self.form, self.digits, self.title)

    def secret(self) -> bytes:
        """Return the characters."""
        return self.digits.encode("ascii")


class CanPassword(_Digits):
    """The card access number, printed on the card: whoever sees the card may know it."""

    __slots__ = ()
    reference: ClassVar[int] = 2
    form: ClassVar[re.Pattern[str]] = CAN
    title: ClassVar[str] = "card access number"


class PinPassword(_Digits):
    """The holder's PIN."""

    __slots__ = ()
    reference: ClassVar[int] = 3
    form: ClassVar[re.Pattern[str]] = PIN
    title: ClassVar[str] = "PIN"


class PukPassword(_Digits):
    """What unblocks the PIN."""

    __slots__ = ()
    reference: ClassVar[int] = 4
    form: ClassVar[re.Pattern[str]] = PUK
    title: ClassVar[str] = "PUK"


def _check_form(form: re.Pattern[str], text: str, title: str) -> None:
    if form.fullmatch(text) is None:
        raise PasswordFormError(f"this is no {title}")
