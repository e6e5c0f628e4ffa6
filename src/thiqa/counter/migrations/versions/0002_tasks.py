"""What has to be done later."""

from thiqa.database.schema import define

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of tasks, found by what is due."""
    define(
        "CREATE TABLE task ("
        " kind {TEXT} NOT NULL,"
        " key {TEXT} NOT NULL,"
        " due_at {INTEGER} NOT NULL,"
        " attempts {INTEGER} NOT NULL,"
        " PRIMARY KEY (kind, key)"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX task_due_at ON task (due_at)")
    define("CREATE INDEX task_kind_due_at ON task (kind, due_at)")
