"""What a unit of work is given: one store for each domain.

To add a domain: write its `store.py` (a Protocol), a class in `storage/<domain>.py` whose
methods await statements, a migration, and one line here.
"""


class Transaction:
    """The stores of all domains; they keep nothing, so one transaction serves every unit."""

    __slots__ = ()
