"""What the engine below every store raises.

ThiqaError
├── StorageUnavailableError      (base) not now: full, read-only, gone, closed, overloaded
└── StorageError
    ├── DatabaseUrlError         the address of a database cannot be understood
    ├── SchemaVersionError       the tables are older than this program: migrate first
    ├── UnstorableValueError     a value that no column can hold, before anything was asked
    ├── StatementRefusedError    the database refused a statement of this unit of work
    └── UnitOfWorkError          a unit broke the rules for units: a mistake in the program
"""

from thiqa.base import ThiqaError


class StorageError(ThiqaError):
    """Something that storage refuses."""


class DatabaseUrlError(StorageError):
    """The address of a database is neither `sqlite:///FILE` nor `postgresql://…`."""


class SchemaVersionError(StorageError):
    """The tables are not those that this program was written for."""


class UnstorableValueError(StorageError):
    """A text with a NUL or half a character, or an integer of more than 64 bits."""


class StatementRefusedError(StorageError):
    """The database refused a statement; the text says why, without the values."""


class UnitOfWorkError(StorageError):
    """A unit awaited something else than its records, or wrote where it may only read."""
