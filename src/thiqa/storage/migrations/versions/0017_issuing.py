"""Documents and answers that were issued, and what became of them."""

from thiqa.storage.schema import define

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the tables of what was issued: what it says is in none of them.

    `issuing_copy.copy` is what a service was sent, readable to the service alone, so that it
    can ask again when the answer was lost on its way.
    """
    define(
        "CREATE TABLE issuing_document ("
        " number {TEXT} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " person_id {TEXT} NOT NULL,"
        " request {BYTES} NOT NULL,"
        " asked {BYTES} NOT NULL,"
        " form {TEXT} NOT NULL,"
        " type {TEXT} NOT NULL,"
        " seal {TEXT} NOT NULL,"
        " document_hash {TEXT} NOT NULL,"
        " issued_at {INTEGER} NOT NULL,"
        " valid_until {INTEGER},"
        " entry_id {BYTES} NOT NULL,"
        " state {TEXT} NOT NULL,"
        " changed_at {INTEGER},"
        " reason {TEXT},"
        " replaced_by {TEXT}"
        ") {LARGE_ROWS}"
    )
    define("CREATE UNIQUE INDEX issuing_document_request ON issuing_document (request)")
    define(
        "CREATE TABLE issuing_copy ("
        " number {TEXT} PRIMARY KEY NOT NULL,"
        " copy {BYTES} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX issuing_copy_expires_at ON issuing_copy (expires_at)")
