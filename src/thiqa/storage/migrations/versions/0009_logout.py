"""The provider: what was given in a session, and who has yet to be told of its end."""

from thiqa.storage.schema import define

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables of sessions whole."""
    define("ALTER TABLE oidc_session ADD COLUMN used_at {INTEGER} NOT NULL DEFAULT 0")
    define("CREATE INDEX oidc_session_person_id ON oidc_session (person_id)")
    define(
        "CREATE TABLE oidc_session_grant ("
        " authorization_id {BYTES} PRIMARY KEY NOT NULL,"
        " session {TEXT} NOT NULL,"
        " person_id {TEXT} NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " sid {TEXT} NOT NULL,"
        " subject {TEXT} NOT NULL,"
        " purpose {TEXT} NOT NULL,"
        " lasts {INTEGER} NOT NULL,"
        " granted_at {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX oidc_session_grant_session ON oidc_session_grant (session)")
    define("CREATE INDEX oidc_session_grant_person_id ON oidc_session_grant (person_id)")
    define("CREATE INDEX oidc_session_grant_expires_at ON oidc_session_grant (expires_at)")
    define(
        "CREATE TABLE oidc_logout_notice ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " sid {TEXT} NOT NULL,"
        " subject {TEXT} NOT NULL,"
        " attempts {INTEGER} NOT NULL,"
        " due_at {INTEGER} NOT NULL,"
        " ends_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX oidc_logout_notice_due_at ON oidc_logout_notice (due_at)")
