"""What can be wrong with a person's data.

PeopleError
└── NationalNumberError    not of the form of a national identity number
"""

from thiqa.base import ThiqaError


class PeopleError(ThiqaError):
    """Something is wrong with a person's data."""


class NationalNumberError(PeopleError):
    """Not of the form of a national identity number."""
