"""A person as the national register knows them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.people.errors import NationalNumberError

_NATIONAL_NUMBER = re.compile(r"[A-Z]{1,2}[0-9]{1,6}")
"""No official grammar is public: one or two letters and up to six digits, nothing inferred."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `claims` by their OpenID Connect names, any of which may be missing."""

    id: str
    national_number: str
    claims: Mapping[str, Any]

    def __post_init__(self) -> None:
        check_national_number(self.national_number)


def check_national_number(text: str) -> None:
    """Raise NationalNumberError unless the text has the form of a national number."""
    if not _NATIONAL_NUMBER.fullmatch(text):
        raise NationalNumberError("a national number is one or two letters and up to six digits")
