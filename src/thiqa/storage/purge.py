"""What of ours expires, and how it is removed."""

from thiqa import database
from thiqa.base import Database
from thiqa.database import expired_rows

EXPIRING = (
    expired_rows("login_challenge", "digest"),
    expired_rows("oidc_used", "digest"),
    expired_rows("oidc_authorization", "id"),
    expired_rows("oidc_backchannel", "id"),
    expired_rows("oidc_session", "id"),
    expired_rows("oidc_session_grant", "authorization_id"),
    expired_rows("oidc_consent", "id"),
    expired_rows("oidc_refresh_token", "id"),
    expired_rows("sandbox_scenario", "id"),
    expired_rows("console_invitation", "digest"),
    expired_rows("console_test_step", "id"),
    expired_rows("console_refusal", "id"),
    expired_rows("console_key_use", "id"),
    expired_rows("people_relinking", "id"),
    expired_rows("audit_request", "id"),
    expired_rows("dispute", "id"),
    expired_rows("issuing_copy", "number"),
)
"""Every table with an `expires_at`, by its primary key."""


async def purge(open_database: Database[object], now: int) -> int:
    """Remove rows that expired at or before a time; return how many there were."""
    return await database.purge(open_database, EXPIRING, now)
