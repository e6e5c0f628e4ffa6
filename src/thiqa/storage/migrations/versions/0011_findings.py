"""Findings: what is wrong somewhere, whose it is to answer, and by when."""

from thiqa.storage.schema import define

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table of findings; an empty client_id is that of a finding about no service."""
    define(
        "CREATE TABLE finding ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " kind {TEXT} NOT NULL,"
        " key {TEXT} NOT NULL,"
        " detail {TEXT} NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " owner {TEXT} NOT NULL,"
        " raised_at {INTEGER} NOT NULL,"
        " due_at {INTEGER} NOT NULL,"
        " state {TEXT} NOT NULL,"
        " taken_by {TEXT},"
        " answer {TEXT} NOT NULL,"
        " closed_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX finding_state ON finding (state, due_at)")
    define("CREATE INDEX finding_client_id ON finding (client_id, state)")
