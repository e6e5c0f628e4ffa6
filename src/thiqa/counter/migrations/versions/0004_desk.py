"""Clerks, and the invitations by which they become that."""

from thiqa.database.schema import define

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of the desk; a person is a clerk of one body at a time."""
    define(
        "CREATE TABLE desk_clerk ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " subject {TEXT} NOT NULL,"
        " body {TEXT} NOT NULL,"
        " role {TEXT} NOT NULL,"
        " label {TEXT} NOT NULL,"
        " since {INTEGER} NOT NULL,"
        " ended_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define("CREATE UNIQUE INDEX desk_clerk_subject ON desk_clerk (subject) WHERE ended_at IS NULL")
    define("CREATE INDEX desk_clerk_body ON desk_clerk (body) WHERE ended_at IS NULL")
    define(
        "CREATE TABLE desk_invitation ("
        " code {BYTES} PRIMARY KEY NOT NULL,"
        " body {TEXT} NOT NULL,"
        " role {TEXT} NOT NULL,"
        " label {TEXT} NOT NULL,"
        " invited_by {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX desk_invitation_expires_at ON desk_invitation (expires_at)")
    define("CREATE TABLE desk_body (id {TEXT} PRIMARY KEY NOT NULL) {SMALL_ROWS}")
