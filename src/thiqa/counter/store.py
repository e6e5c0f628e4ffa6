"""What the service keeps: logins on their way, sessions, and receipts, in one SQLite file.

Only digests of secrets that a browser or the provider holds are kept. The statements
are few and short, so they run where they are called.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from thiqa.base import digest, new_secret
from thiqa.counter.errors import AnswerRefusedError, LoginGoneError
from thiqa.counter.logout_token import VerifiedLogoutToken
from thiqa.counter.models import CheckedReceipt, Identity, PendingLogin

LOGIN_SECONDS = 1200
"""The provider gives the citizen 15 minutes; the code follows within one."""
SESSION_SECONDS = 1800
KEPT_AFTER_LOGOUT = 3600
"""Longer than a logout token and a login on its way can live."""
BUSY_SECONDS = 5.0
PURGE_ROWS = 500

SCHEMA = """
CREATE TABLE IF NOT EXISTS login (
    state BLOB PRIMARY KEY,
    browser BLOB NOT NULL,
    issuer TEXT NOT NULL,
    nonce TEXT NOT NULL,
    code_verifier TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS login_by_end ON login (expires_at);
CREATE TABLE IF NOT EXISTS receipt (
    log TEXT NOT NULL,
    log_index INTEGER NOT NULL,
    log_key TEXT NOT NULL,
    log_size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (log, log_index)
) STRICT;
CREATE INDEX IF NOT EXISTS receipt_by_time ON receipt (log_key, at);
CREATE TABLE IF NOT EXISTS session (
    id BLOB PRIMARY KEY,
    subject TEXT NOT NULL,
    claims TEXT NOT NULL,
    acr TEXT NOT NULL,
    auth_time INTEGER NOT NULL,
    id_token TEXT NOT NULL,
    sid TEXT NOT NULL,
    log TEXT NOT NULL,
    log_index INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    FOREIGN KEY (log, log_index) REFERENCES receipt
) STRICT;
CREATE INDEX IF NOT EXISTS session_by_end ON session (expires_at);
CREATE INDEX IF NOT EXISTS session_by_sid ON session (sid);
CREATE INDEX IF NOT EXISTS session_by_subject ON session (subject);
CREATE TABLE IF NOT EXISTS logout (
    jti BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS logout_by_end ON logout (expires_at);
CREATE TABLE IF NOT EXISTS ended (
    sid TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ended_by_end ON ended (expires_at);
"""


class Store:
    """The service's own file."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )  # one thread at a time: that of the event loop
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA secure_delete = ON")
        self._forget_older_sessions()
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def put_login(self, login: PendingLogin) -> None:
        """Remember a login until its answer comes."""
        self._db.execute(
            "INSERT INTO login VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                digest(login.state),
                digest(login.browser),
                login.issuer,
                login.nonce,
                login.code_verifier,
                login.began_at,
                login.began_at + LOGIN_SECONDS,
            ),
        )

    def take_login(self, state: str, browser: str, now: int) -> PendingLogin:
        """Return and forget a login, so that its state is good for once.

        Raises LoginGoneError: unknown, taken before, too old, or begun in another browser;
        a browser that did not begin it cannot use it up.
        """
        row = self._db.execute(
            "DELETE FROM login WHERE state = ? AND browser = ? AND expires_at > ?"
            " RETURNING issuer, nonce, code_verifier, began_at",
            (digest(state), digest(browser), now),
        ).fetchone()
        if row is None:
            raise LoginGoneError("no such login waits for this browser (state)")
        return PendingLogin(state, browser, *row)

    def begin_session(self, identity: Identity, now: int, *, replaces: str | None) -> str:
        """Keep the receipt, open a session, end the one before; return the cookie's secret.

        Raises LoginGoneError when the provider's session has ended in the meantime.
        """
        secret = new_secret()
        with self._transaction():
            ended = "SELECT 1 FROM ended WHERE sid = ? AND expires_at > ?"
            if self._db.execute(ended, (identity.sid, now)).fetchone():
                raise LoginGoneError("the citizen has signed out while they signed in")
            if replaces is not None:
                self._db.execute("DELETE FROM session WHERE id = ?", (digest(replaces),))
            self._keep_receipt(identity.receipt)
            self._db.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    digest(secret),
                    identity.subject,
                    json.dumps(identity.claims, ensure_ascii=False),
                    identity.acr,
                    identity.auth_time,
                    identity.id_token,
                    identity.sid,
                    identity.receipt.log,
                    identity.receipt.index,
                    now + SESSION_SECONDS,
                ),
            )
        return secret

    def session(self, secret: str | None, now: int) -> Identity | None:
        """Return who is signed in, if the session lives."""
        row = self._db.execute(
            "SELECT subject, claims, acr, auth_time, id_token, sid,"
            " text, log_index, log, log_key, log_size, at"
            " FROM session JOIN receipt USING (log, log_index) WHERE id = ? AND expires_at > ?",
            (digest(secret or ""), now),
        ).fetchone()
        if row is None:
            return None
        subject, claims, acr, auth_time, id_token, sid, *receipt = row
        return Identity(
            subject, json.loads(claims), acr, auth_time, id_token, sid, CheckedReceipt(*receipt)
        )

    def end_session(self, secret: str) -> None:
        """Forget a session and the claims in it; the receipt stays."""
        self._db.execute("DELETE FROM session WHERE id = ?", (digest(secret),))

    def end_sessions(self, token: VerifiedLogoutToken) -> None:
        """Forget the sessions that a logout token is about; raise when it was used before.

        OpenID Connect Back-Channel Logout 1.0, sections 2.6 (steps 7 to 10) and 2.7.
        """
        with self._transaction():
            used = (digest(token.jti), token.expires_at + KEPT_AFTER_LOGOUT)
            if self._db.execute("INSERT OR IGNORE INTO logout VALUES (?, ?)", used).rowcount == 0:
                raise AnswerRefusedError("logout token: used before (jti)")
            self._db.execute(
                "DELETE FROM session"
                " WHERE (?1 IS NULL OR sid = ?1) AND (?2 IS NULL OR subject = ?2)",
                (token.sid, token.subject),
            )
            if token.sid is not None:
                self._db.execute("INSERT OR IGNORE INTO ended VALUES (?, ?)", (token.sid, used[1]))

    def holds_receipts(self) -> bool:
        """Tell whether there is a receipt of any log."""
        row = self._db.execute("SELECT EXISTS (SELECT 1 FROM receipt)").fetchone()
        return bool(row[0])

    def first_receipt_at(self, log_key: str) -> int | None:
        """Return when the first entry was made of which we hold a receipt."""
        row = self._db.execute("SELECT min(at) FROM receipt WHERE log_key = ?", (log_key,))
        found: int | None = row.fetchone()[0]
        return found

    def receipts_between(
        self, log_key: str, start: int, end: int, limit: int
    ) -> list[tuple[int, str]]:
        """Return receipts of entries from one second to another, the first ones first."""
        return self._db.execute(
            "SELECT at, text FROM receipt WHERE log_key = ? AND at >= ? AND at < ?"
            " ORDER BY at, log_index LIMIT ?",
            (log_key, start, end, limit),
        ).fetchall()

    def purge(self, now: int, *, batch: int = PURGE_ROWS) -> None:
        """Forget what has expired, a small batch at a time, and leave no trace of it."""
        for table in ("login", "session", "logout", "ended"):
            statement = (
                f"DELETE FROM {table} WHERE rowid IN"  # noqa: S608  # our own names
                f" (SELECT rowid FROM {table} WHERE expires_at <= ? LIMIT ?)"
            )
            while self._db.execute(statement, (now, batch)).rowcount == batch:
                pass
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _forget_older_sessions(self) -> None:
        """Sessions of a version that did not know their names at the provider end here."""
        columns = [row[1] for row in self._db.execute("PRAGMA table_info(session)")]
        if columns and "sid" not in columns:
            self._db.execute("DROP TABLE session")

    def _keep_receipt(self, receipt: CheckedReceipt) -> None:
        """Two entries at one place: the log tells different people different stories."""
        try:
            self._db.execute(
                "INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?)",
                (
                    receipt.log,
                    receipt.index,
                    receipt.log_key,
                    receipt.log_size,
                    receipt.at,
                    receipt.text,
                ),
            )
        except sqlite3.IntegrityError as error:
            raise AnswerRefusedError("receipt: the log showed us another entry there") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
