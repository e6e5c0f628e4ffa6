"""What citizens gave to services, by the session that they gave it in."""

from collections.abc import Sequence
from dataclasses import astuple

from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.oidc.sessions.logout_models import SessionGrant

_COLUMNS = {
    "authorization_id": BYTES,
    "session": TEXT,
    "person_id": TEXT,
    "client_id": TEXT,
    "sid": TEXT,
    "subject": TEXT,
    "purpose": TEXT,
    "lasts": INTEGER,
    "granted_at": INTEGER,
    "expires_at": INTEGER,
}
_ALL = ", ".join(f"oidc_session_grant.{name}" for name in _COLUMNS)

_PUT_SESSION_GRANT = Statement(
    f"INSERT INTO oidc_session_grant ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING authorization_id",
    key="authorization_id",
    columns=_COLUMNS,
)
_LIST_SESSION_GRANTS = ManyStatement(
    f"SELECT {_ALL} FROM {{rows}} JOIN oidc_session_grant"
    " ON oidc_session_grant.session = rows.session"
    " ORDER BY oidc_session_grant.granted_at DESC",
    key="session",
    columns={"session": TEXT},
)
_LIST_LASTING_GRANTS = ManyStatement(
    f"SELECT {_ALL} FROM {{rows}} JOIN oidc_session_grant"
    " ON oidc_session_grant.person_id = rows.person_id"
    " JOIN oidc_authorization ON oidc_authorization.id = oidc_session_grant.authorization_id"
    " WHERE oidc_session_grant.lasts = 1 AND oidc_authorization.state = 'redeemed'"
    " AND oidc_authorization.expires_at > rows.now"
    " ORDER BY oidc_session_grant.granted_at DESC",
    key=(),
    columns={"person_id": TEXT, "now": INTEGER},
)
_LIST_GRANTS_FOR = ManyStatement(
    f"SELECT {_ALL} FROM {{rows}} JOIN oidc_session_grant"
    " ON oidc_session_grant.person_id = rows.person_id"
    " AND oidc_session_grant.client_id = rows.client_id"
    " AND oidc_session_grant.purpose = rows.purpose",
    key=("person_id", "client_id", "purpose"),
    columns={"person_id": TEXT, "client_id": TEXT, "purpose": TEXT},
)
_LIST_GRANTS_AT = ManyStatement(
    f"SELECT {_ALL} FROM {{rows}} JOIN oidc_session_grant"
    " ON oidc_session_grant.person_id = rows.person_id"
    " AND oidc_session_grant.client_id = rows.client_id",
    key=("person_id", "client_id"),
    columns={"person_id": TEXT, "client_id": TEXT},
)
_EXTEND_SESSION_GRANTS = ManyStatement(
    "UPDATE oidc_session_grant SET expires_at = rows.until FROM {rows}"
    " WHERE oidc_session_grant.session = rows.session"
    " AND oidc_session_grant.expires_at < rows.until RETURNING oidc_session_grant.session",
    key="session",
    columns={"session": TEXT, "until": INTEGER},
)
_FORGET_SESSION_GRANTS = ManyStatement(
    "DELETE FROM oidc_session_grant WHERE session IN (SELECT session FROM {rows})"
    " AND lasts = 0 RETURNING session",
    key="session",
    columns={"session": TEXT},
)


class SessionGrants:
    """Implements `thiqa.oidc.store.SessionGrants`."""

    async def put_session_grant(self, grant: SessionGrant) -> None:
        """See the protocol."""
        await _PUT_SESSION_GRANT(*(int(each) if each is True else each for each in astuple(grant)))

    async def list_session_grants(self, sessions: Sequence[str]) -> list[SessionGrant]:
        """See the protocol."""
        found = await _LIST_SESSION_GRANTS.each([(session,) for session in sessions])
        return [_grant(row) for rows in found for row in rows]

    async def list_lasting_grants(self, person_id: str, now: int) -> list[SessionGrant]:
        """See the protocol."""
        return [_grant(row) for row in await _LIST_LASTING_GRANTS(person_id, now)]

    async def list_grants_for(
        self, person_id: str, client_id: str, purpose: str
    ) -> list[SessionGrant]:
        """See the protocol."""
        return [_grant(row) for row in await _LIST_GRANTS_FOR(person_id, client_id, purpose)]

    async def list_grants_at(self, person_id: str, client_id: str) -> list[SessionGrant]:
        """See the protocol."""
        return [_grant(row) for row in await _LIST_GRANTS_AT(person_id, client_id)]

    async def extend_session_grants(self, session: str, until: int) -> None:
        """See the protocol."""
        await _EXTEND_SESSION_GRANTS(session, until)

    async def forget_session_grants(self, session: str) -> None:
        """See the protocol."""
        await _FORGET_SESSION_GRANTS(session)


def _grant(row: Row) -> SessionGrant:
    authorization, session, person_id, client_id, sid, subject, purpose, lasts, *times = row
    return SessionGrant(
        authorization, session, person_id, client_id, sid, subject, purpose, bool(lasts), *times
    )
