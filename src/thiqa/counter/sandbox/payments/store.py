"""What the provider keeps, in one SQLite file; each method takes effect whole or not at all."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thiqa.base import Money
from thiqa.counter.payments.models import Movement, Report, State

BUSY_SECONDS = 5.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS payment (
    id TEXT PRIMARY KEY,
    merchant TEXT NOT NULL,
    key TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    return_url TEXT NOT NULL,
    page_url TEXT NOT NULL,
    state TEXT NOT NULL,
    course TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    paid_at INTEGER,
    settles_at INTEGER,
    expires_at INTEGER NOT NULL,
    UNIQUE (merchant, key)
) STRICT;
CREATE TABLE IF NOT EXISTS refund (
    merchant TEXT NOT NULL,
    key TEXT NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payment (id),
    amount INTEGER NOT NULL,
    is_done INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (merchant, key)
) STRICT;
CREATE TABLE IF NOT EXISTS event (
    id TEXT NOT NULL,
    copy INTEGER NOT NULL,
    payment_id TEXT NOT NULL REFERENCES payment (id),
    body TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    taken_at INTEGER,
    PRIMARY KEY (id, copy)
) STRICT;
CREATE INDEX IF NOT EXISTS event_due ON event (due_at) WHERE taken_at IS NULL;
CREATE TABLE IF NOT EXISTS switch (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

COLUMNS = (
    "id, merchant, key, reference, amount, currency, description, return_url, page_url, state,"
    " course, sequence, refunded, paid_at, settles_at, expires_at"
)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as the provider knows it."""

    id: str
    merchant: str
    key: str
    reference: str
    amount: int
    currency: str
    description: str
    return_url: str
    page_url: str
    state: str
    course: str
    sequence: int
    refunded: int
    paid_at: int | None
    settles_at: int | None
    expires_at: int

    @property
    def texts(self) -> Mapping[str, str]:
        """What is paid for, by language."""
        texts: dict[str, str] = json.loads(self.description)
        return texts

    @property
    def money(self) -> Money:
        """The amount."""
        return Money(self.amount, self.currency)

    @property
    def refunded_money(self) -> Money:
        """What was given back."""
        return Money(self.refunded, self.currency)

    def report(self) -> Report:
        """Return what merchants are told."""
        return Report(
            provider_id=self.id,
            key=self.key,
            reference=self.reference,
            state=State(self.state),
            amount=self.money,
            refunded=self.refunded_money,
            sequence=self.sequence,
            paid_at=self.paid_at,
            page_url=self.page_url,
        )


@dataclass(frozen=True, slots=True)
class DueEvent:
    """A notification that is to be sent now."""

    id: str
    copy: int
    merchant: str
    body: Mapping[str, Any]
    attempts: int


class Store:
    """The file of the provider."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )  # one thread at a time: that of the event loop
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def forget(self) -> None:
        """Begin anew, with nothing paid and nothing switched on."""
        with self.changing():
            for table in ("event", "refund", "payment", "switch"):
                self._db.execute(f"DELETE FROM {table}")  # our own names

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make several changes one."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def add(self, payment: Payment) -> Payment:
        """Keep a payment, or return the one that has its key."""
        values = [getattr(payment, name) for name in Payment.__slots__]
        marks = ", ".join("?" * len(values))
        self._db.execute(
            f"INSERT INTO payment ({COLUMNS}) VALUES ({marks})"  # our own names
            " ON CONFLICT (merchant, key) DO NOTHING",
            values,
        )
        kept = self.of_key(payment.merchant, payment.key)
        assert kept is not None  # noqa: S101  # one or the other is there
        return kept

    def of_key(self, merchant: str, key: str) -> Payment | None:
        """Return the payment that a merchant calls so."""
        return self._one("merchant = ? AND key = ?", (merchant, key))

    def of_id(self, identifier: str) -> Payment | None:
        """Return a payment."""
        return self._one("id = ?", (identifier,))

    def latest(self, number: int) -> list[Payment]:
        """Return the newest payments."""
        return self._many("1 = 1 ORDER BY rowid DESC LIMIT ?", (number,))

    def moving(self, now: int) -> list[Payment]:
        """Return the payments whose time has come: to be settled, or to expire."""
        return self._many(
            "(state = 'processing' AND settles_at <= ?1)"
            " OR (state = 'created' AND expires_at <= ?1)",
            (now,),
        )

    def move(
        self,
        payment: Payment,
        state: State,
        *,
        course: str = "",
        paid_at: int | None = None,
        settles_at: int | None = None,
    ) -> Payment:
        """Take the next step of a payment, and count it."""
        self._db.execute(
            "UPDATE payment SET state = ?, course = ?, paid_at = ?, settles_at = ?,"
            " sequence = sequence + 1 WHERE id = ?",
            (state.value, course or payment.course, paid_at, settles_at, payment.id),
        )
        return self._again(payment)

    def give_back(self, payment: Payment, key: str, amount: int, now: int) -> Payment:
        """Write down a refund: done if so much is left, else refused; a known key does nothing."""
        done = payment.state == State.PAID and 0 < amount <= payment.amount - payment.refunded
        added = self._db.execute(
            "INSERT INTO refund VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (payment.merchant, key, payment.id, amount, int(done), now),
        ).rowcount
        if added and done:
            self._db.execute(
                "UPDATE payment SET refunded = refunded + ?, sequence = sequence + 1 WHERE id = ?",
                (amount, payment.id),
            )
        return self._again(payment)

    def refund(self, merchant: str, key: str) -> tuple[str, int, bool, int] | None:
        """Return the payment, the amount, whether it was done, and when, of a refund."""
        row = self._db.execute(
            "SELECT payment_id, amount, is_done, at FROM refund WHERE merchant = ? AND key = ?",
            (merchant, key),
        ).fetchone()
        return None if row is None else (row[0], row[1], bool(row[2]), row[3])

    def movements(self, merchant: str, start: int, end: int) -> list[Movement]:
        """Return what came and what went back, from one second to another."""
        rows = self._db.execute(
            "SELECT key, NULL, id, amount, currency, paid_at AS at FROM payment"
            " WHERE merchant = ?1 AND paid_at >= ?2 AND paid_at < ?3 UNION ALL"
            " SELECT payment.key, refund.key, payment.id, refund.amount, currency, refund.at"
            " FROM refund JOIN payment ON payment.id = payment_id WHERE refund.merchant = ?1"
            " AND is_done AND refund.at >= ?2 AND refund.at < ?3 ORDER BY at, 1, 2",
            (merchant, start, end),
        )
        return [Movement(row[0], row[1], row[2], Money(row[3], row[4]), row[5]) for row in rows]

    def add_event(
        self, identifier: str, copy: int, payment: Payment, body: Mapping[str, Any], due_at: int
    ) -> None:
        """Keep a notification that is to be sent."""
        self._db.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, 0, NULL)",
            (identifier, copy, payment.id, json.dumps(body), due_at),
        )

    def due_events(self, now: int, number: int) -> list[DueEvent]:
        """Return notifications that are due, those that were due first before the others."""
        rows = self._db.execute(
            "SELECT event.id, copy, merchant, body, attempts FROM event"
            " JOIN payment ON payment.id = payment_id WHERE taken_at IS NULL AND due_at <= ?"
            " ORDER BY due_at, event.rowid LIMIT ?",
            (now, number),
        )
        return [DueEvent(row[0], row[1], row[2], json.loads(row[3]), row[4]) for row in rows]

    def event_taken(self, event: DueEvent, now: int) -> None:
        """Send a notification no more."""
        self._db.execute(
            "UPDATE event SET taken_at = ?, attempts = attempts + 1 WHERE id = ? AND copy = ?",
            (now, event.id, event.copy),
        )

    def event_later(self, event: DueEvent, due_at: int) -> None:
        """Send a notification again later."""
        self._db.execute(
            "UPDATE event SET due_at = ?, attempts = attempts + 1 WHERE id = ? AND copy = ?",
            (due_at, event.id, event.copy),
        )

    def switch(self, name: str) -> str:
        """Return how a switch stands; empty: it was never touched."""
        row = self._db.execute("SELECT value FROM switch WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def set_switch(self, name: str, value: str) -> None:
        """Set a switch."""
        self._db.execute("INSERT OR REPLACE INTO switch VALUES (?, ?)", (name, value))

    def _again(self, payment: Payment) -> Payment:
        again = self.of_id(payment.id)
        assert again is not None  # noqa: S101  # nothing is ever removed
        return again

    def _one(self, where: str, values: tuple[Any, ...]) -> Payment | None:
        found = self._many(where, values)
        return found[0] if found else None

    def _many(self, where: str, values: tuple[Any, ...]) -> list[Payment]:
        sql = f"SELECT {COLUMNS} FROM payment WHERE {where}"  # our own names
        return [Payment(*row) for row in self._db.execute(sql, values)]
