"""The record: what is opened to those concerned, what is public, and the head."""

from thiqa.storage.schema import define

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of the record, and the head of a log that has signed nothing.

    `ledger_entry` alone says whom an entry concerns. `ledger_leaf`, `ledger_tile` and the
    checkpoint are public; `entry_id` is not. A pending leaf waits for its place.
    """
    define(
        "CREATE TABLE ledger_entry ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " person_id {TEXT},"
        " client_id {TEXT},"
        " opening {BYTES} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX ledger_entry_person_id ON ledger_entry (person_id, id)")
    define("CREATE INDEX ledger_entry_client_id ON ledger_entry (client_id, id)")
    define(
        "CREATE TABLE ledger_pending ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " leaf {BYTES} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define(
        "CREATE TABLE ledger_leaf ("
        " leaf_index {INTEGER} PRIMARY KEY NOT NULL,"
        " entry_id {BYTES} NOT NULL UNIQUE,"
        " leaf {BYTES} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define(
        "CREATE TABLE ledger_tile ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " hashes {BYTES} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define(
        "CREATE TABLE ledger_head ("
        " log {INTEGER} PRIMARY KEY NOT NULL,"
        " size {INTEGER} NOT NULL,"
        " checkpoint {TEXT} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("INSERT INTO ledger_head (log, size, checkpoint) VALUES (1, 0, '')")
