"""Documents and answers that were ordered at the provider, and came."""

from thiqa.database.schema import define

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables; what is in them goes with its request."""
    of_request = " number {TEXT} NOT NULL REFERENCES request ON DELETE CASCADE,"
    define(
        "CREATE TABLE delivery_order ("
        " id {TEXT} PRIMARY KEY NOT NULL," + of_request + " key {TEXT} NOT NULL,"
        " form {TEXT} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define(
        "CREATE TABLE delivery_document ("
        " number {TEXT} PRIMARY KEY NOT NULL REFERENCES request ON DELETE CASCADE,"
        " document {TEXT} NOT NULL,"
        " pdf {BYTES} NOT NULL,"
        " code {TEXT} NOT NULL,"
        " issued_at {INTEGER} NOT NULL,"
        " valid_until {INTEGER},"
        " withdrawn_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define(
        "CREATE TABLE delivery_answer ("
        " id {TEXT} PRIMARY KEY NOT NULL," + of_request + " audience {TEXT} NOT NULL,"
        " asked_at {INTEGER} NOT NULL,"
        " document {TEXT},"
        " text {TEXT},"
        " valid_until {INTEGER},"
        " withdrawn_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX delivery_order_number ON delivery_order (number)")
    define("CREATE INDEX delivery_answer_number ON delivery_answer (number)")
