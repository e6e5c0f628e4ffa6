"""The auditors' room: figures of the record, and requests to open an entry."""

from thiqa.storage.schema import define

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the tables of the auditors' room; counting begins with the first entry of the log.

    `audit_tally.traces` tells the persons of one cell apart until they are enough, and of two
    cells nothing.
    """
    define(
        "CREATE TABLE audit_tally ("
        " day {INTEGER} NOT NULL,"
        " kind {TEXT} NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " purpose {TEXT} NOT NULL,"
        " entries {INTEGER} NOT NULL,"
        " traces {BYTES} NOT NULL,"
        " PRIMARY KEY (day, kind, client_id, purpose)"
        ") {SMALL_ROWS}"
    )
    define(
        "CREATE TABLE audit_progress ("
        " log {INTEGER} PRIMARY KEY NOT NULL,"
        " next_index {INTEGER} NOT NULL,"
        " counted_to {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("INSERT INTO audit_progress (log, next_index, counted_to) VALUES (1, 0, 0)")
    define(
        "CREATE TABLE audit_request ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " state {TEXT} NOT NULL,"
        " document {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL,"
        " approved_by {TEXT},"
        " opening_id {BYTES}"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX audit_request_expires_at ON audit_request (expires_at)")
