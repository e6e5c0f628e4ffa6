"""Services that have yet to be told of the end of a session."""

from collections.abc import Collection, Sequence

from thiqa.database.statement import BYTES, INTEGER, TEXT
from thiqa.oidc.sessions.logout_models import LogoutNotice
from thiqa.storage.oidc.outbox import Outbox

_NOTICES = Outbox(
    "oidc_logout_notice",
    LogoutNotice,
    {
        "id": BYTES,
        "client_id": TEXT,
        "sid": TEXT,
        "subject": TEXT,
        "attempts": INTEGER,
        "due_at": INTEGER,
        "ends_at": INTEGER,
    },
)


class LogoutNotices:
    """Implements `thiqa.oidc.store.LogoutNotices`."""

    async def put_logout_notices(self, notices: Sequence[LogoutNotice]) -> None:
        """See the protocol."""
        await _NOTICES.put(notices)

    async def has_logout_notices(self, now: int) -> bool:
        """See the protocol."""
        return await _NOTICES.has_due(now)

    async def claim_logout_notices(
        self, now: int, until: int, room: int, *, without: Collection[str]
    ) -> list[LogoutNotice]:
        """See the protocol."""
        return await _NOTICES.claim(now, until, room, without)

    async def postpone_logout_notice(self, notice: LogoutNotice, due_at: int) -> None:
        """See the protocol."""
        await _NOTICES.postpone(notice, due_at)

    async def drop_logout_notice(self, notice: LogoutNotice) -> None:
        """See the protocol."""
        await _NOTICES.drop(notice)
