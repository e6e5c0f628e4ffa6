"""The record: what is published of it, and who takes it to the witnesses."""

from thiqa.storage.schema import define

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the row of what is published, which is nothing yet, and that of who may publish."""
    define(
        "CREATE TABLE ledger_publication ("
        " log {INTEGER} PRIMARY KEY NOT NULL,"
        " size {INTEGER} NOT NULL,"
        " checkpoint {TEXT} NOT NULL,"
        " published_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define(
        "INSERT INTO ledger_publication (log, size, checkpoint, published_at) VALUES (1, 0, '', 0)"
    )
    define(
        "CREATE TABLE ledger_publisher ("
        " log {INTEGER} PRIMARY KEY NOT NULL,"
        " holder {TEXT} NOT NULL,"
        " held_until {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("INSERT INTO ledger_publisher (log, holder, held_until) VALUES (1, '', 0)")
