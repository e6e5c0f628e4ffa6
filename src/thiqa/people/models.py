"""A person as the national register knows them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.people.birthdate import Birthdate, read_birthdate
from thiqa.people.errors import BirthdateError, NationalNumberError

_NATIONAL_NUMBER = re.compile(r"[A-Z]{1,2}[0-9]{1,6}")
"""No official grammar is public: one or two letters and up to six digits, nothing inferred."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `claims` by their OpenID Connect names, any of which may be missing.

    `birthdate` has the form `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where no more is known.
    """

    id: str
    national_number: str
    claims: Mapping[str, Any]

    def __post_init__(self) -> None:
        check_national_number(self.national_number)
        _ = self.born

    @property
    def born(self) -> Birthdate | None:
        """The birth date, as far as it is known."""
        text = self.claims.get("birthdate")
        if text is None:
            return None
        if not isinstance(text, str):
            raise BirthdateError("a birth date is a text")
        return read_birthdate(text)


def check_national_number(text: str) -> None:
    """Raise NationalNumberError unless the text has the form of a national number."""
    if not _NATIONAL_NUMBER.fullmatch(text):
        raise NationalNumberError("a national number is one or two letters and up to six digits")
