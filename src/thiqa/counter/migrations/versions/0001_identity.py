"""Logins on their way, sessions, receipts."""

from alembic import op
from sqlalchemy import inspect

from thiqa.database.schema import define

revision = "0001"
down_revision = None

_BEFORE = ("login", "session", "logout", "ended", "receipt")
"""The tables of a counter that had one file and no steps."""


def upgrade() -> None:
    """Make the tables of identity; receipts of an older counter are taken over."""
    define(
        "CREATE TABLE identity_login ("
        " state {BYTES} PRIMARY KEY NOT NULL,"
        " browser {BYTES} NOT NULL,"
        " issuer {TEXT} NOT NULL,"
        " nonce {TEXT} NOT NULL,"
        " code_verifier {TEXT} NOT NULL,"
        " purpose {TEXT} NOT NULL,"
        " claims {TEXT} NOT NULL,"
        " goal {TEXT} NOT NULL,"
        " began_at {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX identity_login_expires_at ON identity_login (expires_at)")
    define(
        "CREATE TABLE identity_receipt ("
        " log {TEXT} NOT NULL,"
        " log_index {INTEGER} NOT NULL,"
        " log_key {TEXT} NOT NULL,"
        " log_size {INTEGER} NOT NULL,"
        " at {INTEGER} NOT NULL,"
        " text {TEXT} NOT NULL,"
        " PRIMARY KEY (log, log_index)"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX identity_receipt_at ON identity_receipt (log_key, at, log_index)")
    define(
        "CREATE TABLE identity_session ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " subject {TEXT} NOT NULL,"
        " purpose {TEXT} NOT NULL,"
        " claims {TEXT} NOT NULL,"
        " acr {TEXT} NOT NULL,"
        " auth_time {INTEGER} NOT NULL,"
        " id_token {TEXT} NOT NULL,"
        " sid {TEXT} NOT NULL,"
        " log {TEXT} NOT NULL,"
        " log_index {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL,"
        " FOREIGN KEY (log, log_index) REFERENCES identity_receipt (log, log_index)"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX identity_session_expires_at ON identity_session (expires_at)")
    define("CREATE INDEX identity_session_sid ON identity_session (sid)")
    define("CREATE INDEX identity_session_subject ON identity_session (subject)")
    define(
        "CREATE TABLE identity_logout ("
        " jti {BYTES} PRIMARY KEY NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX identity_logout_expires_at ON identity_logout (expires_at)")
    define(
        "CREATE TABLE identity_provider_session ("
        " sid {TEXT} PRIMARY KEY NOT NULL,"
        " ended {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define(
        "CREATE INDEX identity_provider_session_expires_at"
        " ON identity_provider_session (expires_at)"
    )
    _take_over()


def _take_over() -> None:
    held = inspect(op.get_bind()).get_table_names()
    if "receipt" in held:
        define(
            "INSERT INTO identity_receipt (log, log_index, log_key, log_size, at, text)"
            " SELECT log, log_index, log_key, log_size, at, text FROM receipt"
        )
    for table in _BEFORE:
        define(f"DROP TABLE IF EXISTS {table}")
