"""What a witness knows and has seen, in one SQLite file that threads and processes may share.

Each method is one statement, so each takes effect whole or not at all.
"""

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from thiqa.base import StorageUnavailableError
from thiqa.ledger.checkpoint import TreeHead, parse_checkpoint_body
from thiqa.ledger.cosignature import CosignatureKey
from thiqa.ledger.errors import FormatError
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.note import parse_note
from thiqa.witness.models import Fork, KnownLog, Seen, hash_origin

BUSY_SECONDS = 5.0
MAX_FORKS = 100
"""Of one log: enough to prove what it did, and no way for it to fill our disk."""

SCHEMA = """
CREATE TABLE witness_key (key TEXT PRIMARY KEY) STRICT;
CREATE TABLE log_key (
    key TEXT NOT NULL,
    origin TEXT NOT NULL,
    PRIMARY KEY (origin, key)
) STRICT;
CREATE TABLE seen (
    origin TEXT PRIMARY KEY,
    origin_hash TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    checkpoint TEXT NOT NULL,
    cosigned_at INTEGER NOT NULL,
    answer TEXT
) STRICT;
CREATE TRIGGER seen_grows BEFORE UPDATE ON seen
WHEN NEW.origin <> OLD.origin OR NEW.size < OLD.size
    OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
BEGIN SELECT RAISE(ABORT, 'what was seen is not forgotten'); END;
CREATE TRIGGER seen_stays BEFORE DELETE ON seen
BEGIN SELECT RAISE(ABORT, 'what was seen is not forgotten'); END;
CREATE TABLE fork (
    origin TEXT NOT NULL,
    checkpoint TEXT NOT NULL,
    other TEXT NOT NULL,
    noticed_at INTEGER NOT NULL,
    PRIMARY KEY (origin, other)
) STRICT;
"""


class Store:
    """The file of a witness."""

    def __init__(self, path: Path) -> None:
        """Open a file that `make` has made."""
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,  # one thread at a time: the lock
            )
            self._db.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error as error:
            raise StorageUnavailableError(f"{path} cannot be opened: {error}") from error

    @staticmethod
    def make(path: Path, keys: Iterable[CosignatureKey]) -> None:
        """Make the file of a new witness, which has seen nothing."""
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)
            db.executemany("INSERT INTO witness_key VALUES (?)", [(key.text,) for key in keys])

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def witness_keys(self) -> set[str]:
        """Return the keys of the witness whose file this is."""
        return {key for (key,) in self._run("SELECT key FROM witness_key")}

    def add_log(self, log: KnownLog) -> bool:
        """Cosign for a log from now on; False if this was so before."""
        add = "INSERT INTO log_key VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1"
        return bool(self._run(add, log.key.text, log.origin))

    def remove_log(self, log: KnownLog) -> bool:
        """Trust a key no more, and keep what was seen of its log; False if it was not trusted."""
        remove = "DELETE FROM log_key WHERE key = ? AND origin = ? RETURNING 1"
        return bool(self._run(remove, log.key.text, log.origin))

    def logs(self) -> list[KnownLog]:
        """Return the logs that we cosign for, once for each of their keys."""
        rows = self._run("SELECT origin, key FROM log_key ORDER BY origin, key")
        return [KnownLog(origin, VerifierKey.parse(key)) for origin, key in rows]

    def keys_of(self, origin: str) -> list[VerifierKey]:
        """Return the keys that we trust for an origin; none if the log is unknown."""
        rows = self._run("SELECT key FROM log_key WHERE origin = ?", origin)
        return [VerifierKey.parse(key) for (key,) in rows]

    def last_seen(self, origin_hash: str) -> Seen | None:
        """Return the last checkpoint of a log by `hash_origin`; nothing if none was cosigned.

        Raises StorageUnavailableError if its size and root are not those that the log signed.
        """
        find = "SELECT size, root, checkpoint, cosigned_at FROM seen WHERE origin_hash = ?"
        for size, root, checkpoint, cosigned_at in self._run(find, origin_hash):
            seen = Seen(TreeHead(size, root), checkpoint, cosigned_at)
            _check_undamaged(seen, origin_hash)
            return seen
        return None

    def replace(self, origin: str, last: Seen | None, new: Seen) -> Seen | None:
        """Remember a checkpoint in the place of the last one, and return it with its time.

        It is durable when this answers. Its time is never before that of the last one,
        whatever the clock does. Nothing happens, and None comes back, if another one has come.
        """
        put = (
            "INSERT INTO seen VALUES (?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (origin) DO UPDATE"
            " SET size = excluded.size, root = excluded.root, checkpoint = excluded.checkpoint,"
            " cosigned_at = max(cosigned_at, excluded.cosigned_at)"
            " WHERE size = ? AND root = ? RETURNING cosigned_at"
        )
        values = (hash_origin(origin), new.head.size, new.head.root, new.checkpoint)
        place = (None, None) if last is None else (last.head.size, last.head.root)
        for (cosigned_at,) in self._run(put, origin, *values, new.cosigned_at, *place):
            return Seen(new.head, new.checkpoint, cosigned_at)
        return None

    def keep_answer(self, origin: str, seen: Seen, cosigned: str) -> None:
        """Keep a cosigned checkpoint for monitors, unless a later one was seen meanwhile."""
        keep = "UPDATE seen SET answer = ? WHERE origin = ? AND size = ? AND cosigned_at = ?"
        self._run(keep, cosigned, origin, seen.head.size, seen.cosigned_at)

    def last_answer(self, origin_hash: str) -> str | None:
        """Return the cosigned checkpoint of a log that was kept last, by `hash_origin`."""
        for (answer,) in self._run("SELECT answer FROM seen WHERE origin_hash = ?", origin_hash):
            return None if answer is None else str(answer)
        return None

    def keep_fork(self, fork: Fork) -> None:
        """Keep the proof that a log has two histories."""
        keep = (
            "INSERT INTO fork SELECT ?1, ?2, ?3, ?4"
            " WHERE (SELECT count(*) FROM fork WHERE origin = ?1) < ?5 ON CONFLICT DO NOTHING"
        )
        self._run(keep, fork.origin, fork.checkpoint, fork.other, fork.noticed_at, MAX_FORKS)

    def forks(self) -> list[Fork]:
        """Return the proofs that logs have two histories, oldest first."""
        rows = self._run("SELECT * FROM fork ORDER BY noticed_at")
        return [Fork(*row) for row in rows]

    def _run(self, statement: str, *values: object) -> list[Any]:
        try:
            with self._lock:
                return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise StorageUnavailableError(f"the file of the witness: {error}") from error


def _check_undamaged(seen: Seen, origin_hash: str) -> None:
    try:
        text, _ = parse_note(seen.checkpoint)
        origin, head = parse_checkpoint_body(text)
    except FormatError as error:
        raise StorageUnavailableError(f"what was seen of a log is damaged: {error}") from error
    if head != seen.head or hash_origin(origin) != origin_hash:
        raise StorageUnavailableError(f"what was seen of {origin} is damaged")
