"""Authorizations, each one row from the pushed request to its last token."""

from collections.abc import Sequence

from thiqa.database.statement import BYTES, INTEGER, TEXT, Statement
from thiqa.oidc.documents import read_grant, read_request, write_grant, write_request
from thiqa.oidc.models import Authorization, AuthorizationRequest, Grant, State

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
_REVOKE_EACH = Statement(
    "UPDATE oidc_authorization SET state = 'revoked' FROM {rows}"
    " WHERE oidc_authorization.id = rows.id AND oidc_authorization.state IN ('granted', 'redeemed')"
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


class Authorizations:
    """Implements `thiqa.oidc.store.Authorizations`."""

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

    async def revoke_each(self, authorization_ids: Sequence[bytes]) -> int:
        """See the protocol."""
        revoked = await _REVOKE_EACH.each([(each,) for each in authorization_ids])
        return len(revoked) - revoked.count(None)

    async def close(self, authorization_id: bytes) -> bool:
        """See the protocol."""
        return await _CLOSE(authorization_id) is not None
