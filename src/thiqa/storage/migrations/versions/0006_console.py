"""The console: services in the making, owners, logs, decisions, self-tests, refusals."""

from thiqa.storage.schema import define

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the console's tables."""
    _services()
    _decisions()
    _self_tests()
    _refusals()


def _services() -> None:
    define(
        "CREATE TABLE console_service ("
        " client_id {TEXT} PRIMARY KEY NOT NULL,"
        " document {TEXT} NOT NULL,"
        " fingerprint {TEXT} NOT NULL,"
        " changed_at {INTEGER} NOT NULL,"
        " submitted_at {INTEGER}"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX console_service_submitted_at ON console_service (submitted_at)")
    define(
        "CREATE TABLE console_owner ("
        " client_id {TEXT} NOT NULL,"
        " person_id {TEXT} NOT NULL,"
        " label {TEXT} NOT NULL,"
        " since {INTEGER} NOT NULL,"
        " PRIMARY KEY (client_id, person_id)"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX console_owner_person_id ON console_owner (person_id)")
    define(
        "CREATE TABLE console_invitation ("
        " digest {BYTES} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " label {TEXT} NOT NULL,"
        " invited_by {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX console_invitation_client_id ON console_invitation (client_id)")
    define("CREATE INDEX console_invitation_expires_at ON console_invitation (expires_at)")


def _decisions() -> None:
    define(
        "CREATE TABLE console_log ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " at {INTEGER} NOT NULL,"
        " person_id {TEXT} NOT NULL,"
        " act {TEXT} NOT NULL,"
        " detail {TEXT} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX console_log_client_id ON console_log (client_id, id)")
    define(
        "CREATE TABLE console_decision ("
        " client_id {TEXT} NOT NULL,"
        " fingerprint {TEXT} NOT NULL,"
        " person_id {TEXT} NOT NULL,"
        " approved {INTEGER} NOT NULL,"
        " reason {TEXT} NOT NULL,"
        " at {INTEGER} NOT NULL,"
        " PRIMARY KEY (client_id, fingerprint, person_id)"
        ") {LARGE_ROWS}"
    )


def _self_tests() -> None:
    define(
        "CREATE TABLE console_self_test ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " fingerprint {TEXT} NOT NULL,"
        " state {TEXT} NOT NULL,"
        " started_at {INTEGER} NOT NULL,"
        " beat_at {INTEGER} NOT NULL,"
        " checks {TEXT} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX console_self_test_client_id ON console_self_test (client_id, started_at)")
    define(
        "CREATE UNIQUE INDEX console_self_test_running ON console_self_test (client_id)"
        " WHERE state = 'running'"
    )
    define(
        "CREATE TABLE console_test_step ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " run {TEXT} NOT NULL,"
        " kind {TEXT} NOT NULL,"
        " document {TEXT} NOT NULL,"
        " at {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX console_test_step_run ON console_test_step (run, at)")
    define("CREATE INDEX console_test_step_expires_at ON console_test_step (expires_at)")
    define(
        "CREATE TABLE console_test_key ("
        " client_id {TEXT} NOT NULL,"
        " generation {INTEGER} NOT NULL,"
        " pem {TEXT} NOT NULL,"
        " PRIMARY KEY (client_id, generation)"
        ") {LARGE_ROWS}"
    )


def _refusals() -> None:
    define(
        "CREATE TABLE console_refusal ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " at {INTEGER} NOT NULL,"
        " times {INTEGER} NOT NULL,"
        " proved {INTEGER} NOT NULL,"
        " endpoint {TEXT} NOT NULL,"
        " code {TEXT} NOT NULL,"
        " description {TEXT} NOT NULL,"
        " rule {TEXT} NOT NULL,"
        " parameter {TEXT} NOT NULL,"
        " mend {TEXT} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX console_refusal_client_id ON console_refusal (client_id, at)")
    define("CREATE INDEX console_refusal_expires_at ON console_refusal (expires_at)")
    define(
        "CREATE TABLE console_key_use ("
        " id {BYTES} PRIMARY KEY NOT NULL,"
        " client_id {TEXT} NOT NULL,"
        " kid {TEXT} NOT NULL,"
        " at {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX console_key_use_client_id ON console_key_use (client_id)")
    define("CREATE INDEX console_key_use_expires_at ON console_key_use (expires_at)")
