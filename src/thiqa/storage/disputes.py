"""Disputes, on both databases."""

from dataclasses import astuple

from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.disputes.models import Claim, Dispute, State
from thiqa.ledger.events import Kind
from thiqa.ledger.models import EntryId

_COLUMNS = {
    "id": TEXT,
    "person_id": TEXT,
    "client_id": TEXT,
    "entry_id": BYTES,
    "entry_hash": TEXT,
    "kind": TEXT,
    "claim": TEXT,
    "statement": TEXT,
    "opened_at": INTEGER,
    "due_at": INTEGER,
    "state": TEXT,
    "evidence": TEXT,
    "answer": TEXT,
    "answered_at": INTEGER,
    "closed_by": TEXT,
    "closed_at": INTEGER,
    "reason": TEXT,
}
"""By the names, and in the order, of the fields of a Dispute."""

_ALL = ", ".join(f"dispute.{name}" for name in _COLUMNS)

_ADD = Statement(
    f"INSERT INTO dispute ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns=_COLUMNS,
)
_GET = Statement(
    f"SELECT {_ALL} FROM {{rows}} JOIN dispute ON dispute.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_FIND_ABOUT = Statement(
    f"SELECT {_ALL} FROM {{rows}} JOIN dispute ON dispute.entry_id = rows.entry_id"
    " AND dispute.state <> 'taken_back'",
    key="entry_id",
    columns={"entry_id": BYTES},
)
_LIST_OF_PERSON = ManyStatement(
    f"SELECT {_ALL} FROM {{rows}} JOIN dispute ON dispute.person_id = rows.person_id"
    " ORDER BY dispute.opened_at DESC, dispute.id",
    key="person_id",
    columns={"person_id": TEXT},
)
_LIST_OF_CLIENT = ManyStatement(
    f"SELECT {_ALL} FROM dispute WHERE dispute.client_id = (SELECT rows.client_id FROM {{rows}})"
    " ORDER BY dispute.opened_at DESC, dispute.id LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"client_id": TEXT, "number": INTEGER},
)
_LIST_OPEN = ManyStatement(
    f"SELECT {_ALL} FROM dispute WHERE dispute.state = 'opened'"
    " ORDER BY dispute.due_at, dispute.id LIMIT (SELECT rows.number FROM {rows})",
    key=(),
    columns={"number": INTEGER},
)
_CLAIM_OVERDUE = ManyStatement(
    "UPDATE dispute SET raised_at = (SELECT rows.now FROM {rows})"
    " WHERE dispute.id IN (SELECT dispute.id FROM dispute WHERE dispute.state = 'opened'"
    " AND dispute.raised_at IS NULL AND dispute.due_at < (SELECT rows.now FROM {rows})"
    " ORDER BY dispute.due_at LIMIT (SELECT rows.number FROM {rows}))"
    f" AND dispute.raised_at IS NULL RETURNING {', '.join(_COLUMNS)}",
    key=(),
    columns={"now": INTEGER, "number": INTEGER},
)
_ATTACH = Statement(
    "UPDATE dispute SET evidence = rows.evidence FROM {rows}"
    " WHERE dispute.id = rows.id AND dispute.evidence IS NULL RETURNING dispute.id",
    key="id",
    columns={"id": TEXT, "evidence": TEXT},
)
_ANSWER = Statement(
    "UPDATE dispute SET answer = rows.answer, answered_at = rows.now FROM {rows}"
    " WHERE dispute.id = rows.id AND dispute.state = 'opened' AND dispute.answer IS NULL"
    " RETURNING dispute.id",
    key="id",
    columns={"id": TEXT, "answer": TEXT, "now": INTEGER},
)
_CLOSE = Statement(
    "UPDATE dispute SET state = rows.state, closed_by = rows.closed_by, reason = rows.reason,"
    " closed_at = rows.now, expires_at = rows.until FROM {rows}"
    " WHERE dispute.id = rows.id AND dispute.state = 'opened' RETURNING dispute.id",
    key="id",
    columns={
        "id": TEXT,
        "state": TEXT,
        "closed_by": TEXT,
        "reason": TEXT,
        "now": INTEGER,
        "until": INTEGER,
    },
)


class DisputesStore:
    """Implements `thiqa.disputes.store.Store`."""

    __slots__ = ()

    async def add(self, dispute: Dispute) -> bool:
        """See the protocol."""
        return await _ADD(*astuple(dispute)) is not None

    async def get(self, dispute_id: str) -> Dispute | None:
        """See the protocol."""
        row = await _GET(dispute_id)
        return None if row is None else _dispute(row)

    async def find_about(self, entry_id: EntryId) -> Dispute | None:
        """See the protocol."""
        row = await _FIND_ABOUT(entry_id)
        return None if row is None else _dispute(row)

    async def list_of_person(self, person_id: str) -> list[Dispute]:
        """See the protocol."""
        return [_dispute(row) for row in await _LIST_OF_PERSON(person_id)]

    async def list_of_client(self, client_id: str, number: int) -> list[Dispute]:
        """See the protocol."""
        return [_dispute(row) for row in await _LIST_OF_CLIENT(client_id, number)]

    async def list_open(self, number: int) -> list[Dispute]:
        """See the protocol."""
        return [_dispute(row) for row in await _LIST_OPEN(number)]

    async def claim_overdue(self, now: int, number: int) -> list[Dispute]:
        """See the protocol."""
        return [_dispute(row) for row in await _CLAIM_OVERDUE(now, number)]

    async def attach(self, dispute_id: str, evidence: str) -> None:
        """See the protocol."""
        await _ATTACH(dispute_id, evidence)

    async def answer(self, dispute_id: str, answer: str, now: int) -> bool:
        """See the protocol."""
        return await _ANSWER(dispute_id, answer, now) is not None

    async def close(
        self, dispute_id: str, state: State, person_id: str, reason: str, *, now: int, until: int
    ) -> bool:
        """See the protocol."""
        return await _CLOSE(dispute_id, state, person_id, reason, now, until) is not None


def _dispute(row: Row) -> Dispute:
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {
        "entry_id": EntryId(values["entry_id"]),
        "kind": Kind(values["kind"]),
        "claim": Claim(values["claim"]),
        "state": State(values["state"]),
    }
    return Dispute(**values)
