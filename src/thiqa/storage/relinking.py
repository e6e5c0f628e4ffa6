"""Requests to link two identifiers, on both databases."""

from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.ledger.models import EntryId
from thiqa.relinking.models import Request, State, StoredRequest, read_request

_ROW = (
    "SELECT people_relinking.id, people_relinking.document, people_relinking.state,"
    " people_relinking.expires_at, people_relinking.approved_by, people_relinking.entry_id"
    " FROM {rows} JOIN people_relinking ON people_relinking.id"
)
_PUT = Statement(
    "INSERT INTO people_relinking (id, state, document, expires_at)"
    " SELECT rows.id, 'asked', rows.document, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": TEXT, "document": TEXT, "expires_at": INTEGER},
)
_GET = Statement(f"{_ROW} = rows.id", key="id", columns={"id": TEXT})
_LIST = ManyStatement(
    f"{_ROW} > rows.after ORDER BY people_relinking.expires_at, people_relinking.id",
    key=(),
    columns={"after": TEXT},
)
_APPROVE = Statement(
    "UPDATE people_relinking SET state = 'approved', approved_by = rows.approved_by,"
    " entry_id = rows.entry_id, expires_at = rows.until FROM {rows}"
    " WHERE people_relinking.id = rows.id AND people_relinking.state = 'asked'"
    " AND people_relinking.document = rows.document AND people_relinking.expires_at > rows.now"
    " RETURNING people_relinking.id",
    key="id",
    columns={
        "id": TEXT,
        "document": TEXT,
        "approved_by": TEXT,
        "entry_id": BYTES,
        "now": INTEGER,
        "until": INTEGER,
    },
)
_ANSWER = Statement(
    "UPDATE people_relinking SET state = 'answered' FROM {rows}"
    " WHERE people_relinking.id = rows.id AND people_relinking.state = 'approved'"
    " AND people_relinking.entry_id = rows.entry_id AND people_relinking.expires_at > rows.now"
    " RETURNING people_relinking.id",
    key="id",
    columns={"id": TEXT, "entry_id": BYTES, "now": INTEGER},
)


class RelinkingStore:
    """Implements `thiqa.relinking.store.Store`."""

    __slots__ = ()

    async def put(self, request: Request, expires_at: int) -> None:
        """Keep a new request."""
        await _PUT(request.id, request.document, expires_at)

    async def get(self, request_id: str) -> StoredRequest | None:
        """Return a request."""
        row = await _GET(request_id)
        return None if row is None else _read(row)

    async def list_requests(self) -> list[StoredRequest]:
        """Return all requests, those that expire first before the others."""
        return [_read(row) for row in await _LIST("")]

    async def approve(
        self, request: Request, approved_by: str, entry_id: EntryId, now: int, until: int
    ) -> bool:
        """Asked → approved, if it still reads as it was read; False if not."""
        approved = await _APPROVE(request.id, request.document, approved_by, entry_id, now, until)
        return approved is not None

    async def answer(self, request_id: str, entry_id: EntryId, now: int) -> bool:
        """Approved → answered; False if it was not approved, or answered already."""
        return await _ANSWER(request_id, entry_id, now) is not None


def _read(row: Row) -> StoredRequest:
    _, document, state, expires_at, approved_by, entry_id = row
    return StoredRequest(
        read_request(document),
        State(state),
        expires_at,
        approved_by,
        None if entry_id is None else EntryId(entry_id),
    )
