"""What has yet to be told to services: one table for each kind of notice, with one way to hold it.

Such a table has `id`, `client_id`, `attempts` and `due_at`, and what the notice says.
"""

from collections.abc import Collection, Sequence
from dataclasses import astuple
from typing import Any, Generic, TypeVar

from thiqa.database.statement import BYTES, INTEGER, ColumnType, ManyStatement, Statement

CANDIDATES = 64
"""How many notices are looked at in one go."""
CANDIDATES_OF_A_CLIENT = 4
"""How many of them are for one service, so that one that does not answer delays no other."""


N = TypeVar("N", bound=Any)
"""A dataclass whose fields are the columns of its table, in their order."""


class Outbox(Generic[N]):
    """The statements of one table of notices."""

    def __init__(self, table: str, kind: type[N], columns: dict[str, ColumnType]) -> None:
        self._kind = kind
        names = ", ".join(columns)
        self._put = Statement(
            f"INSERT INTO {table} ({names})"
            f" SELECT {', '.join(f'rows.{name}' for name in columns)} FROM {{rows}} WHERE true"
            " ON CONFLICT DO NOTHING RETURNING id",
            key="id",
            columns=columns,
        )
        self._has_due = ManyStatement(
            f"SELECT {table}.due_at FROM {{rows}}"
            f" JOIN {table} ON {table}.due_at <= rows.now LIMIT 1",
            key=(),
            columns={"now": INTEGER},
        )
        self._list_due = ManyStatement(
            "SELECT waiting.id, waiting.client_id, waiting.due_at FROM ("
            f" SELECT {table}.id, {table}.client_id, {table}.due_at,"
            f" ROW_NUMBER() OVER (PARTITION BY {table}.client_id"
            f" ORDER BY {table}.due_at) AS turn"
            f" FROM {{rows}} JOIN {table} ON {table}.due_at <= rows.now"
            f") AS waiting WHERE waiting.turn <= {CANDIDATES_OF_A_CLIENT}"
            f" ORDER BY waiting.turn, waiting.due_at LIMIT {CANDIDATES}",
            key=(),
            columns={"now": INTEGER},
        )
        self._claim = Statement(
            f"UPDATE {table} SET due_at = rows.until, attempts = {table}.attempts + 1 FROM {{rows}}"
            f" WHERE {table}.id = rows.id AND {table}.due_at = rows.seen"
            f" RETURNING {', '.join(f'{table}.{name}' for name in columns)}",
            key="id",
            columns={"id": BYTES, "seen": INTEGER, "until": INTEGER},
        )
        self._postpone = Statement(
            f"UPDATE {table} SET due_at = rows.later FROM {{rows}}"
            f" WHERE {table}.id = rows.id AND {table}.due_at = rows.held RETURNING {table}.id",
            key="id",
            columns={"id": BYTES, "held": INTEGER, "later": INTEGER},
        )
        self._drop = Statement(
            f"DELETE FROM {table} WHERE (id, due_at) IN (SELECT id, due_at FROM {{rows}})"  # ours
            " RETURNING id, due_at",
            key=("id", "due_at"),
            columns={"id": BYTES, "due_at": INTEGER},
        )

    async def put(self, notices: Sequence[N]) -> None:
        """Keep what has to be told; what is kept already stays as it is."""
        await self._put.each([astuple(notice) for notice in notices])

    async def has_due(self, now: int) -> bool:
        """Tell whether a notice is due."""
        return bool(await self._has_due(now))

    async def claim(self, now: int, until: int, room: int, without: Collection[str]) -> list[N]:
        """Return notices that are due, held until then by whoever asks."""
        due = [each for each in await self._list_due(now) if each["client_id"] not in without]
        asked = [(each["id"], each["due_at"], until) for each in due[: max(room, 0)]]
        claimed = await self._claim.each(asked)
        return [self._kind(*row) for row in claimed if row is not None]

    async def postpone(self, notice: N, due_at: int) -> None:
        """Let a notice be due later, if it is still held by this claim."""
        await self._postpone(notice.id, notice.due_at, due_at)

    async def drop(self, notice: N) -> None:
        """Forget a notice, if it is still held by this claim."""
        await self._drop(notice.id, notice.due_at)
