"""Decoupled logins beside their authorizations, and the pings that tell of their end."""

from collections.abc import Collection, Sequence

from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.oidc.backchannel.models import BackchannelLogin, Ping
from thiqa.storage.oidc.outbox import Outbox

SHOWN = 20
"""How many logins a citizen is shown at once: who asks more often does not hide the others."""

_COLUMNS = {
    "id": BYTES,
    "client_id": TEXT,
    "person_id": TEXT,
    "began_at": INTEGER,
    "ends_at": INTEGER,
    "expires_at": INTEGER,
    "auth_req_id": TEXT,
    "notification_token": TEXT,
}
_ALL = ", ".join(f"oidc_backchannel.{name}" for name in _COLUMNS)

_PUT = Statement(
    f"INSERT INTO oidc_backchannel ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns=_COLUMNS,
)
_GET = Statement(
    f"SELECT {_ALL} FROM {{rows}} JOIN oidc_backchannel ON oidc_backchannel.id = rows.id",
    key="id",
    columns={"id": BYTES},
)
_LIST = ManyStatement(
    f"SELECT {_ALL} FROM {{rows}}"
    " JOIN oidc_backchannel ON oidc_backchannel.person_id = rows.person_id"
    " JOIN oidc_authorization ON oidc_authorization.id = oidc_backchannel.id"
    " WHERE oidc_backchannel.ends_at > rows.now"
    " AND oidc_authorization.state IN ('pushed', 'opened')"
    f" ORDER BY oidc_backchannel.began_at DESC, oidc_backchannel.id LIMIT {SHOWN}",
    key=(),
    columns={"person_id": TEXT, "now": INTEGER},
)
_NOTE_POLL = Statement(
    "UPDATE oidc_backchannel SET polled_at = rows.now FROM {rows}"
    " WHERE oidc_backchannel.id = rows.id AND oidc_backchannel.polled_at <= rows.since"
    " RETURNING oidc_backchannel.id",
    key="id",
    columns={"id": BYTES, "since": INTEGER, "now": INTEGER},
)
_PINGS = Outbox(
    "oidc_ping",
    Ping,
    {
        "id": BYTES,
        "client_id": TEXT,
        "auth_req_id": TEXT,
        "notification_token": TEXT,
        "attempts": INTEGER,
        "due_at": INTEGER,
        "ends_at": INTEGER,
    },
)


class BackchannelLogins:
    """Implements `thiqa.oidc.store.BackchannelLogins`."""

    async def put_backchannel(self, login: BackchannelLogin) -> None:
        """See the protocol."""
        await _PUT(*(getattr(login, name) for name in _COLUMNS))

    async def get_backchannel(self, identifier: bytes) -> BackchannelLogin | None:
        """See the protocol."""
        row = await _GET(identifier)
        return None if row is None else _login(row)

    async def list_backchannel(self, person_id: str, now: int) -> list[BackchannelLogin]:
        """See the protocol."""
        return [_login(row) for row in await _LIST(person_id, now)]

    async def note_poll(self, identifier: bytes, since: int, now: int) -> bool:
        """See the protocol."""
        return await _NOTE_POLL(identifier, since, now) is not None

    async def put_pings(self, pings: Sequence[Ping]) -> None:
        """See the protocol."""
        await _PINGS.put(pings)

    async def has_pings(self, now: int) -> bool:
        """See the protocol."""
        return await _PINGS.has_due(now)

    async def claim_pings(
        self, now: int, until: int, room: int, *, without: Collection[str]
    ) -> list[Ping]:
        """See the protocol."""
        return await _PINGS.claim(now, until, room, without)

    async def postpone_ping(self, ping: Ping, due_at: int) -> None:
        """See the protocol."""
        await _PINGS.postpone(ping, due_at)

    async def drop_ping(self, ping: Ping) -> None:
        """See the protocol."""
        await _PINGS.drop(ping)


def _login(row: Row) -> BackchannelLogin:
    return BackchannelLogin(*row)
