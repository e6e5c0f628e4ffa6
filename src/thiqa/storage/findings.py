"""Findings, on both databases."""

from thiqa.database.statement import INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.findings.models import Finding, Kind, Party, State

_COLUMNS = (
    "finding.id, finding.kind, finding.key, finding.detail, finding.client_id, finding.owner,"
    " finding.raised_at, finding.due_at, finding.state, finding.taken_by, finding.answer,"
    " finding.closed_at"
)
_ADD = Statement(
    "INSERT INTO finding"
    " (id, kind, key, detail, client_id, owner, raised_at, due_at, state, answer)"
    " SELECT rows.id, rows.kind, rows.key, rows.detail, rows.client_id, rows.owner,"
    " rows.raised_at, rows.due_at, 'open', '' FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={
        "id": TEXT,
        "kind": TEXT,
        "key": TEXT,
        "detail": TEXT,
        "client_id": TEXT,
        "owner": TEXT,
        "raised_at": INTEGER,
        "due_at": INTEGER,
    },
)
_GET = Statement(
    f"SELECT {_COLUMNS} FROM {{rows}} JOIN finding ON finding.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_TAKE = Statement(
    "UPDATE finding SET state = 'taken', taken_by = rows.person_id FROM {rows}"
    " WHERE finding.id = rows.id AND finding.state <> 'closed'"
    " AND coalesce(finding.taken_by, '') = rows.seen RETURNING finding.id",
    key="id",
    columns={"id": TEXT, "person_id": TEXT, "seen": TEXT},
)
_CLOSE = Statement(
    "UPDATE finding SET state = 'closed', answer = rows.answer, closed_at = rows.now FROM {rows}"
    " WHERE finding.id = rows.id AND finding.state = 'taken'"
    " AND finding.taken_by = rows.person_id RETURNING finding.id",
    key="id",
    columns={"id": TEXT, "person_id": TEXT, "answer": TEXT, "now": INTEGER},
)


def _list(state: str, order: str) -> tuple[ManyStatement, ManyStatement]:
    """Return how findings of all, and how those of one service are listed."""
    sql = (
        f"SELECT {_COLUMNS} FROM finding WHERE finding.state {state}{{whose}}"
        f" ORDER BY {order}, finding.id LIMIT (SELECT rows.number FROM {{{{rows}}}})"
    )
    of_one = " AND finding.client_id = (SELECT rows.client_id FROM {rows})"
    return (
        ManyStatement(sql.format(whose=""), key=(), columns={"number": INTEGER}),
        ManyStatement(
            sql.format(whose=of_one), key=(), columns={"number": INTEGER, "client_id": TEXT}
        ),
    )


_LIST_OPEN = _list("<> 'closed'", "finding.due_at")
_LIST_CLOSED = _list("= 'closed'", "finding.closed_at DESC")
_OF_NOBODY = ""
"""In the place of the service of a finding that is about none."""


class FindingsStore:
    """Implements `thiqa.findings.store.Store`."""

    __slots__ = ()

    async def add(self, finding: Finding) -> bool:
        """Keep a new finding; False if it was raised before."""
        added = await _ADD(
            finding.id,
            finding.kind,
            finding.key,
            finding.detail,
            finding.client_id or _OF_NOBODY,
            finding.owner,
            finding.raised_at,
            finding.due_at,
        )
        return added is not None

    async def get(self, finding_id: str) -> Finding | None:
        """Return a finding."""
        row = await _GET(finding_id)
        return None if row is None else _read(row)

    async def take(self, finding_id: str, person_id: str, seen: str | None) -> bool:
        """Give a finding to a person, from whoever has it; False if that is another by now."""
        return await _TAKE(finding_id, person_id, seen or "") is not None

    async def close(self, finding_id: str, person_id: str, answer: str, now: int) -> bool:
        """Taken → closed, by whoever has it; False if that is somebody else."""
        return await _CLOSE(finding_id, person_id, answer, now) is not None

    async def list_open(self, client_id: str | None, number: int) -> list[Finding]:
        """Return findings that wait, of one service or of all, those due first before others."""
        return await _listed(_LIST_OPEN, client_id, number)

    async def list_closed(self, client_id: str | None, number: int) -> list[Finding]:
        """Return findings that were answered, of one service or of all, the latest first."""
        return await _listed(_LIST_CLOSED, client_id, number)


async def _listed(
    statements: tuple[ManyStatement, ManyStatement], client_id: str | None, number: int
) -> list[Finding]:
    of_all, of_one = statements
    rows = await (of_all(number) if client_id is None else of_one(number, client_id))
    return [_read(row) for row in rows]


def _read(row: Row) -> Finding:
    return Finding(
        id=row["id"],
        kind=Kind(row["kind"]),
        key=row["key"],
        detail=row["detail"],
        client_id=row["client_id"] or None,
        owner=Party(row["owner"]),
        raised_at=row["raised_at"],
        due_at=row["due_at"],
        state=State(row["state"]),
        taken_by=row["taken_by"],
        answer=row["answer"],
        closed_at=row["closed_at"],
    )
