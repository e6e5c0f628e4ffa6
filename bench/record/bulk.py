"""Filling a log quickly: rows as the record's own store would have written them, many at once.

Entries, leaves, tiles and the signed head are real; only the way into the tables is another
one, so that ten million entries take minutes. The receipts that are asked for afterwards check
them. What grows in no order, the citizens' index, is grown and not built afterwards: its pages
are as full as those of a log that grew entry by entry.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol

import asyncpg

from bench.record.entries import Stencil, citizen, entry_id, service
from thiqa.database import OpenDatabase
from thiqa.database.address import sqlite_path
from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint, verify_checkpoint
from thiqa.ledger.edge import EMPTY_EDGE, Edge, edge_from_tiles, extend
from thiqa.ledger.entry import SALT_BYTES
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.models import StoredHead
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.tiles import TileId, edge_tiles
from thiqa.storage.ledger import LedgerStore
from thiqa.storage.sides import Side

CHUNK = 20_000
"""Entries in one transaction."""

BEGINNING = 1_750_000_000
SECONDS_BETWEEN = 3
"""Ten million entries take most of a year, which ends before the clock of those measured."""

SQLITE_CACHE_KIBIBYTES = 2_000_000
POSTGRES_LOG_BYTES = "16GB"

_ENTRY = ("id", "person_id", "client_id", "opening")
_LEAF = ("leaf_index", "entry_id", "leaf")
_TILE = ("id", "hashes")

Row = tuple[Any, ...]


class Records:
    """The record alone."""

    ledger = LedgerStore()


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one transaction adds."""

    entries: Sequence[Row]
    leaves: Sequence[Row]
    tiles: Sequence[Row]
    head: StoredHead


class Tables(Protocol):
    """The tables of the record, open to be filled."""

    async def add(self, chunk: Chunk) -> None:
        """Write rows, all or none."""
        ...

    async def close(self) -> None:
        """Leave the tables as a running database has them."""
        ...


async def fill(url: str, database: OpenDatabase[Records], signer: NoteSigner, end: int) -> None:
    """Let the log grow to a number of entries."""
    edge = await database.read(lambda records: _take_up(records, signer))
    async with _tables(url) as tables:
        for chunk in _chunks(edge, end, signer):
            await tables.add(chunk)


async def _take_up(records: Records, signer: NoteSigner) -> Edge:
    head = await records.ledger.get_head()
    if not head.size:
        return EMPTY_EDGE
    signed = verify_checkpoint(head.checkpoint, LogPolicy.of_log(signer.verifier_key)).head
    tiles = await records.ledger.get_tiles(edge_tiles(signed.size))
    return edge_from_tiles(signed.size, signed.root, tiles)


def _chunks(edge: Edge, end: int, signer: NoteSigner) -> Iterator[Chunk]:
    salts, stencil = Random(edge.size), Stencil.cut()  # noqa: S311  # nobody hides behind these
    while edge.size < end:
        stencil.check(edge.size, BEGINNING, salts)
        entries, leaves, hashes = [], [], []
        for number in range(edge.size, min(edge.size + CHUNK, end)):
            at = BEGINNING + number * SECONDS_BETWEEN
            opening, leaf = stencil.seal(number, at, salts.randbytes(SALT_BYTES))
            id_ = entry_id(number, at, salts)
            entries.append((id_, citizen(number), service(number), opening))
            leaves.append((number, id_, leaf))
            hashes.append(hash_leaf(leaf))
        edge, grown = extend(edge, hashes)
        head = StoredHead(edge.size, sign_checkpoint(TreeHead(edge.size, edge.root), signer))
        yield Chunk(entries, leaves, [(_key(tile), grown[tile]) for tile in sorted(grown)], head)


def _key(tile: TileId) -> bytes:
    return tile.level.to_bytes(1) + tile.number.to_bytes(8)


@asynccontextmanager
async def _tables(url: str) -> AsyncIterator[Tables]:
    path = sqlite_path(url)
    tables: Tables = _Sqlite(path) if path else await _Postgres.connect(url)
    try:
        yield tables
    finally:
        await tables.close()


class _Sqlite:
    """A file that may be lost while it is filled."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(f"PRAGMA cache_size = -{SQLITE_CACHE_KIBIBYTES}")

    async def add(self, chunk: Chunk) -> None:
        execute, many = self._connection.execute, self._connection.executemany
        execute("BEGIN IMMEDIATE")
        many(_insert("ledger_entry", _ENTRY), chunk.entries)
        many(_insert("ledger_leaf", _LEAF), chunk.leaves)
        many(_insert("ledger_tile", _TILE, or_replace=True), chunk.tiles)
        execute("UPDATE ledger_head SET size = ?, checkpoint = ?", _values(chunk.head))
        execute("COMMIT")

    async def close(self) -> None:
        with closing(self._connection) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA synchronous = FULL")


class _Postgres:
    """A connection that copies, to a server that may lose what it has not put into its files."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    @classmethod
    async def connect(cls, url: str) -> "_Postgres":
        """Connect, and have the server write as seldom as it may."""
        settings = {"search_path": Side.USAGE.value, "synchronous_commit": "off"}
        return cls(await asyncpg.connect(url, server_settings=settings))

    async def add(self, chunk: Chunk) -> None:
        copy = self._connection.copy_records_to_table
        async with self._connection.transaction():
            await copy("ledger_entry", columns=_ENTRY, records=chunk.entries)
            await copy("ledger_leaf", columns=_LEAF, records=chunk.leaves)
            await self._connection.executemany(
                "INSERT INTO ledger_tile (id, hashes) VALUES ($1, $2)"
                " ON CONFLICT (id) DO UPDATE SET hashes = excluded.hashes",
                chunk.tiles,
            )
            await self._connection.execute(
                "UPDATE ledger_head SET size = $1, checkpoint = $2", *_values(chunk.head)
            )

    async def close(self) -> None:
        """Leave statistics and files as they are on a server that runs for long."""
        await self._connection.execute("VACUUM ANALYZE")
        await self._connection.execute("CHECKPOINT")
        await self._connection.close()


def _insert(table: str, columns: Sequence[str], *, or_replace: bool = False) -> str:
    start = "INSERT OR REPLACE" if or_replace else "INSERT"
    places = ", ".join("?" * len(columns))
    return f"{start} INTO {table} ({', '.join(columns)}) VALUES ({places})"


def _values(head: StoredHead) -> tuple[int, str]:
    return head.size, head.checkpoint
