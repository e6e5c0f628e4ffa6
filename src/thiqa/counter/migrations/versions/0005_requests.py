"""Requests: what was typed, each step, and the keys of forms that were sent."""

from thiqa.database.schema import define

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; a citizen has one draft of a service at the most."""
    define(
        "CREATE TABLE request ("
        " number {TEXT} PRIMARY KEY NOT NULL,"
        " service {TEXT} NOT NULL,"
        " version {TEXT} NOT NULL,"
        " body {TEXT} NOT NULL,"
        " subject {TEXT} NOT NULL,"
        " opened_at {INTEGER} NOT NULL,"
        " state {TEXT} NOT NULL,"
        " revision {INTEGER} NOT NULL,"
        " claims {TEXT} NOT NULL,"
        " needs {INTEGER} NOT NULL,"
        " fee_minor {INTEGER},"
        " fee_currency {TEXT},"
        " eligible {INTEGER},"
        " submitted_at {INTEGER},"
        " complete_at {INTEGER},"
        " due_at {INTEGER},"
        " days_left {INTEGER},"
        " taken_by {TEXT},"
        " taken_until {INTEGER},"
        " proposal {TEXT},"
        " proposed_by {TEXT},"
        " decision {TEXT},"
        " decided_at {INTEGER},"
        " decided_by {TEXT} NOT NULL,"
        " contested_at {INTEGER},"
        " delivered_at {INTEGER},"
        " expires_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define("CREATE UNIQUE INDEX request_draft ON request (subject, service) WHERE state = 'draft'")
    define("CREATE INDEX request_subject ON request (subject, opened_at)")
    define(
        "CREATE INDEX request_queue ON request (body, due_at, number)"
        " WHERE state IN ('waiting', 'contested')"
    )
    define("CREATE INDEX request_expires_at ON request (expires_at)")
    define(
        "CREATE TABLE request_field ("
        " number {TEXT} NOT NULL REFERENCES request ON DELETE CASCADE,"
        " name {TEXT} NOT NULL,"
        " value {TEXT} NOT NULL,"
        " kept_at {INTEGER} NOT NULL,"
        " PRIMARY KEY (number, name)"
        ") {LARGE_ROWS}"
    )
    define(
        "CREATE TABLE request_step ("
        " number {TEXT} NOT NULL REFERENCES request ON DELETE CASCADE,"
        " place {INTEGER} NOT NULL,"
        " event {TEXT} NOT NULL,"
        " at {INTEGER} NOT NULL,"
        " by_role {TEXT} NOT NULL,"
        " body {TEXT},"
        " note {TEXT} NOT NULL,"
        " PRIMARY KEY (number, place)"
        ") {SMALL_ROWS}"
    )
    define(
        "CREATE TABLE request_form_key ("
        " key {BYTES} PRIMARY KEY NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX request_form_key_expires_at ON request_form_key (expires_at)")
