"""Money, answers of other bodies, appointments."""

from thiqa.database.schema import define

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables; payments outlive their requests, because books are kept."""
    _payments()
    _answers()
    _appointments()


def _payments() -> None:
    define(
        "CREATE TABLE payment ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " number {TEXT} NOT NULL,"
        " body {TEXT} NOT NULL,"
        " attempt {INTEGER} NOT NULL,"
        " amount_minor {INTEGER} NOT NULL,"
        " currency {TEXT} NOT NULL,"
        " created_at {INTEGER} NOT NULL,"
        " state {TEXT} NOT NULL,"
        " sequence {INTEGER} NOT NULL,"
        " refunded_minor {INTEGER},"
        " ordered_back {INTEGER} NOT NULL,"
        " provider_id {TEXT},"
        " page_url {TEXT},"
        " paid_at {INTEGER},"
        " expires_at {INTEGER} NOT NULL,"
        " UNIQUE (number, attempt)"
        ") {LARGE_ROWS}"
    )
    define("CREATE INDEX payment_paid_at ON payment (paid_at) WHERE paid_at IS NOT NULL")
    define("CREATE INDEX payment_expires_at ON payment (expires_at)")
    define(
        "CREATE TABLE payment_due ("
        " number {TEXT} PRIMARY KEY NOT NULL,"
        " payment_id {TEXT} NOT NULL,"
        " attempts {INTEGER} NOT NULL,"
        " paid_by {TEXT},"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX payment_due_expires_at ON payment_due (expires_at)")
    define(
        "CREATE TABLE payment_refund ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " payment_id {TEXT} NOT NULL REFERENCES payment ON DELETE CASCADE,"
        " amount_minor {INTEGER} NOT NULL,"
        " currency {TEXT} NOT NULL,"
        " reason {TEXT} NOT NULL,"
        " ordered_at {INTEGER} NOT NULL,"
        " state {TEXT} NOT NULL,"
        " done_at {INTEGER}"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX payment_refund_payment ON payment_refund (payment_id)")
    define(
        "CREATE INDEX payment_refund_done_at ON payment_refund (done_at) WHERE done_at IS NOT NULL"
    )
    define(
        "CREATE TABLE payment_day ("
        " day {TEXT} PRIMARY KEY NOT NULL,"
        " digest {TEXT} NOT NULL,"
        " movements {INTEGER} NOT NULL,"
        " differences {TEXT} NOT NULL,"
        " at {INTEGER} NOT NULL"
        ") {LARGE_ROWS}"
    )


def _answers() -> None:
    define(
        "CREATE TABLE payment_assessment ("
        " number {TEXT} PRIMARY KEY NOT NULL REFERENCES request ON DELETE CASCADE,"
        " state {TEXT} NOT NULL,"
        " asked_at {INTEGER} NOT NULL,"
        " amount_minor {INTEGER},"
        " currency {TEXT},"
        " lines {TEXT} NOT NULL,"
        " letter {TEXT}"
        ") {LARGE_ROWS}"
    )
    define(
        "CREATE TABLE eligibility ("
        " number {TEXT} PRIMARY KEY NOT NULL REFERENCES request ON DELETE CASCADE,"
        " question {TEXT} NOT NULL,"
        " body {TEXT} NOT NULL,"
        " word {TEXT} NOT NULL,"
        " asked_at {INTEGER} NOT NULL,"
        " valid_until {INTEGER},"
        " letter {TEXT}"
        ") {LARGE_ROWS}"
    )


def _appointments() -> None:
    define(
        "CREATE TABLE appointment_slot ("
        " id {TEXT} PRIMARY KEY NOT NULL,"
        " service {TEXT} NOT NULL,"
        " place {TEXT} NOT NULL,"
        " starts_at {INTEGER} NOT NULL,"
        " capacity {INTEGER} NOT NULL,"
        " taken {INTEGER} NOT NULL,"
        " expires_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
    define("CREATE INDEX appointment_slot_day ON appointment_slot (service, place, starts_at)")
    define("CREATE INDEX appointment_slot_expires_at ON appointment_slot (expires_at)")
    define(
        "CREATE TABLE appointment ("
        " number {TEXT} PRIMARY KEY NOT NULL REFERENCES request ON DELETE CASCADE,"
        " slot_id {TEXT} NOT NULL,"
        " place {TEXT} NOT NULL,"
        " starts_at {INTEGER} NOT NULL,"
        " ends_at {INTEGER} NOT NULL,"
        " sequence {INTEGER} NOT NULL,"
        " is_cancelled {INTEGER} NOT NULL,"
        " changed_at {INTEGER} NOT NULL"
        ") {SMALL_ROWS}"
    )
