"""Remembered consents."""

import json

from thiqa.database.statement import INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.oidc.models import Consent

_PUT_CONSENT = Statement(
    "INSERT INTO oidc_consent"
    " (id, person_id, client_id, purpose, document, granted_at, expires_at)"
    " SELECT rows.id, rows.person_id, rows.client_id, rows.purpose, rows.document,"
    " rows.granted_at, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT (person_id, client_id, purpose) DO UPDATE SET id = excluded.id,"
    " document = excluded.document, granted_at = excluded.granted_at,"
    " expires_at = excluded.expires_at RETURNING person_id, client_id, purpose",
    key=("person_id", "client_id", "purpose"),
    columns={
        "id": TEXT,
        "person_id": TEXT,
        "client_id": TEXT,
        "purpose": TEXT,
        "document": TEXT,
        "granted_at": INTEGER,
        "expires_at": INTEGER,
    },
)
_GET_CONSENT = Statement(
    "SELECT oidc_consent.* FROM {rows} JOIN oidc_consent"
    " ON oidc_consent.person_id = rows.person_id AND oidc_consent.client_id = rows.client_id"
    " AND oidc_consent.purpose = rows.purpose",
    key=("person_id", "client_id", "purpose"),
    columns={"person_id": TEXT, "client_id": TEXT, "purpose": TEXT},
)
_LIST_CONSENTS = ManyStatement(
    "SELECT oidc_consent.* FROM {rows} JOIN oidc_consent"
    " ON oidc_consent.person_id = rows.person_id"
    " WHERE oidc_consent.expires_at > rows.now ORDER BY oidc_consent.granted_at DESC",
    key=(),
    columns={"person_id": TEXT, "now": INTEGER},
)
_WITHDRAW_CONSENT = Statement(
    "DELETE FROM oidc_consent WHERE (id, person_id) IN (SELECT id, person_id FROM {rows})"
    " RETURNING id, person_id, client_id, purpose, document, granted_at, expires_at",
    key=("id", "person_id"),
    columns={"id": TEXT, "person_id": TEXT},
)


class Consents:
    """Implements `thiqa.oidc.store.Consents`."""

    async def put_consent(self, consent: Consent) -> None:
        """See the protocol."""
        document = {
            "asked": consent.asked,
            "claims": consent.claims,
            "basis": consent.basis,
            "text_hash": consent.text_hash,
        }
        await _PUT_CONSENT(
            consent.id,
            consent.person_id,
            consent.client_id,
            consent.purpose,
            json.dumps(document),
            consent.granted_at,
            consent.expires_at,
        )

    async def get_consent(
        self, person_id: str, client_id: str, purpose: str, now: int
    ) -> Consent | None:
        """See the protocol."""
        row = await _GET_CONSENT(person_id, client_id, purpose)
        return None if row is None or row["expires_at"] <= now else _consent(row)

    async def list_consents(self, person_id: str, now: int) -> list[Consent]:
        """See the protocol."""
        return [_consent(row) for row in await _LIST_CONSENTS(person_id, now)]

    async def withdraw_consent(self, person_id: str, consent_id: str) -> Consent | None:
        """See the protocol."""
        row = await _WITHDRAW_CONSENT(consent_id, person_id)
        return None if row is None else _consent(row)


def _consent(row: Row) -> Consent:
    document = json.loads(row["document"])
    return Consent(
        id=row["id"],
        person_id=row["person_id"],
        client_id=row["client_id"],
        purpose=row["purpose"],
        asked=tuple(document["asked"]),
        claims=tuple(document["claims"]),
        basis=document["basis"],
        text_hash=document["text_hash"],
        granted_at=row["granted_at"],
        expires_at=row["expires_at"],
    )
