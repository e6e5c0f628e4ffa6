"""Officers, identifiers of persons in sectors, and requests to link two of them."""

from thiqa.storage.schema import define

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables of who may decide what, and of what two of them decide together.

    `people_subject` is found by a keyed digest of sector and identifier: its rows do not say
    in which sectors somebody was. `people_relinking.document` is what was asked, word for word.
    """
    define(
        "CREATE TABLE people_officer ("
        " person_id {TEXT} NOT NULL,"
        " role {TEXT} NOT NULL,"
        " added_at {INTEGER} NOT NULL,"
        " PRIMARY KEY (person_id, role)"
        ") {SMALL_ROWS}"
    )
    define(
        "CREATE TABLE people_subject ("
        " digest {BYTES} PRIMARY KEY NOT NULL,"
        " person_id {TEXT} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define(
        "CREATE TABLE people_relinking ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " state {TEXT} NOT NULL,"
        " document {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL,"
        " approved_by {TEXT},"
        " entry_id {BYTES}"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX people_relinking_expires_at ON people_relinking (expires_at)")
