"""What a unit of work is given: one store for each domain.

To add a domain: write its `store.py` (a Protocol), a class in `storage/<domain>.py` whose
methods await statements, a migration, a line in `purge` if something expires, and a line here.
"""

from thiqa.storage.login import LoginStore
from thiqa.storage.people import PeopleStore


class Transaction:
    """The stores of all domains; they keep nothing, so one transaction serves every unit."""

    __slots__ = ("login", "people")

    def __init__(self) -> None:
        self.login = LoginStore()
        self.people = PeopleStore()
