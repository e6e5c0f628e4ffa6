"""Contacts to which nothing is sent any more are forgotten."""

from thiqa.database.schema import define

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Say of each contact when it is forgotten; those of before stay until something is sent."""
    define("ALTER TABLE notice_contact ADD COLUMN expires_at {INTEGER} NOT NULL DEFAULT 4102444800")
    define("CREATE INDEX notice_contact_expires_at ON notice_contact (expires_at)")
