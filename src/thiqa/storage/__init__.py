"""SQLite and PostgreSQL behind one face: units of work, committed in groups."""

from thiqa.storage.database import OpenDatabase, open_database, open_with
from thiqa.storage.errors import (
    DatabaseUrlError,
    RolesMissingError,
    SchemaVersionError,
    StatementRefusedError,
    StorageError,
    UnitOfWorkError,
    UnstorableValueError,
)
from thiqa.storage.purge import purge
from thiqa.storage.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.storage.transaction import Transaction

__all__ = [
    "BYTES",
    "INTEGER",
    "TEXT",
    "DatabaseUrlError",
    "ManyStatement",
    "OpenDatabase",
    "RolesMissingError",
    "Row",
    "SchemaVersionError",
    "Statement",
    "StatementRefusedError",
    "StorageError",
    "Transaction",
    "UnitOfWorkError",
    "UnstorableValueError",
    "open_database",
    "open_with",
    "purge",
]
