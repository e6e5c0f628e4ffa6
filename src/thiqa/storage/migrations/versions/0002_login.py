"""Login: challenges that wait for a card's answer."""

from thiqa.storage.schema import define

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of challenges: the digests of a nonce and of a browser's cookie."""
    define(
        "CREATE TABLE login_challenge ("
        " digest {BYTES} PRIMARY KEY NOT NULL,"
        " browser {BYTES} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX login_challenge_expires_at ON login_challenge (expires_at)")
