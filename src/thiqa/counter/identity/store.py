"""What identity keeps: logins on their way, sessions, and receipts.

Only digests of secrets that a browser or the provider holds are kept.
"""

import json

from thiqa.base import digest
from thiqa.counter.errors import AnswerRefusedError, LoginGoneError
from thiqa.counter.identity.logout_token import VerifiedLogoutToken
from thiqa.counter.identity.models import CheckedReceipt, Identity, PendingLogin
from thiqa.database import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement, expired_rows

LOGIN_SECONDS = 1200
"""The provider gives the citizen 15 minutes; the code follows within one."""
SESSION_SECONDS = 1800
KEPT_AFTER_LOGOUT = 3600
"""Longer than a logout token and a login on its way can live."""

_PUT_LOGIN = Statement(
    "INSERT INTO identity_login"
    " (state, browser, issuer, nonce, code_verifier, purpose, claims, goal, began_at, expires_at)"
    " SELECT rows.state, rows.browser, rows.issuer, rows.nonce, rows.code_verifier, rows.purpose,"
    " rows.claims, rows.goal, rows.began_at, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING state",
    key="state",
    columns={
        "state": BYTES,
        "browser": BYTES,
        "issuer": TEXT,
        "nonce": TEXT,
        "code_verifier": TEXT,
        "purpose": TEXT,
        "claims": TEXT,
        "goal": TEXT,
        "began_at": INTEGER,
        "expires_at": INTEGER,
    },
)
_TAKE_LOGIN = Statement(
    "DELETE FROM identity_login WHERE (state, browser) IN (SELECT state, browser FROM {rows})"
    " RETURNING state, browser, issuer, nonce, code_verifier, purpose, claims, goal, began_at,"
    " expires_at",
    key=("state", "browser"),
    columns={"state": BYTES, "browser": BYTES},
)
_HOLD_PROVIDER_SESSION = Statement(
    "INSERT INTO identity_provider_session (sid, ended, expires_at)"
    " SELECT rows.sid, 0, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT (sid) DO UPDATE SET ended = 0, expires_at = excluded.expires_at"
    " WHERE identity_provider_session.ended = 0"
    f" OR identity_provider_session.expires_at <= excluded.expires_at - {SESSION_SECONDS}"
    " RETURNING sid",
    key="sid",
    columns={"sid": TEXT, "expires_at": INTEGER},
)
_END_PROVIDER_SESSION = Statement(
    "INSERT INTO identity_provider_session (sid, ended, expires_at)"
    " SELECT rows.sid, 1, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT (sid) DO UPDATE SET ended = 1, expires_at = excluded.expires_at RETURNING sid",
    key="sid",
    columns={"sid": TEXT, "expires_at": INTEGER},
)
_USE_LOGOUT_TOKEN = Statement(
    "INSERT INTO identity_logout (jti, expires_at)"
    " SELECT rows.jti, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING jti",
    key="jti",
    columns={"jti": BYTES, "expires_at": INTEGER},
)
_RECEIPT_COLUMNS = {
    "log": TEXT,
    "log_index": INTEGER,
    "log_key": TEXT,
    "log_size": INTEGER,
    "at": INTEGER,
    "text": TEXT,
}
_KEEP_RECEIPT = Statement(
    f"INSERT INTO identity_receipt ({', '.join(_RECEIPT_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _RECEIPT_COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING log, log_index",
    key=("log", "log_index"),
    columns=_RECEIPT_COLUMNS,
)
_SESSION_COLUMNS = {
    "id": BYTES,
    "subject": TEXT,
    "purpose": TEXT,
    "claims": TEXT,
    "acr": TEXT,
    "auth_time": INTEGER,
    "id_token": TEXT,
    "sid": TEXT,
    "log": TEXT,
    "log_index": INTEGER,
    "expires_at": INTEGER,
}
_PUT_SESSION = Statement(
    f"INSERT INTO identity_session ({', '.join(_SESSION_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _SESSION_COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns=_SESSION_COLUMNS,
)
_GET_SESSION = Statement(
    f"SELECT {', '.join(f'identity_session.{name}' for name in _SESSION_COLUMNS)},"
    " identity_receipt.log_key, identity_receipt.log_size, identity_receipt.at,"
    " identity_receipt.text FROM {rows}"
    " JOIN identity_session ON identity_session.id = rows.id"
    " JOIN identity_receipt ON identity_receipt.log = identity_session.log"
    " AND identity_receipt.log_index = identity_session.log_index",
    key="id",
    columns={"id": BYTES},
)
_END_SESSION = Statement(
    "DELETE FROM identity_session WHERE id IN (SELECT id FROM {rows}) RETURNING id",
    key="id",
    columns={"id": BYTES},
)
_END_SESSIONS_OF_SID = ManyStatement(
    "DELETE FROM identity_session WHERE sid IN (SELECT sid FROM {rows}) RETURNING sid",
    key="sid",
    columns={"sid": TEXT},
)
_END_SESSIONS_OF_SUBJECT = ManyStatement(
    "DELETE FROM identity_session WHERE subject IN (SELECT subject FROM {rows}) RETURNING subject",
    key="subject",
    columns={"subject": TEXT},
)
_END_SESSIONS_OF_BOTH = ManyStatement(
    "DELETE FROM identity_session WHERE (sid, subject) IN (SELECT sid, subject FROM {rows})"
    " RETURNING sid, subject",
    key=("sid", "subject"),
    columns={"sid": TEXT, "subject": TEXT},
)
_HOLDS_RECEIPTS = ManyStatement(
    "SELECT identity_receipt.at FROM {rows}"
    " JOIN identity_receipt ON identity_receipt.at >= rows.least LIMIT 1",
    key=(),
    columns={"least": INTEGER},
)
_FIRST_RECEIPT = ManyStatement(
    "SELECT identity_receipt.at FROM {rows}"
    " JOIN identity_receipt ON identity_receipt.log_key = rows.log_key"
    " ORDER BY identity_receipt.at LIMIT 1",
    key=(),
    columns={"log_key": TEXT},
)
_RECEIPTS_BETWEEN = ManyStatement(
    "SELECT identity_receipt.at, identity_receipt.text FROM {rows}"
    " JOIN identity_receipt ON identity_receipt.log_key = rows.log_key"
    " AND identity_receipt.at >= rows.start AND identity_receipt.at < rows.stop"
    " ORDER BY identity_receipt.at, identity_receipt.log_index"
    " LIMIT (SELECT rows.most FROM {rows})",
    key=(),
    columns={"log_key": TEXT, "start": INTEGER, "stop": INTEGER, "most": INTEGER},
)

EXPIRING = (
    expired_rows("identity_login", "state"),
    expired_rows("identity_session", "id"),
    expired_rows("identity_logout", "jti"),
    expired_rows("identity_provider_session", "sid"),
)
"""Every table of this room with an `expires_at`, by its primary key."""


class IdentityStore:
    """The statements of this room; what a method raises undoes its unit of work."""

    async def put_login(self, login: PendingLogin) -> None:
        """Remember a login until its answer comes."""
        await _PUT_LOGIN(
            digest(login.state),
            digest(login.browser),
            login.issuer,
            login.nonce,
            login.code_verifier,
            login.purpose,
            " ".join(login.claims),
            login.goal,
            login.began_at,
            login.began_at + LOGIN_SECONDS,
        )

    async def take_login(self, state: str, browser: str, now: int) -> PendingLogin | None:
        """Return and forget a login, so that its state is good for once.

        None: unknown, taken before, too old, or begun in another browser; a browser that did
        not begin it cannot use it up.
        """
        row = await _TAKE_LOGIN(digest(state), digest(browser))
        if row is None or row["expires_at"] <= now:
            return None
        return PendingLogin(
            state,
            browser,
            row["issuer"],
            row["nonce"],
            row["code_verifier"],
            row["began_at"],
            row["purpose"],
            tuple(row["claims"].split()),
            row["goal"],
        )

    async def begin_session(
        self, secret: str, identity: Identity, now: int, *, replaces: str | None
    ) -> None:
        """Keep the receipt, open the session of a cookie's secret, end the one before.

        Raises LoginGoneError when the provider's session has ended in the meantime, and
        AnswerRefusedError when the log shows two entries at one place.
        """
        if await _HOLD_PROVIDER_SESSION(identity.sid, now + SESSION_SECONDS) is None:
            raise LoginGoneError("the citizen has signed out while they signed in")
        if replaces is not None:
            await _END_SESSION(digest(replaces))
        receipt = identity.receipt
        if await _KEEP_RECEIPT(*_receipt_values(receipt)) is None:
            raise AnswerRefusedError("receipt: the log showed us another entry there")
        await _PUT_SESSION(
            digest(secret),
            identity.subject,
            identity.purpose,
            json.dumps(identity.claims, ensure_ascii=False),
            identity.acr,
            identity.auth_time,
            identity.id_token,
            identity.sid,
            receipt.log,
            receipt.index,
            now + SESSION_SECONDS,
        )

    async def session(self, secret: str, now: int) -> Identity | None:
        """Return who is signed in, if the session lives."""
        row = await _GET_SESSION(digest(secret))
        return None if row is None or row["expires_at"] <= now else _identity(row)

    async def end_session(self, secret: str) -> None:
        """Forget a session and the claims in it; the receipt stays."""
        await _END_SESSION(digest(secret))

    async def end_sessions(self, token: VerifiedLogoutToken) -> bool:
        """Forget the sessions that a logout token is about; say whether it is used first now.

        OpenID Connect Back-Channel Logout 1.0, sections 2.6 (steps 7 to 10) and 2.7.
        """
        until = token.expires_at + KEPT_AFTER_LOGOUT
        if await _USE_LOGOUT_TOKEN(digest(token.jti), until) is None:
            return False
        if token.sid is not None:
            await _END_PROVIDER_SESSION(token.sid, until)
        if token.sid is None:
            await _END_SESSIONS_OF_SUBJECT(token.subject)
        elif token.subject is None:
            await _END_SESSIONS_OF_SID(token.sid)
        else:
            await _END_SESSIONS_OF_BOTH(token.sid, token.subject)
        return True

    async def holds_receipts(self) -> bool:
        """Tell whether there is a receipt of any log."""
        return bool(await _HOLDS_RECEIPTS(0))

    async def first_receipt_at(self, log_key: str) -> int | None:
        """Return when the first entry was made of which we hold a receipt."""
        rows = await _FIRST_RECEIPT(log_key)
        return rows[0]["at"] if rows else None

    async def receipts_between(
        self, log_key: str, start: int, stop: int, most: int
    ) -> list[tuple[int, str]]:
        """Return receipts of entries from one second to another, the first ones first."""
        rows = await _RECEIPTS_BETWEEN(log_key, start, stop, most)
        return [(row["at"], row["text"]) for row in rows]


def _receipt_values(receipt: CheckedReceipt) -> tuple[str, int, str, int, int, str]:
    return (
        receipt.log,
        receipt.index,
        receipt.log_key,
        receipt.log_size,
        receipt.at,
        receipt.text,
    )


def _identity(row: Row) -> Identity:
    return Identity(
        subject=row["subject"],
        purpose=row["purpose"],
        claims=json.loads(row["claims"]),
        acr=row["acr"],
        auth_time=row["auth_time"],
        id_token=row["id_token"],
        sid=row["sid"],
        receipt=CheckedReceipt(
            row["text"],
            row["log_index"],
            row["log"],
            row["log_key"],
            row["log_size"],
            row["at"],
        ),
    )
