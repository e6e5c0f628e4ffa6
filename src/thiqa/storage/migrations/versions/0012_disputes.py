"""Disputes, and the services that get nothing about a citizen while one is open."""

from thiqa.storage.schema import define

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables of disputes; an entry is contested once, unless that was taken back."""
    define(
        "CREATE TABLE oidc_freeze ("
        " person_id {TEXT} NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " dispute {TEXT} NOT NULL,"
        " frozen_at {INTEGER} NOT NULL,"
        " PRIMARY KEY (person_id, client_id, dispute)"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX oidc_freeze_dispute ON oidc_freeze (dispute)")
    define(
        "CREATE TABLE dispute ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " person_id {TEXT} NOT NULL,"
        " client_id {TEXT},"
        " entry_id {BYTES} NOT NULL,"
        " entry_hash {TEXT} NOT NULL,"
        " kind {TEXT} NOT NULL,"
        " claim {TEXT} NOT NULL,"
        " statement {TEXT} NOT NULL,"
        " evidence {TEXT},"
        " opened_at {INTEGER} NOT NULL,"
        " due_at {INTEGER} NOT NULL,"
        " state {TEXT} NOT NULL,"
        " answer {TEXT},"
        " answered_at {INTEGER},"
        " closed_by {TEXT},"
        " closed_at {INTEGER},"
        " reason {TEXT},"
        " raised_at {INTEGER},"
        " expires_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define("CREATE UNIQUE INDEX dispute_entry_id ON dispute (entry_id) WHERE state <> 'taken_back'")
    define("CREATE INDEX dispute_person_id ON dispute (person_id)")
    define("CREATE INDEX dispute_client_id ON dispute (client_id)")
    define("CREATE INDEX dispute_due_at ON dispute (state, due_at)")
    define("CREATE INDEX dispute_expires_at ON dispute (expires_at)")
