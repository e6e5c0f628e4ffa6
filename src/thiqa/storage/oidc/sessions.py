"""Sessions of citizens."""

import json

from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.oidc.models import Session

_PUT_SESSION = Statement(
    "INSERT INTO oidc_session (id, person_id, document, expires_at, used_at)"
    " SELECT rows.id, rows.person_id, rows.document, rows.expires_at, rows.used_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={
        "id": BYTES,
        "person_id": TEXT,
        "document": TEXT,
        "expires_at": INTEGER,
        "used_at": INTEGER,
    },
)
_GET_SESSION = Statement(
    "SELECT oidc_session.id, oidc_session.person_id, oidc_session.document,"
    " oidc_session.expires_at, oidc_session.used_at"
    " FROM {rows} JOIN oidc_session ON oidc_session.id = rows.id",
    key="id",
    columns={"id": BYTES},
)
_USE_SESSION = Statement(
    "UPDATE oidc_session SET used_at = rows.now FROM {rows}"
    " WHERE oidc_session.id = rows.id AND oidc_session.expires_at > rows.now"
    " RETURNING oidc_session.id",
    key="id",
    columns={"id": BYTES, "now": INTEGER},
)
_LIST_SESSIONS = ManyStatement(
    "SELECT oidc_session.id, oidc_session.person_id, oidc_session.document,"
    " oidc_session.expires_at, oidc_session.used_at"
    " FROM {rows} JOIN oidc_session ON oidc_session.person_id = rows.person_id"
    " WHERE oidc_session.expires_at > rows.now ORDER BY oidc_session.used_at DESC",
    key=(),
    columns={"person_id": TEXT, "now": INTEGER},
)
_END_SESSION = Statement(
    "DELETE FROM oidc_session WHERE id IN (SELECT id FROM {rows}) RETURNING id",
    key="id",
    columns={"id": BYTES},
)


class Sessions:
    """Implements `thiqa.oidc.store.Sessions`."""

    async def put_session(self, session: Session) -> None:
        """See the protocol."""
        document = {
            "authorization": None if session.authorization is None else session.authorization.hex(),
            "public_id": session.public_id,
            "acr": session.acr,
            "amr": session.amr,
            "auth_time": session.auth_time,
            "began_at": session.began_at,
            "device": session.device,
        }
        await _PUT_SESSION(
            session.id,
            session.person_id,
            json.dumps(document),
            session.expires_at,
            session.used_at,
        )

    async def get_session(self, session_id: bytes, now: int) -> Session | None:
        """See the protocol."""
        row = await _GET_SESSION(session_id)
        return None if row is None or row["expires_at"] <= now else _session(row)

    async def use_session(self, session_id: bytes, now: int) -> bool:
        """See the protocol."""
        return await _USE_SESSION(session_id, now) is not None

    async def list_sessions(self, person_id: str, now: int) -> list[Session]:
        """See the protocol."""
        return [_session(row) for row in await _LIST_SESSIONS(person_id, now)]

    async def end_session(self, session_id: bytes) -> bool:
        """See the protocol."""
        return await _END_SESSION(session_id) is not None


def _session(row: Row) -> Session:
    document = json.loads(row["document"])
    authorization = document["authorization"]
    return Session(
        id=row["id"],
        authorization=None if authorization is None else bytes.fromhex(authorization),
        public_id=document["public_id"],
        person_id=row["person_id"],
        acr=document["acr"],
        amr=tuple(document["amr"]),
        auth_time=document["auth_time"],
        expires_at=row["expires_at"],
        began_at=document.get("began_at", document["auth_time"]),
        used_at=row["used_at"],
        device=document.get("device", ""),
    )
