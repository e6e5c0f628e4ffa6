"""How far services have reconciled, on both databases."""

from thiqa.database.statement import INTEGER, TEXT, Statement

_GET = Statement(
    "SELECT reconciliation_progress.client_id, reconciliation_progress.reconciled_to"
    " FROM {rows} JOIN reconciliation_progress"
    " ON reconciliation_progress.client_id = rows.client_id",
    key="client_id",
    columns={"client_id": TEXT},
)
_ADVANCE = Statement(
    "INSERT INTO reconciliation_progress (client_id, reconciled_from, reconciled_to)"
    " SELECT rows.client_id, rows.period_from, rows.period_to FROM {rows} WHERE true"
    " ON CONFLICT (client_id) DO UPDATE SET reconciled_to = excluded.reconciled_to"
    " WHERE excluded.reconciled_from <= reconciliation_progress.reconciled_to"
    " AND excluded.reconciled_to > reconciliation_progress.reconciled_to"
    " RETURNING client_id",
    key="client_id",
    columns={"client_id": TEXT, "period_from": INTEGER, "period_to": INTEGER},
)


class ReconciliationStore:
    """Implements `thiqa.reconciliation.store.Store`."""

    __slots__ = ()

    async def get_progress(self, client_id: str) -> int | None:
        """Return until when a service has reconciled; None if it never has."""
        row = await _GET(client_id)
        return None if row is None else int(row["reconciled_to"])

    async def advance(self, client_id: str, start: int, end: int) -> None:
        """Note a reconciled period; one that leaves a gap does not count."""
        await _ADVANCE(client_id, start, end)
