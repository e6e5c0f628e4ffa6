"""Where citizens hear from us, and how much a day has brought."""

from thiqa.database.schema import define

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of notices."""
    define(
        "CREATE TABLE notice_contact ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " subject {TEXT} NOT NULL,"
        " channel {TEXT} NOT NULL,"
        " address {TEXT} NOT NULL,"
        " language {TEXT} NOT NULL,"
        " confirmed_at {INTEGER} NOT NULL,"
        " failed_at {INTEGER},"
        " UNIQUE (subject, channel)"
        ") {LARGE_ROWS}"
    )
    define(
        "CREATE TABLE notice_pending ("
        " subject {TEXT} NOT NULL,"
        " channel {TEXT} NOT NULL,"
        " address {TEXT} NOT NULL,"
        " language {TEXT} NOT NULL,"
        " code {BYTES} NOT NULL,"
        " tries {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL,"
        " PRIMARY KEY (subject, channel)"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX notice_pending_expires_at ON notice_pending (expires_at)")
    define("CREATE INDEX notice_pending_code ON notice_pending (code)")
    define(
        "CREATE TABLE notice_budget ("
        " bearer {BYTES} PRIMARY KEY NOT NULL,"
        " remaining {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX notice_budget_expires_at ON notice_budget (expires_at)")
