"""Persons: who they are, what we may say of them, and under which identifier."""

from thiqa.people.birthdate import Birthdate, Precision, read_birthdate
from thiqa.people.claims import claim_values
from thiqa.people.errors import BirthdateError, NationalNumberError, PeopleError
from thiqa.people.models import Person, check_national_number
from thiqa.people.pairwise import pairwise_subject
from thiqa.people.store import Records, Store
from thiqa.people.subjects import find_person_of, give_subject

__all__ = [
    "Birthdate",
    "BirthdateError",
    "NationalNumberError",
    "PeopleError",
    "Person",
    "Precision",
    "Records",
    "Store",
    "check_national_number",
    "claim_values",
    "find_person_of",
    "give_subject",
    "pairwise_subject",
    "read_birthdate",
]
