"""Services that have yet to be told of the end of a session: an outbox."""

from collections.abc import Collection, Sequence
from dataclasses import astuple

from thiqa.oidc.logout_models import LogoutNotice
from thiqa.storage.statement import BYTES, INTEGER, TEXT, ManyStatement, Statement

CANDIDATES = 64
"""How many notices are looked at in one go."""
CANDIDATES_OF_A_CLIENT = 4
"""How many of them are for one service, so that one that does not answer delays no other."""

_COLUMNS = {
    "id": BYTES,
    "client_id": TEXT,
    "sid": TEXT,
    "subject": TEXT,
    "attempts": INTEGER,
    "due_at": INTEGER,
    "ends_at": INTEGER,
}
_ALL = ", ".join(f"oidc_logout_notice.{name}" for name in _COLUMNS)

_PUT_LOGOUT_NOTICE = Statement(
    f"INSERT INTO oidc_logout_notice ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns=_COLUMNS,
)
_HAS_DUE = ManyStatement(
    "SELECT oidc_logout_notice.due_at FROM {rows}"
    " JOIN oidc_logout_notice ON oidc_logout_notice.due_at <= rows.now LIMIT 1",
    key=(),
    columns={"now": INTEGER},
)
_LIST_DUE = ManyStatement(
    "SELECT waiting.id, waiting.client_id, waiting.due_at FROM ("
    " SELECT oidc_logout_notice.id, oidc_logout_notice.client_id, oidc_logout_notice.due_at,"
    " ROW_NUMBER() OVER (PARTITION BY oidc_logout_notice.client_id"
    " ORDER BY oidc_logout_notice.due_at) AS turn"
    " FROM {rows} JOIN oidc_logout_notice ON oidc_logout_notice.due_at <= rows.now"
    f") AS waiting WHERE waiting.turn <= {CANDIDATES_OF_A_CLIENT}"
    f" ORDER BY waiting.turn, waiting.due_at LIMIT {CANDIDATES}",
    key=(),
    columns={"now": INTEGER},
)
_CLAIM = Statement(
    "UPDATE oidc_logout_notice SET due_at = rows.until,"
    " attempts = oidc_logout_notice.attempts + 1 FROM {rows}"
    " WHERE oidc_logout_notice.id = rows.id AND oidc_logout_notice.due_at = rows.seen"
    f" RETURNING {_ALL}",
    key="id",
    columns={"id": BYTES, "seen": INTEGER, "until": INTEGER},
)
_POSTPONE = Statement(
    "UPDATE oidc_logout_notice SET due_at = rows.later FROM {rows}"
    " WHERE oidc_logout_notice.id = rows.id AND oidc_logout_notice.due_at = rows.held"
    " RETURNING oidc_logout_notice.id",
    key="id",
    columns={"id": BYTES, "held": INTEGER, "later": INTEGER},
)
_DROP = Statement(
    "DELETE FROM oidc_logout_notice WHERE (id, due_at) IN (SELECT id, due_at FROM {rows})"
    " RETURNING id, due_at",
    key=("id", "due_at"),
    columns={"id": BYTES, "due_at": INTEGER},
)


class LogoutNotices:
    """Implements `thiqa.oidc.store.LogoutNotices`."""

    async def put_logout_notices(self, notices: Sequence[LogoutNotice]) -> None:
        """See the protocol."""
        await _PUT_LOGOUT_NOTICE.each([astuple(notice) for notice in notices])

    async def has_logout_notices(self, now: int) -> bool:
        """See the protocol."""
        return bool(await _HAS_DUE(now))

    async def claim_logout_notices(
        self, now: int, until: int, room: int, *, without: Collection[str]
    ) -> list[LogoutNotice]:
        """See the protocol."""
        due = [each for each in await _LIST_DUE(now) if each["client_id"] not in without]
        asked = [(each["id"], each["due_at"], until) for each in due[: max(room, 0)]]
        claimed = await _CLAIM.each(asked)
        return [LogoutNotice(*row) for row in claimed if row is not None]

    async def postpone_logout_notice(self, notice: LogoutNotice, due_at: int) -> None:
        """See the protocol."""
        await _POSTPONE(notice.id, notice.due_at, due_at)

    async def drop_logout_notice(self, notice: LogoutNotice) -> None:
        """See the protocol."""
        await _DROP(notice.id, notice.due_at)
