"""Reconciliation: how far each service has come."""

from thiqa.storage.schema import define

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table of progress; nothing of what services send is kept."""
    define(
        "CREATE TABLE reconciliation_progress ("
        " client_id {TEXT} PRIMARY KEY NOT NULL,"
        " reconciled_from {INTEGER} NOT NULL,"
        " reconciled_to {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
