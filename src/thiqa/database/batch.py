"""Equal statements of many units, put together for one round and taken apart again."""

from collections.abc import Sequence
from typing import Any

from thiqa.database.call import Call
from thiqa.database.errors import UnitOfWorkError
from thiqa.database.locks import Locks
from thiqa.database.statement import AnyStatement, Row, Values

Found = dict[Any, Any]
"""What a statement gave, by key: one row, or a list of rows if it gives many."""


class Batch:
    """The callers of one statement in one round, and the values of each of their keys."""

    __slots__ = ("_keys", "_values", "calls", "statement")

    def __init__(self, statement: AnyStatement) -> None:
        self.statement = statement
        self.calls: list[Call] = []
        self._keys: list[Any] = []
        self._values: dict[Any, Values] = {}

    def admit(self, call: Call, locks: Locks) -> bool:
        """Take a call, unless somebody else holds a key that it asks for."""
        values = call.values
        key_of = self.statement.key_of_values
        key: Any
        if type(values) is list:
            key = [key_of(one) for one in values]
            if not all(map(self._may, key, values, [call] * len(key), [locks] * len(key))):
                return False
            self._values.update(zip(key, values, strict=True))
        else:
            key = key_of(values)
            if not self._may(key, values, call, locks):
                return False
            self._values[key] = values  # type: ignore[assignment]  # not a list
        self.calls.append(call)
        self._keys.append(key)
        return True

    def asks_for(self, call: Call) -> bool:
        """Tell whether this batch has asked exactly what a call waits to ask."""
        values = call.values
        return (
            call.statement is self.statement
            and type(values) is not list
            and self._values.get(self.statement.key_of_values(values)) == values
        )

    def arguments(self) -> list[Values]:
        """Return the values for each key once.

        Everybody writes in the order of the keys, so that two transactions do not deadlock.
        """
        if self.statement.writes:
            return [self._values[key] for key in sorted(self._values)]
        return list(self._values.values())

    def sort(self, records: Sequence[Row]) -> Found:
        """Return the rows of a result by their keys."""
        key_of = self.statement.key_of_record
        if self.statement.many:
            found: Found = {}
            for record in records:
                found.setdefault(key_of(record), []).append(record)
            return found
        found = {key_of(record): record for record in records}
        if len(found) != len(records):
            raise UnitOfWorkError(f"{self.statement} gave two rows for one key")
        return found

    def hand_out(self, found: Found, locks: Locks) -> None:
        """Give every call its rows and run it on to its next statement."""
        for call, key in zip(self.calls, self._keys, strict=True):
            if type(key) is list:
                call.advance([self._take(call, one, found, locks) for one in key])
            else:
                call.advance(self._take(call, key, found, locks))

    def _may(self, key: Any, values: Any, call: Call, locks: Locks) -> bool:
        if self._values.get(key, values) != values:
            return False
        name = (self.statement.scope, key)
        if self.statement.writes:
            return locks.may_write(name, call)
        return locks.may_read(name, call)

    def _take(self, call: Call, key: Any, found: Found, locks: Locks) -> Any:
        rows = found.get(key)
        if self.statement.writes:
            if rows is None:
                locks.wrote_nothing((self.statement.scope, key), call)
            else:
                call.wrote = True
        return list(rows or ()) if self.statement.many else rows
