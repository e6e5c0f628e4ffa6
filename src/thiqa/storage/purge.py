"""Removes what has expired, a little at a time, so that nobody waits for it."""

from thiqa.base import Database
from thiqa.storage.statement import INTEGER, ManyStatement

PURGE_BATCH = 500
"""Rows in one transaction: a few milliseconds of work."""


def _expired(table: str, key: str) -> ManyStatement:
    return ManyStatement(
        f"DELETE FROM {table} WHERE {key} IN (SELECT {table}.{key} FROM {table}"  # ours
        f" WHERE {table}.expires_at <= (SELECT rows.now FROM {{rows}})"
        f" ORDER BY {table}.expires_at LIMIT {PURGE_BATCH}) RETURNING 1 AS removed",
        key=(),
        columns={"now": INTEGER},
    )


EXPIRING = (
    _expired("login_challenge", "digest"),
    _expired("oidc_used", "digest"),
    _expired("oidc_authorization", "id"),
    _expired("oidc_backchannel", "id"),
    _expired("oidc_session", "id"),
    _expired("oidc_session_grant", "authorization_id"),
    _expired("oidc_consent", "id"),
    _expired("oidc_refresh_token", "id"),
    _expired("sandbox_scenario", "id"),
    _expired("console_invitation", "digest"),
    _expired("console_test_step", "id"),
    _expired("console_refusal", "id"),
    _expired("console_key_use", "id"),
    _expired("people_relinking", "id"),
    _expired("audit_request", "id"),
    _expired("dispute", "id"),
)
"""Every table with an `expires_at`, by its primary key."""


async def purge(database: Database[object], now: int) -> int:
    """Remove rows that expired at or before a time; return how many there were."""
    removed = 0
    for expired in EXPIRING:
        while (batch := await _remove(database, expired, now)) > 0:
            removed += batch
    return removed


async def _remove(database: Database[object], expired: ManyStatement, now: int) -> int:
    async def remove(_: object) -> int:
        return len(await expired(now))

    return await database.run(remove)
