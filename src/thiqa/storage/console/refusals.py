"""What services were refused, and which of their keys were used."""

from collections.abc import Sequence

from thiqa.base import digest
from thiqa.console.models import KeyUse, Refusal
from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement

_NOTE_REFUSAL = Statement(
    "INSERT INTO console_refusal (id, client_id, at, times, proved, endpoint, code, description,"
    " rule, parameter, mend, expires_at)"
    " SELECT rows.id, rows.client_id, rows.at, rows.times, rows.proved, rows.endpoint, rows.code,"
    " rows.description, rows.rule, rows.parameter, rows.mend, rows.expires_at FROM {rows}"
    " WHERE rows.client_id IN (SELECT oidc_client.id FROM oidc_client)"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at,"
    " times = console_refusal.times + excluded.times, expires_at = excluded.expires_at"
    " RETURNING id",
    key="id",
    columns={
        "id": BYTES,
        "client_id": TEXT,
        "at": INTEGER,
        "times": INTEGER,
        "proved": INTEGER,
        "endpoint": TEXT,
        "code": TEXT,
        "description": TEXT,
        "rule": TEXT,
        "parameter": TEXT,
        "mend": TEXT,
        "expires_at": INTEGER,
    },
)
_TRIM_REFUSALS = ManyStatement(
    "DELETE FROM console_refusal WHERE client_id = (SELECT rows.client_id FROM {rows})"
    " AND id NOT IN (SELECT kept.id FROM console_refusal AS kept"
    " WHERE kept.client_id = (SELECT rows.client_id FROM {rows})"
    " ORDER BY kept.at DESC, kept.id LIMIT (SELECT rows.number FROM {rows}))"
    " RETURNING id",
    key=(),
    columns={"client_id": TEXT, "number": INTEGER},
)
_LIST_REFUSALS = ManyStatement(
    "SELECT console_refusal.* FROM console_refusal"
    " WHERE console_refusal.client_id = (SELECT rows.client_id FROM {rows})"
    " AND (console_refusal.code = (SELECT rows.code FROM {rows})"
    " OR (SELECT rows.code FROM {rows}) IS NULL)"
    " ORDER BY console_refusal.at DESC, console_refusal.id"
    " LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"client_id": TEXT, "code": TEXT, "number": INTEGER},
)
_NOTE_KEY_USE = Statement(
    "INSERT INTO console_key_use (id, client_id, kid, at, expires_at)"
    " SELECT rows.id, rows.client_id, rows.kid, rows.at, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at,"
    " expires_at = excluded.expires_at RETURNING id",
    key="id",
    columns={
        "id": BYTES,
        "client_id": TEXT,
        "kid": TEXT,
        "at": INTEGER,
        "expires_at": INTEGER,
    },
)
_LIST_KEY_USES = ManyStatement(
    "SELECT console_key_use.client_id, console_key_use.kid, console_key_use.at FROM {rows}"
    " JOIN console_key_use ON console_key_use.client_id = rows.client_id"
    " ORDER BY console_key_use.at DESC, console_key_use.kid",
    key="client_id",
    columns={"client_id": TEXT},
)


class Refusals:
    """See `thiqa.console.store.Store`."""

    __slots__ = ()

    async def note_refusals(self, refusals: Sequence[Refusal], expires_at: int) -> None:
        """See the protocol."""
        await _NOTE_REFUSAL.each([(*_refusal_values(each), expires_at) for each in refusals])

    async def trim_refusals(self, client_id: str, keep: int) -> None:
        """See the protocol."""
        await _TRIM_REFUSALS(client_id, keep)

    async def list_refusals(self, client_id: str, code: str | None, number: int) -> list[Refusal]:
        """See the protocol."""
        return [_refusal(row) for row in await _LIST_REFUSALS(client_id, code, number)]

    async def note_key_uses(self, uses: Sequence[tuple[str, str, int, int]]) -> None:
        """See the protocol."""
        await _NOTE_KEY_USE.each([(digest(f"{use[0]}\n{use[1]}"), *use) for use in uses])

    async def list_key_uses(self, client_id: str) -> list[KeyUse]:
        """See the protocol."""
        return [KeyUse(kid, at) for _, kid, at in await _LIST_KEY_USES(client_id)]


def _refusal_values(refusal: Refusal) -> tuple[object, ...]:
    return (
        refusal.id,
        refusal.client_id,
        refusal.at,
        refusal.times,
        int(refusal.proved),
        refusal.endpoint,
        refusal.code,
        refusal.description,
        refusal.rule,
        refusal.parameter,
        refusal.mend,
    )


def _refusal(row: Row) -> Refusal:
    return Refusal(
        id=row["id"],
        client_id=row["client_id"],
        at=row["at"],
        times=row["times"],
        proved=bool(row["proved"]),
        endpoint=row["endpoint"],
        code=row["code"],
        description=row["description"],
        rule=row["rule"],
        parameter=row["parameter"],
        mend=row["mend"],
    )
