"""How a store asks the database: one SQL text for SQLite and PostgreSQL, for one row or a hundred.

A guide to writing a store
--------------------------
A store is a class without state whose methods await statements. Statements are module
constants, named by what they do:

    TAKE = Statement(
        "DELETE FROM login_challenge WHERE (digest, browser) IN"
        " (SELECT digest, browser FROM {rows}) RETURNING digest, browser, expires_at",
        key=("digest", "browser"),
        columns={"digest": BYTES, "browser": BYTES},
    )

    class LoginStore:
        async def take_challenge(self, digest: bytes, browser: bytes, now: int) -> bool:
            row = await TAKE(digest, browser)
            return row is not None and row["expires_at"] > now

Many units of work run side by side in one transaction, and equal statements of all of them
are sent as one. `{rows}` stands for the values that they ask with: a table called `rows`
with the columns that `columns` names, in the order in which they are called.

    SELECT   SELECT person.id, person.claims FROM {rows} JOIN person ON person.id = rows.id
    INSERT   INSERT INTO person (id, claims) SELECT rows.id, rows.claims FROM {rows}
             WHERE true ON CONFLICT DO NOTHING RETURNING id
    UPDATE   UPDATE person SET claims = rows.claims FROM {rows}
             WHERE person.id = rows.id RETURNING person.id
    DELETE   DELETE FROM person WHERE id IN (SELECT id FROM {rows}) RETURNING id

What the result means
- A `Statement` answers each caller with one `Row` or None, a `ManyStatement` with a list.
  A row is read by name or by position.
- `key` names the columns of `rows` by which results find their callers; the result must
  have columns of the same names. Put into it every column that decides which rows are
  touched and that callers could hold different values of: an id, and the browser that it
  is bound to. Lists keep the order that ORDER BY gave them. `key=()` sends the statement
  once for each caller: for LIMIT, ranges and sums.
- `await PUT.each([(id, claims), (id, claims)])` asks with many keys as one statement and
  answers in their order.
- A statement that writes must say by RETURNING what it wrote. It *claims*: of all callers
  with one key, in one process or in many, one gets the row, the others get None. This is
  what makes a code redeemable once. A unit that has written a row is alone with its key
  until it ends. A SELECT shares: every caller with the key gets the row.

Rules that keep a unit right with many processes at once
1. Decide by a claim (`DELETE … RETURNING`, `UPDATE … WHERE state = … RETURNING`,
   `INSERT … ON CONFLICT DO NOTHING RETURNING`), never by a SELECT followed by a write:
   between the two another process may have written.
2. What several rows decide together (the tokens of one family) has one row of its own
   that every unit claims first.
3. Prefer to return a refusal over raising it once something was written: raising undoes
   the writes of that unit, which is right, but costs a second transaction for its group.

A statement names tables of one part of the data, where there are several (see `layout`): on
PostgreSQL the connection of one part cannot see the other.

Spelling that both databases understand: name columns by their table's full name and values
as `rows.name`, do not give the written table an alias, `WHERE true` before ON CONFLICT, no
literal braces, times and booleans as INTEGER, JSON as TEXT.
"""

import enum
import itertools
import re
import types
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, Protocol

from thiqa.database.errors import UnitOfWorkError, UnstorableValueError
from thiqa.database.single_row import with_single_row

SMALLEST_INTEGER = -(2**63)
LARGEST_INTEGER = 2**63 - 1

_TABLE = re.compile(r"\b(?:INTO|UPDATE|FROM|JOIN)\s+([a-z_]+)")
_numbers = itertools.count()


class ColumnType(enum.Enum):
    """The types that both databases have, by their names in PostgreSQL."""

    BYTES = "bytea"
    TEXT = "text"
    INTEGER = "bigint"


BYTES: Final = ColumnType.BYTES
TEXT: Final = ColumnType.TEXT
INTEGER: Final = ColumnType.INTEGER


class Row(Protocol):
    """One row of a result, read by name, by position, or by unpacking."""

    def __getitem__(self, name: str | int, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __len__(self) -> int: ...


Values = tuple[Any, ...]
Asked = tuple["AnyStatement", Values | list[Values]]
"""What a unit hands to the driver when it awaits a statement: values for one or for each."""


class AnyStatement:
    """A statement for any number of callers; see the guide above."""

    __slots__ = (
        "_integers",
        "_texts",
        "columns",
        "key",
        "key_of_record",
        "key_of_values",
        "number",
        "postgres_sql",
        "scope",
        "sqlite_sql",
        "tables",
        "writes",
    )

    many = False

    def __init__(
        self, sql: str, *, key: str | tuple[str, ...], columns: Mapping[str, ColumnType]
    ) -> None:
        self.columns = dict(columns)
        self.key = (key,) if isinstance(key, str) else key
        self.writes = not sql.lstrip().upper().startswith("SELECT")
        self.number = next(_numbers)
        self._check_text(sql)
        self.tables = _tables(sql)
        self.scope = f"{self.tables[0]}:{','.join(self.key)}"
        self.postgres_sql = sql.replace("{rows}", self._postgres_rows())
        self.sqlite_sql = with_single_row(sql, list(self.columns))
        names = list(self.columns)
        self.key_of_values = _getter([names.index(name) for name in self.key])
        self.key_of_record = _getter(list(self.key))
        self._texts = [n for n, kind in enumerate(self.columns.values()) if kind is TEXT]
        self._integers = [n for n, kind in enumerate(self.columns.values()) if kind is INTEGER]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.sqlite_sql!r}>"

    def check(self, values: Values) -> None:
        """Refuse what no database could keep, before it can spoil the group."""
        if len(values) != len(self.columns):
            raise UnitOfWorkError(f"{self} takes {len(self.columns)} values, got {len(values)}")
        for position in self._texts:
            text = values[position]
            if text is not None and ("\0" in text or not (text.isascii() or _is_unicode(text))):
                raise UnstorableValueError("a text with a NUL or half a character")
        for position in self._integers:
            number = values[position]
            if number is not None and not SMALLEST_INTEGER <= number <= LARGEST_INTEGER:
                raise UnstorableValueError("an integer of more than 64 bits")

    def check_each(self, asked: Sequence[Values]) -> list[Values]:
        """Refuse what no database could keep, and one key asked for twice at once."""
        for values in asked:
            self.check(values)
        if len({self.key_of_values(values) for values in asked}) != len(asked):
            raise UnitOfWorkError(f"one key twice for {self}")
        return list(asked)

    def _check_text(self, sql: str) -> None:
        if "{rows}" not in sql:
            raise UnitOfWorkError("a statement takes its values from {rows}")
        if self.writes and "RETURNING" not in sql:
            raise UnitOfWorkError("a statement that writes says by RETURNING what it wrote")
        if not set(self.key) <= set(self.columns):
            raise UnitOfWorkError("the key of a statement is among its columns")

    def _postgres_rows(self) -> str:
        arrays = ", ".join(
            f"${n}::{kind.value}[]" for n, kind in enumerate(self.columns.values(), 1)
        )
        return f"unnest({arrays}) AS rows({', '.join(self.columns)})"


class Statement(AnyStatement):
    """A statement that gives each caller at most one row."""

    __slots__ = ()

    @types.coroutine
    def __call__(self, *values: Any) -> Generator[Asked, Row | None, Row | None]:
        """Ask with one value for each column; answer with the row, or None."""
        self.check(values)
        return (yield (self, values))

    @types.coroutine
    def each(self, asked: Sequence[Values]) -> Generator[Asked, list[Row | None], list[Row | None]]:
        """Ask with many keys as one statement; answer with a row or None for each, in order."""
        return (yield (self, self.check_each(asked))) if asked else []


class ManyStatement(AnyStatement):
    """A statement that gives each caller a list of rows."""

    __slots__ = ()

    many = True

    @types.coroutine
    def __call__(self, *values: Any) -> Generator[Asked, list[Row], list[Row]]:
        """Ask with one value for each column; answer with all rows of the key."""
        self.check(values)
        return (yield (self, values))

    @types.coroutine
    def each(self, asked: Sequence[Values]) -> Generator[Asked, list[list[Row]], list[list[Row]]]:
        """Ask with many keys as one statement; answer with the rows of each, in order."""
        return (yield (self, self.check_each(asked))) if asked else []


def _tables(sql: str) -> list[str]:
    names = [name for name in _TABLE.findall(sql) if name != "rows"]
    if not names:
        raise UnitOfWorkError("a statement names its table")
    return names


def _getter(places: list[Any]) -> Callable[[Any], Any]:
    return itemgetter(*places) if places else lambda _: ()


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
