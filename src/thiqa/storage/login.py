"""Login challenges, on both databases."""

from thiqa.database.statement import BYTES, INTEGER, Statement

_PUT_CHALLENGE = Statement(
    "INSERT INTO login_challenge (digest, browser, expires_at)"
    " SELECT rows.digest, rows.browser, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING digest",
    key="digest",
    columns={"digest": BYTES, "browser": BYTES, "expires_at": INTEGER},
)
_TAKE_CHALLENGE = Statement(
    "DELETE FROM login_challenge WHERE (digest, browser) IN (SELECT digest, browser FROM {rows})"
    " RETURNING digest, browser, expires_at",
    key=("digest", "browser"),
    columns={"digest": BYTES, "browser": BYTES},
)


class LoginStore:
    """The challenges; see `thiqa.login.store`."""

    async def put_challenge(self, digest: bytes, browser: bytes, expires_at: int) -> None:
        """Keep a challenge for one browser until a time in seconds."""
        await _PUT_CHALLENGE(digest, browser, expires_at)

    async def take_challenge(self, digest: bytes, browser: bytes, now: int) -> bool:
        """Remove a challenge of this browser; say whether it was there and had not expired."""
        row = await _TAKE_CHALLENGE(digest, browser)
        return row is not None and row["expires_at"] > now
