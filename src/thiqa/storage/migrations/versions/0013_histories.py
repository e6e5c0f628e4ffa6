"""Histories that are filtered by service, and the texts that consents were given to."""

from thiqa.storage.schema import define

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Let the index of a person's entries name the service; keep what a consent page stated.

    A text is found by its SHA-256, which is in the entry. It holds no value of a claim.
    """
    define("DROP INDEX ledger_entry_person_id")
    define("CREATE INDEX ledger_entry_person_id ON ledger_entry (person_id, id, client_id)")
    define(
        "CREATE TABLE oidc_consent_text ("
        " hash {BYTES} PRIMARY KEY NOT NULL,"
        " text {TEXT} NOT NULL"
        ") {LARGE_ROWS}"
    )
