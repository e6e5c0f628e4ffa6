"""The tasks that wait, and who is at them."""

from collections.abc import Collection

from thiqa.counter.tasks.models import Task
from thiqa.database import INTEGER, TEXT, ManyStatement, Statement

CANDIDATES_OF_A_KIND = 16
"""How many tasks of one kind are begun in one go, so that none keeps the others waiting."""

_LEAVE = Statement(
    "INSERT INTO task (kind, key, due_at, attempts)"
    " SELECT rows.kind, rows.key, rows.due_at, 0 FROM {rows} WHERE true"
    " ON CONFLICT (kind, key) DO UPDATE SET due_at = excluded.due_at, attempts = 0"
    " RETURNING kind, key",
    key=("kind", "key"),
    columns={"kind": TEXT, "key": TEXT, "due_at": INTEGER},
)
_ENSURE = Statement(
    "INSERT INTO task (kind, key, due_at, attempts)"
    " SELECT rows.kind, rows.key, rows.due_at, 0 FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING kind, key",
    key=("kind", "key"),
    columns={"kind": TEXT, "key": TEXT, "due_at": INTEGER},
)
_HAS_DUE = ManyStatement(
    "SELECT task.due_at FROM {rows} JOIN task ON task.due_at <= rows.now LIMIT 1",
    key=(),
    columns={"now": INTEGER},
)
_LIST_DUE = ManyStatement(
    "SELECT task.key, task.due_at FROM {rows}"
    " JOIN task ON task.kind = rows.kind AND task.due_at <= rows.now"
    f" ORDER BY task.due_at LIMIT {CANDIDATES_OF_A_KIND}",
    key=(),
    columns={"kind": TEXT, "now": INTEGER},
)
_CLAIM = Statement(
    "UPDATE task SET due_at = rows.until, attempts = task.attempts + 1 FROM {rows}"
    " WHERE task.kind = rows.kind AND task.key = rows.key AND task.due_at = rows.seen"
    " RETURNING task.kind, task.key, task.due_at, task.attempts",
    key=("kind", "key"),
    columns={"kind": TEXT, "key": TEXT, "seen": INTEGER, "until": INTEGER},
)
_POSTPONE = Statement(
    "UPDATE task SET due_at = rows.later FROM {rows}"
    " WHERE task.kind = rows.kind AND task.key = rows.key AND task.due_at = rows.held"
    " AND task.attempts = rows.attempts"
    " RETURNING task.kind, task.key",
    key=("kind", "key"),
    columns={"kind": TEXT, "key": TEXT, "held": INTEGER, "attempts": INTEGER, "later": INTEGER},
)
_DROP = Statement(
    "DELETE FROM task WHERE (kind, key, due_at, attempts)"
    " IN (SELECT kind, key, due_at, attempts FROM {rows}) RETURNING kind, key, due_at, attempts",
    key=("kind", "key", "due_at", "attempts"),
    columns={"kind": TEXT, "key": TEXT, "due_at": INTEGER, "attempts": INTEGER},
)


class TaskStore:
    """A task is claimed by moving the second at which it is due (compare-and-swap)."""

    async def leave(self, kind: str, key: str, due_at: int) -> None:
        """Have something done at a time; a task of this kind and key is moved to it.

        Who is at that very task at the moment does not take this one with them: it is done anew.
        """
        await _LEAVE(kind, key, due_at)

    async def ensure(self, kind: str, key: str, due_at: int) -> None:
        """Have something done at a time, unless it waits to be done already."""
        await _ENSURE(kind, key, due_at)

    async def has_due(self, now: int) -> bool:
        """Tell whether a task is due."""
        return bool(await _HAS_DUE(now))

    async def claim(self, kinds: Collection[str], now: int, until: int) -> list[Task]:
        """Return tasks of these kinds that are due, held until then by whoever asks."""
        seen = [
            (kind, row["key"], row["due_at"], until)
            for kind in kinds
            for row in await _LIST_DUE(kind, now)
        ]
        return [Task(*row) for row in await _CLAIM.each(seen) if row is not None]

    async def postpone(self, task: Task, due_at: int) -> None:
        """Let a task be due later, if it is still held by this claim."""
        await _POSTPONE(task.kind, task.key, task.due_at, task.attempts, due_at)

    async def drop(self, task: Task) -> None:
        """Forget a task that is done, if it is still held by this claim."""
        await _DROP(task.kind, task.key, task.due_at, task.attempts)
