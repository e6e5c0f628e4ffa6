"""The provider: clients, used assertions, authorizations, sessions, consents, refresh tokens."""

from thiqa.storage.schema import define

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the provider's tables."""
    define(
        "CREATE TABLE oidc_client ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " document {TEXT} NOT NULL,"
        " retired_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define(
        "CREATE TABLE oidc_used ("
        " digest {BYTES} PRIMARY KEY NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX oidc_used_expires_at ON oidc_used (expires_at)")
    define(
        "CREATE TABLE oidc_authorization ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " state {TEXT} NOT NULL,"
        " request {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL,"
        " browser {BYTES},"
        " code {BYTES},"
        " granted {TEXT}"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX oidc_authorization_expires_at ON oidc_authorization (expires_at)")
    define(
        "CREATE TABLE oidc_session ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " person_id {TEXT} NOT NULL,"
        " document {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX oidc_session_expires_at ON oidc_session (expires_at)")
    define(
        "CREATE TABLE oidc_consent ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " person_id {TEXT} NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " purpose {TEXT} NOT NULL,"
        " document {TEXT} NOT NULL,"
        " granted_at {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL,"
        " UNIQUE (person_id, client_id, purpose)"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX oidc_consent_expires_at ON oidc_consent (expires_at)")
    define(
        "CREATE TABLE oidc_refresh_token ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " authorization_id {BYTES} NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL,"
        " used_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX oidc_refresh_token_expires_at ON oidc_refresh_token (expires_at)")
