"""What consent pages stated, by the SHA-256 of the text: equal pages are kept once."""

from thiqa.database.statement import BYTES, TEXT, Statement

_PUT_TEXT = Statement(
    "INSERT INTO oidc_consent_text (hash, text) SELECT rows.hash, rows.text FROM {rows}"
    " WHERE true ON CONFLICT DO NOTHING RETURNING hash",
    key="hash",
    columns={"hash": BYTES, "text": TEXT},
)
_GET_TEXT = Statement(
    "SELECT oidc_consent_text.hash, oidc_consent_text.text FROM {rows}"
    " JOIN oidc_consent_text ON oidc_consent_text.hash = rows.hash",
    key="hash",
    columns={"hash": BYTES},
)


class ConsentTexts:
    """Implements `thiqa.oidc.store.ConsentTexts`."""

    async def put_consent_text(self, text_hash: bytes, text: str) -> None:
        """See the protocol."""
        await _PUT_TEXT(text_hash, text)

    async def get_consent_text(self, text_hash: bytes) -> str | None:
        """See the protocol."""
        row = await _GET_TEXT(text_hash)
        return None if row is None else row["text"]
