"""The provider's store: clients, authorizations, sessions, consents, refresh tokens."""

import json
from dataclasses import replace
from functools import lru_cache

from thiqa.oidc.documents import read_grant, read_request, write_grant, write_request
from thiqa.oidc.models import (
    Authorization,
    AuthorizationRequest,
    Client,
    Consent,
    Grant,
    RefreshToken,
    Session,
    State,
)
from thiqa.oidc.registration import client_of, write_registration
from thiqa.storage.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement

CACHED_REGISTRATIONS = 1_000
"""Read registrations by their text: a changed text is another entry."""

_PUT_CLIENT = Statement(
    "INSERT INTO oidc_client (id, document, retired_at)"
    " SELECT rows.id, rows.document, rows.retired_at FROM {rows} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET document = excluded.document,"
    " retired_at = excluded.retired_at RETURNING id",
    key="id",
    columns={"id": TEXT, "document": TEXT, "retired_at": INTEGER},
)
_GET_CLIENT = Statement(
    "SELECT oidc_client.* FROM {rows} JOIN oidc_client ON oidc_client.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_LIST_CLIENTS = ManyStatement(
    "SELECT oidc_client.* FROM {rows} JOIN oidc_client ON oidc_client.id > rows.after"
    " ORDER BY oidc_client.id",
    key=(),
    columns={"after": TEXT},
)
_USE_ONCE = Statement(
    "INSERT INTO oidc_used (digest, expires_at) SELECT rows.digest, rows.expires_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING digest",
    key="digest",
    columns={"digest": BYTES, "expires_at": INTEGER},
)
_PUSH = Statement(
    "INSERT INTO oidc_authorization (id, state, request, expires_at)"
    " SELECT rows.id, 'pushed', rows.request, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": BYTES, "request": TEXT, "expires_at": INTEGER},
)
_GET = Statement(
    "SELECT oidc_authorization.id, oidc_authorization.state, oidc_authorization.request,"
    " oidc_authorization.expires_at, oidc_authorization.browser, oidc_authorization.code,"
    " oidc_authorization.granted FROM {rows}"
    " JOIN oidc_authorization ON oidc_authorization.id = rows.id",
    key="id",
    columns={"id": BYTES},
)
_OPEN = Statement(
    "UPDATE oidc_authorization SET state = 'opened', browser = rows.browser,"
    " expires_at = rows.until FROM {rows} WHERE oidc_authorization.id = rows.id"
    " AND oidc_authorization.state = 'pushed' AND oidc_authorization.expires_at > rows.now"
    " RETURNING oidc_authorization.id",
    key="id",
    columns={"id": BYTES, "browser": BYTES, "now": INTEGER, "until": INTEGER},
)
_GRANT = Statement(
    "UPDATE oidc_authorization SET state = 'granted', code = rows.code,"
    " granted = rows.granted, expires_at = rows.until FROM {rows}"
    " WHERE oidc_authorization.id = rows.id AND oidc_authorization.state = 'opened'"
    " RETURNING oidc_authorization.id",
    key="id",
    columns={"id": BYTES, "code": BYTES, "granted": TEXT, "until": INTEGER},
)
_REDEEM = Statement(
    "UPDATE oidc_authorization SET state = 'redeemed', expires_at = rows.until FROM {rows}"
    " WHERE oidc_authorization.id = rows.id AND oidc_authorization.state = 'granted'"
    " RETURNING oidc_authorization.id",
    key="id",
    columns={"id": BYTES, "until": INTEGER},
)
_REVOKE = Statement(
    "UPDATE oidc_authorization SET state = 'revoked' FROM {rows}"
    " WHERE oidc_authorization.id = rows.id AND oidc_authorization.state = 'redeemed'"
    " RETURNING oidc_authorization.id",
    key="id",
    columns={"id": BYTES},
)
_CLOSE = Statement(
    "DELETE FROM oidc_authorization WHERE id IN (SELECT id FROM {rows})"
    " AND state = 'opened' RETURNING id",
    key="id",
    columns={"id": BYTES},
)
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
_PUT_REFRESH_TOKEN = Statement(
    "INSERT INTO oidc_refresh_token (id, authorization_id, client_id, expires_at)"
    " SELECT rows.id, rows.authorization_id, rows.client_id, rows.expires_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns={"id": BYTES, "authorization_id": BYTES, "client_id": TEXT, "expires_at": INTEGER},
)
_GET_REFRESH_TOKEN = Statement(
    "SELECT oidc_refresh_token.id, oidc_refresh_token.authorization_id,"
    " oidc_refresh_token.client_id, oidc_refresh_token.expires_at, oidc_refresh_token.used_at"
    " FROM {rows} JOIN oidc_refresh_token ON oidc_refresh_token.id = rows.id",
    key="id",
    columns={"id": BYTES},
)
_USE_REFRESH_TOKEN = Statement(
    "UPDATE oidc_refresh_token SET used_at = rows.now FROM {rows}"
    " WHERE oidc_refresh_token.id = rows.id AND oidc_refresh_token.used_at IS NULL"
    " RETURNING oidc_refresh_token.id",
    key="id",
    columns={"id": BYTES, "now": INTEGER},
)


class OidcStore:
    """Implements `thiqa.oidc.store.Store`."""

    async def put_client(self, client: Client) -> None:
        """See the protocol."""
        await _PUT_CLIENT(client.id, json.dumps(write_registration(client)), client.retired_at)

    async def get_client(self, client_id: str) -> Client | None:
        """See the protocol."""
        row = await _GET_CLIENT(client_id)
        return None if row is None else _client(row)

    async def list_clients(self) -> list[Client]:
        """See the protocol."""
        return [_client(row) for row in await _LIST_CLIENTS("")]

    async def use_once(self, digest: bytes, expires_at: int) -> bool:
        """See the protocol."""
        return await _USE_ONCE(digest, expires_at) is not None

    async def push(
        self, authorization_id: bytes, request: AuthorizationRequest, until: int
    ) -> None:
        """See the protocol."""
        await _PUSH(authorization_id, write_request(request), until)

    async def get(self, authorization_id: bytes) -> Authorization | None:
        """See the protocol."""
        row = await _GET(authorization_id)
        if row is None:
            return None
        identifier, state, request, expires_at, browser, code, granted = row
        return Authorization(
            id=identifier,
            state=State(state),
            request=read_request(request),
            expires_at=expires_at,
            browser=browser,
            code=code,
            grant=None if granted is None else read_grant(granted),
        )

    async def open(self, authorization_id: bytes, browser: bytes, now: int, until: int) -> bool:
        """See the protocol."""
        return await _OPEN(authorization_id, browser, now, until) is not None

    async def grant(self, authorization_id: bytes, code: bytes, grant: Grant, until: int) -> bool:
        """See the protocol."""
        return await _GRANT(authorization_id, code, write_grant(grant), until) is not None

    async def redeem(self, authorization_id: bytes, until: int) -> bool:
        """See the protocol."""
        return await _REDEEM(authorization_id, until) is not None

    async def revoke(self, authorization_id: bytes) -> None:
        """See the protocol."""
        await _REVOKE(authorization_id)

    async def close(self, authorization_id: bytes) -> bool:
        """See the protocol."""
        return await _CLOSE(authorization_id) is not None

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

    async def put_refresh_token(self, token: RefreshToken) -> None:
        """See the protocol."""
        await _PUT_REFRESH_TOKEN(token.id, token.authorization, token.client_id, token.expires_at)

    async def get_refresh_token(self, token_id: bytes) -> RefreshToken | None:
        """See the protocol."""
        row = await _GET_REFRESH_TOKEN(token_id)
        return None if row is None else RefreshToken(*row)

    async def use_refresh_token(self, token_id: bytes, now: int) -> bool:
        """See the protocol."""
        return await _USE_REFRESH_TOKEN(token_id, now) is not None


def _client(row: Row) -> Client:
    client, retired_at = _read_client(row["document"]), row["retired_at"]
    return client if retired_at is None else replace(client, retired_at=retired_at)


@lru_cache(maxsize=CACHED_REGISTRATIONS)
def _read_client(document: str) -> Client:
    return client_of(json.loads(document))


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
