"""The sandbox: what was chosen to happen to an authorization, for specimen providers."""

from thiqa.storage.schema import define

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table of chosen scenarios, by the identifier of the authorization."""
    define(
        "CREATE TABLE sandbox_scenario ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " scenario {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX sandbox_scenario_expires_at ON sandbox_scenario (expires_at)")
