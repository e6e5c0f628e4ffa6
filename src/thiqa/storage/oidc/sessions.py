"""Sessions of citizens."""

import json

from thiqa.oidc.models import Session
from thiqa.storage.statement import BYTES, INTEGER, TEXT, Statement

_PUT_SESSION = Statement(
    "INSERT INTO oidc_session (id, person_id, document, expires_at)"
    " SELECT rows.id, rows.person_id, rows.document, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": BYTES, "person_id": TEXT, "document": TEXT, "expires_at": INTEGER},
)
_GET_SESSION = Statement(
    "SELECT oidc_session.id, oidc_session.person_id, oidc_session.document,"
    " oidc_session.expires_at FROM {rows} JOIN oidc_session ON oidc_session.id = rows.id",
    key="id",
    columns={"id": BYTES},
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
        }
        await _PUT_SESSION(session.id, session.person_id, json.dumps(document), session.expires_at)

    async def get_session(self, session_id: bytes, now: int) -> Session | None:
        """See the protocol."""
        row = await _GET_SESSION(session_id)
        if row is None or row["expires_at"] <= now:
            return None
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
        )

    async def end_session(self, session_id: bytes) -> None:
        """See the protocol."""
        await _END_SESSION(session_id)
