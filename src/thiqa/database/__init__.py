"""SQLite and PostgreSQL behind one face: units of work, committed in groups.

No table is known here: who keeps something brings statements, records and migrations.
"""

from thiqa.database.errors import (
    DatabaseUrlError,
    SchemaVersionError,
    StatementRefusedError,
    StorageError,
    UnitOfWorkError,
    UnstorableValueError,
)
from thiqa.database.layout import WHOLE, Layout, Part
from thiqa.database.opening import OpenDatabase, forget_deleted, open_with
from thiqa.database.purge import expired_rows, purge
from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.database.version import check_version, is_up_to_date, newest_version

__all__ = [
    "BYTES",
    "INTEGER",
    "TEXT",
    "WHOLE",
    "DatabaseUrlError",
    "Layout",
    "ManyStatement",
    "OpenDatabase",
    "Part",
    "Row",
    "SchemaVersionError",
    "Statement",
    "StatementRefusedError",
    "StorageError",
    "UnitOfWorkError",
    "UnstorableValueError",
    "check_version",
    "expired_rows",
    "forget_deleted",
    "is_up_to_date",
    "newest_version",
    "open_with",
    "purge",
]
