"""What every part may use: the root error, the clock, identifiers and encodings."""

from thiqa.base.clock import Clock, system_clock
from thiqa.base.der import require_der
from thiqa.base.encoding import (
    EncodingError,
    b64decode,
    b64encode,
    b64url_decode,
    b64url_encode,
    canonical_json,
    parse_json,
    parse_json_object,
)
from thiqa.base.errors import StorageUnavailableError, ThiqaError
from thiqa.base.identifiers import constant_time_equal, digest, new_secret
from thiqa.base.money import MAX_MINOR_UNITS, MINOR_DIGITS, Money, MoneyError
from thiqa.base.units import Database

__all__ = [
    "MAX_MINOR_UNITS",
    "MINOR_DIGITS",
    "Clock",
    "Database",
    "EncodingError",
    "Money",
    "MoneyError",
    "StorageUnavailableError",
    "ThiqaError",
    "b64decode",
    "b64encode",
    "b64url_decode",
    "b64url_encode",
    "canonical_json",
    "constant_time_equal",
    "digest",
    "new_secret",
    "parse_json",
    "parse_json_object",
    "require_der",
    "system_clock",
]
