"""What a request demands of one value: `value`, `values` and `max_age`."""

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from thiqa.oidc.errors import InvalidRequestError

MAX_VALUES = 10
_PARTS = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T(.+))?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A demand on one value; without members any value will do."""

    values: tuple[str, ...] | None = None
    """The allowed values, each as JSON text, so that 1 and true differ."""
    max_age: int | None = None
    """How many seconds ago a date may be at most."""

    @property
    def is_bare(self) -> bool:
        """Whether nothing is demanded."""
        return self.values is None and self.max_age is None

    def allows(self, value: Any, now: int) -> bool:
        """Tell whether a value fulfils the demand at a time in seconds."""
        if self.values is not None and _json(value) not in self.values:
            return False
        return self.max_age is None or _is_younger(value, self.max_age, now)


ANYTHING = Constraint()


def read_constraint(request: Any, place: str, *, texts_only: bool = False) -> Constraint:
    """Read null or an object (OpenID Connect Core, section 5.5.1); unknown members count nothing.

    `max_age`: OpenID Connect for Identity Assurance, section 5.5.2. `essential` changes
    nothing about what is left out (its section 5.7.1), so it is checked and forgotten.
    """
    if request is None:
        return ANYTHING
    if not isinstance(request, dict):
        raise malformed(f"{place} is neither null nor an object")
    if not isinstance(request.get("essential", False), bool):
        raise malformed(f"{place}: essential is neither true nor false")
    return Constraint(_read_values(request, place, texts_only), _read_max_age(request, place))


def malformed(description: str) -> InvalidRequestError:
    """Return the refusal of a request that cannot be understood."""
    return InvalidRequestError(
        f"verified_claims: {description}",
        rule="OpenID Connect for Identity Assurance, sections 5.3 to 5.5",
        parameter="claims",
        mend="Write the request so that verified_claims_request.json, its schema, accepts it.",
    )


def _read_values(request: dict[str, Any], place: str, texts_only: bool) -> tuple[str, ...] | None:
    if "value" in request and "values" in request:
        raise malformed(f"{place} has both value and values")
    if "value" not in request and "values" not in request:
        return None
    values = [request["value"]] if "value" in request else request["values"]
    if not isinstance(values, list) or not 0 < len(values) <= MAX_VALUES:
        raise malformed(f"{place}: values is not a short list")
    if texts_only and not all(isinstance(each, str) for each in values):
        raise malformed(f"{place}: a value is not a text")
    return tuple(_json(each) for each in values)


def _read_max_age(request: dict[str, Any], place: str) -> int | None:
    max_age = request.get("max_age")
    if max_age is not None and (type(max_age) is not int or max_age < 0):
        raise malformed(f"{place}: max_age is not a number of seconds")
    return max_age


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _is_younger(value: Any, max_age: int, now: int) -> bool:
    last = _last_second(value)
    return last is not None and now - last <= max_age


def _last_second(value: Any) -> int | None:
    """Return the last second of a date or of a part of one (Identity Assurance, section 5.5.2)."""
    found = _PARTS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        if found[4]:
            return int(datetime.fromisoformat(found[0]).timestamp())
        year, month = int(found[1]), int(found[2] or 12)
        day = int(found[3] or monthrange(year, month)[1])
        return int(datetime(year, month, day, 23, 59, 59, tzinfo=UTC).timestamp())
    except ValueError:
        return None
