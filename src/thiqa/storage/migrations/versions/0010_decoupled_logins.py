"""The provider: logins that are confirmed on another device, and who has yet to hear of it."""

from thiqa.storage.schema import define

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables of decoupled logins."""
    define(
        "CREATE TABLE oidc_backchannel ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " person_id {TEXT},"
        " began_at {INTEGER} NOT NULL,"
        " ends_at {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL,"
        " auth_req_id {TEXT},"
        " notification_token {TEXT},"
        " polled_at {INTEGER} NOT NULL DEFAULT 0"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX oidc_backchannel_person_id ON oidc_backchannel (person_id)")
    define("CREATE INDEX oidc_backchannel_expires_at ON oidc_backchannel (expires_at)")
    define(
        "CREATE TABLE oidc_ping ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " auth_req_id {TEXT} NOT NULL,"
        " notification_token {TEXT} NOT NULL,"
        " attempts {INTEGER} NOT NULL,"
        " due_at {INTEGER} NOT NULL,"
        " ends_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX oidc_ping_due_at ON oidc_ping (due_at)")
