"""People: persons by identifier and by national number."""

from thiqa.storage.schema import define

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table of persons; `claims` is a JSON object."""
    define(
        "CREATE TABLE person ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " national_number {TEXT} NOT NULL UNIQUE,"
        " claims {TEXT} NOT NULL"
        ") {LARGE_ROWS}"
    )
