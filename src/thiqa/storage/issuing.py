"""What was issued, on both databases."""

from dataclasses import astuple

from thiqa.database.statement import BYTES, INTEGER, TEXT, Row, Statement
from thiqa.issuing.models import Form, Issued, Reason, State
from thiqa.ledger.models import EntryId

_COLUMNS = {
    "number": TEXT,
    "client_id": TEXT,
    "person_id": TEXT,
    "request": BYTES,
    "asked": BYTES,
    "form": TEXT,
    "type": TEXT,
    "seal": TEXT,
    "document_hash": TEXT,
    "issued_at": INTEGER,
    "valid_until": INTEGER,
    "entry_id": BYTES,
    "state": TEXT,
    "changed_at": INTEGER,
    "reason": TEXT,
    "replaced_by": TEXT,
}
"""By the names, and in the order, of the fields of Issued."""

_ALL = ", ".join(f"issuing_document.{name}" for name in _COLUMNS)

_ADD = Statement(
    f"INSERT INTO issuing_document ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING request",
    key="request",
    columns=_COLUMNS,
)
_GET = Statement(
    f"SELECT {_ALL} FROM {{rows}} JOIN issuing_document ON issuing_document.number = rows.number",
    key="number",
    columns={"number": TEXT},
)
_FIND = Statement(
    f"SELECT {_ALL} FROM {{rows}} JOIN issuing_document ON issuing_document.request = rows.request",
    key="request",
    columns={"request": BYTES},
)
_WITHDRAW = Statement(
    "UPDATE issuing_document SET state = 'withdrawn', reason = rows.reason, changed_at = rows.now"
    " FROM {rows} WHERE issuing_document.number = rows.number AND issuing_document.state = 'valid'"
    " AND issuing_document.client_id = rows.client_id"
    " RETURNING issuing_document.number, issuing_document.client_id",
    key=("number", "client_id"),
    columns={"number": TEXT, "client_id": TEXT, "reason": TEXT, "now": INTEGER},
)
_REPLACE = Statement(
    "UPDATE issuing_document SET state = 'replaced', replaced_by = rows.replaced_by,"
    " changed_at = rows.now"
    " FROM {rows} WHERE issuing_document.number = rows.number AND issuing_document.state = 'valid'"
    " AND issuing_document.client_id = rows.client_id"
    " RETURNING issuing_document.number, issuing_document.client_id",
    key=("number", "client_id"),
    columns={"number": TEXT, "client_id": TEXT, "replaced_by": TEXT, "now": INTEGER},
)
_PUT_COPY = Statement(
    "INSERT INTO issuing_copy (number, copy, expires_at)"
    " SELECT rows.number, rows.copy, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING number",
    key="number",
    columns={"number": TEXT, "copy": BYTES, "expires_at": INTEGER},
)
_GET_COPY = Statement(
    "SELECT issuing_copy.number, issuing_copy.copy FROM {rows}"
    " JOIN issuing_copy ON issuing_copy.number = rows.number",
    key="number",
    columns={"number": TEXT},
)


class IssuingStore:
    """Implements `thiqa.issuing.store.Store`."""

    __slots__ = ()

    async def add(self, issued: Issued) -> bool:
        """See the protocol."""
        return await _ADD(*astuple(issued)) is not None

    async def get(self, number: str) -> Issued | None:
        """See the protocol."""
        row = await _GET(number)
        return None if row is None else _issued(row)

    async def find(self, request: bytes) -> Issued | None:
        """See the protocol."""
        row = await _FIND(request)
        return None if row is None else _issued(row)

    async def withdraw(self, number: str, client_id: str, reason: Reason, now: int) -> bool:
        """See the protocol."""
        return await _WITHDRAW(number, client_id, reason, now) is not None

    async def replace(self, number: str, client_id: str, by: str, now: int) -> bool:
        """See the protocol."""
        return await _REPLACE(number, client_id, by, now) is not None

    async def put_copy(self, number: str, copy: bytes, expires_at: int) -> None:
        """See the protocol."""
        await _PUT_COPY(number, copy, expires_at)

    async def get_copy(self, number: str) -> bytes | None:
        """See the protocol."""
        row = await _GET_COPY(number)
        return None if row is None else bytes(row["copy"])


def _issued(row: Row) -> Issued:
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {
        "entry_id": EntryId(values["entry_id"]),
        "form": Form(values["form"]),
        "state": State(values["state"]),
        "reason": None if values["reason"] is None else Reason(values["reason"]),
    }
    return Issued(**values)
