"""Persons: who they are, what we may say of them, and under which identifier."""

from thiqa.people.claims import claim_values
from thiqa.people.errors import NationalNumberError, PeopleError
from thiqa.people.models import Person, check_national_number
from thiqa.people.pairwise import pairwise_subject
from thiqa.people.store import Records, Store

__all__ = [
    "NationalNumberError",
    "PeopleError",
    "Person",
    "Records",
    "Store",
    "check_national_number",
    "claim_values",
    "pairwise_subject",
]
