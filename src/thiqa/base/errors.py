"""The root of every error that this project raises on purpose.

ThiqaError
├── EncodingError              bytes or text that are not what they claim to be
├── MoneyError                 not an amount, or amounts of two currencies
├── StorageUnavailableError    the database cannot take or give data now
└── one tree per domain, in its own errors.py
"""


class ThiqaError(Exception):
    """Something that went wrong and that the code foresaw."""


class StorageUnavailableError(ThiqaError):
    """The database cannot be written or read now: nothing of the attempt was acknowledged."""
