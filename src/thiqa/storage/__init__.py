"""What the provider keeps: each domain's store, on the two sides of the data, and its tables."""

from thiqa.storage.errors import RolesMissingError
from thiqa.storage.opening import open_database, open_with
from thiqa.storage.purge import purge
from thiqa.storage.transaction import Transaction

__all__ = [
    "RolesMissingError",
    "Transaction",
    "open_database",
    "open_with",
    "purge",
]
