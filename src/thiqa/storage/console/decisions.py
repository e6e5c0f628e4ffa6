"""What was done and decided about services."""

from thiqa.console.models import Act, Decision, LogEntry
from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Statement

_ADD_LOG_ENTRY = Statement(
    "INSERT INTO console_log (id, client_id, at, person_id, act, detail)"
    " SELECT rows.id, rows.client_id, rows.at, rows.person_id, rows.act, rows.detail"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={
        "id": BYTES,
        "client_id": TEXT,
        "at": INTEGER,
        "person_id": TEXT,
        "act": TEXT,
        "detail": TEXT,
    },
)
_LIST_LOG = ManyStatement(
    "SELECT console_log.id, console_log.client_id, console_log.at, console_log.person_id,"
    " console_log.act, console_log.detail FROM console_log"
    " WHERE console_log.client_id = (SELECT rows.client_id FROM {rows})"
    " AND console_log.id < (SELECT rows.before FROM {rows})"
    " ORDER BY console_log.id DESC LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"client_id": TEXT, "before": BYTES, "number": INTEGER},
)
_ADD_DECISION = Statement(
    "INSERT INTO console_decision (client_id, fingerprint, person_id, approved, reason, at)"
    " SELECT rows.client_id, rows.fingerprint, rows.person_id, rows.approved, rows.reason, rows.at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING client_id, fingerprint, person_id",
    key=("client_id", "fingerprint", "person_id"),
    columns={
        "client_id": TEXT,
        "fingerprint": TEXT,
        "person_id": TEXT,
        "approved": INTEGER,
        "reason": TEXT,
        "at": INTEGER,
    },
)
_LIST_DECISIONS = ManyStatement(
    "SELECT console_decision.client_id, console_decision.fingerprint, console_decision.person_id,"
    " console_decision.approved, console_decision.reason, console_decision.at FROM {rows}"
    " JOIN console_decision ON console_decision.client_id = rows.client_id"
    " AND console_decision.fingerprint = rows.fingerprint"
    " ORDER BY console_decision.at, console_decision.person_id",
    key=("client_id", "fingerprint"),
    columns={"client_id": TEXT, "fingerprint": TEXT},
)
_FORGET_DECISIONS = ManyStatement(
    "DELETE FROM console_decision WHERE client_id IN (SELECT client_id FROM {rows})"
    " RETURNING client_id",
    key="client_id",
    columns={"client_id": TEXT},
)


class Decisions:
    """See `thiqa.console.store.Store`."""

    __slots__ = ()

    async def add_log_entry(self, entry: LogEntry) -> None:
        """See the protocol."""
        await _ADD_LOG_ENTRY(
            entry.id, entry.client_id, entry.at, entry.person_id, entry.act.value, entry.detail
        )

    async def list_log(self, client_id: str, before: bytes, number: int) -> list[LogEntry]:
        """See the protocol."""
        return [
            LogEntry(identifier, owner, at, person_id, Act(act), detail)
            for identifier, owner, at, person_id, act, detail in await _LIST_LOG(
                client_id, before, number
            )
        ]

    async def add_decision(self, decision: Decision) -> bool:
        """See the protocol."""
        row = await _ADD_DECISION(
            decision.client_id,
            decision.fingerprint,
            decision.person_id,
            int(decision.approved),
            decision.reason,
            decision.at,
        )
        return row is not None

    async def list_decisions(self, client_id: str, fingerprint: str) -> list[Decision]:
        """See the protocol."""
        return [
            Decision(owner, about, person_id, bool(approved), reason, at)
            for owner, about, person_id, approved, reason, at in await _LIST_DECISIONS(
                client_id, fingerprint
            )
        ]

    async def forget_decisions(self, client_id: str) -> None:
        """See the protocol."""
        await _FORGET_DECISIONS(client_id)
