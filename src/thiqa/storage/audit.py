"""Figures of the record, and requests to open an entry, on both databases."""

from collections.abc import Sequence

from thiqa.audit.models import (
    Cell,
    CountedEntry,
    Progress,
    Request,
    State,
    StoredRequest,
    Tally,
    read_request,
)
from thiqa.database.errors import UnitOfWorkError
from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.ledger.models import EntryId

_LOG = 1

_GET_PROGRESS = Statement(
    "SELECT audit_progress.log, audit_progress.next_index, audit_progress.counted_to"
    " FROM {rows} JOIN audit_progress ON audit_progress.log = rows.log",
    key="log",
    columns={"log": INTEGER},
)
_MOVE_PROGRESS = Statement(
    "UPDATE audit_progress SET next_index = rows.next_index, counted_to = rows.counted_to"
    " FROM {rows} WHERE audit_progress.log = rows.log AND audit_progress.next_index = rows.old"
    " RETURNING audit_progress.log",
    key="log",
    columns={"log": INTEGER, "old": INTEGER, "next_index": INTEGER, "counted_to": INTEGER},
)
_LIST_COUNTABLE = ManyStatement(
    "SELECT ledger_leaf.leaf_index,"
    " (SELECT ledger_entry.person_id FROM ledger_entry"
    " WHERE ledger_entry.id = ledger_leaf.entry_id),"
    " (SELECT ledger_entry.opening FROM ledger_entry WHERE ledger_entry.id = ledger_leaf.entry_id)"
    " FROM ledger_leaf WHERE ledger_leaf.leaf_index >= (SELECT rows.first FROM {rows})"
    " ORDER BY ledger_leaf.leaf_index LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"first": INTEGER, "number": INTEGER},
)
_CELL = {"day": INTEGER, "kind": TEXT, "client_id": TEXT, "purpose": TEXT}
_GET_TALLY = Statement(
    "SELECT audit_tally.* FROM {rows} JOIN audit_tally ON audit_tally.day = rows.day"
    " AND audit_tally.kind = rows.kind AND audit_tally.client_id = rows.client_id"
    " AND audit_tally.purpose = rows.purpose",
    key=tuple(_CELL),
    columns=_CELL,
)
_PUT_TALLY = Statement(
    "INSERT INTO audit_tally (day, kind, client_id, purpose, entries, traces)"
    " SELECT rows.day, rows.kind, rows.client_id, rows.purpose, rows.entries, rows.traces"
    " FROM {rows} WHERE true ON CONFLICT (day, kind, client_id, purpose) DO UPDATE"
    " SET entries = excluded.entries, traces = excluded.traces"
    " RETURNING day, kind, client_id, purpose",
    key=tuple(_CELL),
    columns={**_CELL, "entries": INTEGER, "traces": BYTES},
)
_LIST_TALLIES = ManyStatement(
    "SELECT audit_tally.* FROM audit_tally"
    " WHERE audit_tally.day >= (SELECT rows.first FROM {rows})"
    " AND audit_tally.day < (SELECT rows.after FROM {rows})"
    " ORDER BY audit_tally.day, audit_tally.kind, audit_tally.client_id, audit_tally.purpose",
    key=(),
    columns={"first": INTEGER, "after": INTEGER},
)
_FIND_ENTRY = Statement(
    "SELECT ledger_leaf.leaf_index, ledger_leaf.entry_id FROM {rows}"
    " JOIN ledger_leaf ON ledger_leaf.leaf_index = rows.leaf_index",
    key="leaf_index",
    columns={"leaf_index": INTEGER},
)
_REQUEST = (
    "SELECT audit_request.id, audit_request.document, audit_request.state,"
    " audit_request.expires_at, audit_request.approved_by, audit_request.opening_id"
)
_PUT = Statement(
    "INSERT INTO audit_request (id, state, document, expires_at)"
    " SELECT rows.id, 'asked', rows.document, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": TEXT, "document": TEXT, "expires_at": INTEGER},
)
_GET = Statement(
    f"{_REQUEST} FROM {{rows}} JOIN audit_request ON audit_request.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_LIST = ManyStatement(
    f"{_REQUEST} FROM audit_request"
    " WHERE audit_request.expires_at > (SELECT rows.now FROM {rows})"
    " ORDER BY audit_request.expires_at, audit_request.id",
    key=(),
    columns={"now": INTEGER},
)
_APPROVE = Statement(
    "UPDATE audit_request SET state = 'approved', approved_by = rows.approved_by,"
    " opening_id = rows.opening_id, expires_at = rows.until FROM {rows}"
    " WHERE audit_request.id = rows.id AND audit_request.state = 'asked'"
    " AND audit_request.document = rows.document AND audit_request.expires_at > rows.now"
    " RETURNING audit_request.id",
    key="id",
    columns={
        "id": TEXT,
        "document": TEXT,
        "approved_by": TEXT,
        "opening_id": BYTES,
        "now": INTEGER,
        "until": INTEGER,
    },
)


class AuditStore:
    """Implements `thiqa.audit.store.Store`."""

    __slots__ = ()

    async def get_progress(self) -> Progress:
        """Return how far the record was counted."""
        row = await _GET_PROGRESS(_LOG)
        if row is None:
            raise UnitOfWorkError("the migration makes the row of the progress")
        return Progress(row["next_index"], row["counted_to"])

    async def move_progress(self, old: Progress, new: Progress) -> bool:
        """Say that the record was counted further; False if somebody else has said so."""
        moved = await _MOVE_PROGRESS(_LOG, old.next_index, new.next_index, new.counted_to)
        return moved is not None

    async def list_countable(self, first: int, limit: int) -> list[CountedEntry]:
        """Return entries from a place in the log on, in order."""
        return [CountedEntry(*row) for row in await _LIST_COUNTABLE(first, limit)]

    async def get_tallies(self, cells: Sequence[Cell]) -> list[Tally]:
        """Return the tally of each cell, in their order."""
        rows = await _GET_TALLY.each([_values(cell) for cell in cells])
        return [
            Tally(cell) if row is None else _tally(row)
            for cell, row in zip(cells, rows, strict=True)
        ]

    async def put_tallies(self, tallies: Sequence[Tally]) -> None:
        """Keep tallies, each in the place of what was counted before."""
        await _PUT_TALLY.each(
            [(*_values(each.cell), each.entries, each.traces) for each in tallies]
        )

    async def list_tallies(self, first_day: int, end_day: int) -> list[Tally]:
        """Return all tallies from a day to before another."""
        return [_tally(row) for row in await _LIST_TALLIES(first_day, end_day)]

    async def find_entry(self, index: int) -> EntryId | None:
        """Return which entry has a place in the log."""
        row = await _FIND_ENTRY(index)
        return None if row is None else EntryId(row["entry_id"])

    async def put(self, request: Request, expires_at: int) -> None:
        """Keep a new request."""
        await _PUT(request.id, request.document, expires_at)

    async def get(self, request_id: str) -> StoredRequest | None:
        """Return a request."""
        row = await _GET(request_id)
        return None if row is None else _request(row)

    async def list_requests(self, now: int) -> list[StoredRequest]:
        """Return the requests that have not expired, those that expire first before the others."""
        return [_request(row) for row in await _LIST(now)]

    async def approve(
        self, request: Request, approved_by: str, opening_id: EntryId, now: int, until: int
    ) -> bool:
        """Asked → approved, if it still reads as it was read; False if not."""
        approved = await _APPROVE(request.id, request.document, approved_by, opening_id, now, until)
        return approved is not None


def _values(cell: Cell) -> tuple[int, str, str, str]:
    return cell.day, cell.kind, cell.client_id, cell.purpose


def _tally(row: Row) -> Tally:
    cell = Cell(row["day"], row["kind"], row["client_id"], row["purpose"])
    return Tally(cell, row["entries"], bytes(row["traces"]))


def _request(row: Row) -> StoredRequest:
    _, document, state, expires_at, approved_by, opening_id = row
    return StoredRequest(
        read_request(document),
        State(state),
        expires_at,
        approved_by,
        None if opening_id is None else EntryId(opening_id),
    )
