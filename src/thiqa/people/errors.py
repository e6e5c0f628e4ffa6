"""What can be wrong with a person's data.

PeopleError
├── BirthdateError         not a birth date, not even a partial one
└── NationalNumberError    not of the form of a national identity number
"""

from thiqa.base import ThiqaError


class PeopleError(ThiqaError):
    """Something is wrong with a person's data."""


class BirthdateError(PeopleError):
    """Not a birth date, not even a partial one."""


class NationalNumberError(PeopleError):
    """Not of the form of a national identity number."""
