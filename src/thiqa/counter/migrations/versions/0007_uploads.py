"""Files of requests, in pieces."""

from thiqa.database.schema import define

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables; what belongs to a request goes with it."""
    define(
        "CREATE TABLE upload ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " request {TEXT} NOT NULL REFERENCES request ON DELETE CASCADE,"
        " field {TEXT} NOT NULL,"
        " name {TEXT} NOT NULL,"
        " size {INTEGER} NOT NULL,"
        " digest {BYTES} NOT NULL,"
        " received {INTEGER} NOT NULL,"
        " state {TEXT} NOT NULL,"
        " media_type {TEXT} NOT NULL,"
        " fault {TEXT} NOT NULL,"
        " begun_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE UNIQUE INDEX upload_request_field ON upload (request, field)")
    define(
        "CREATE TABLE upload_piece ("
        " upload {TEXT} NOT NULL REFERENCES upload ON DELETE CASCADE,"
        " start {INTEGER} NOT NULL,"
        " data {BYTES} NOT NULL,"
        " PRIMARY KEY (upload, start)"
        ") {LARGE_ROWS}"
    )
