"""The files that a clerk has are found without looking at all that wait."""

from thiqa.database.schema import define

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Index the files that somebody has."""
    define("CREATE INDEX request_taken_by ON request (taken_by) WHERE taken_by IS NOT NULL")
