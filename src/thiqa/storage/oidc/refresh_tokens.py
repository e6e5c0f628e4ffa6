"""Refresh tokens."""

from thiqa.database.statement import BYTES, INTEGER, TEXT, Statement
from thiqa.oidc.models import RefreshToken

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


class RefreshTokens:
    """Implements `thiqa.oidc.store.RefreshTokens`."""

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
