"""Whoever writes past the program is found out by it: nothing damaged is given out or signed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from specimen_log import MemoryLog, release, signer
from stored_log import SQLITE, StoredLog, fetch, numbered, open_log
from thiqa.ledger.checkpoint import sign_checkpoint
from thiqa.ledger.errors import (
    CheckpointFormatError,
    ConsistencyError,
    DamagedLeafError,
    DamagedTileError,
    EntryFormatError,
    HeadMovedError,
    LedgerError,
    NoteFormatError,
    OpeningMismatchError,
    SignatureError,
    StoredRecordError,
    UnknownKeyError,
    WrongOriginError,
)

SIZE = 300
VICTIM = 7


def _flip(url: str, table: str, column: str, where: str, at: int = 0) -> None:
    """Change one byte of a value of bytes."""
    ((value,),) = fetch(url, f"SELECT {column} FROM {table} WHERE {where}")
    changed = bytearray(value)
    changed[at] ^= 1
    _put(url, table, column, where, bytes(changed))


def _put(url: str, table: str, column: str, where: str, value: bytes) -> None:
    literal = f"X'{value.hex()}'" if url.startswith(SQLITE) else f"'\\x{value.hex()}'::bytea"
    fetch(url, f"UPDATE {table} SET {column} = {literal} WHERE {where} RETURNING 1")


def _tile(url: str, key: str) -> str:
    return f"id = X'{key}'" if url.startswith(SQLITE) else f"id = '\\x{key}'::bytea"


def _entry_at(index: int) -> str:
    return f"id = (SELECT entry_id FROM ledger_leaf WHERE leaf_index = {index})"


LEAVES_TILE = "00" + "00" * 8
EDGE_TILE = "00" + "00" * 7 + "01"
CHECKPOINTS = ("ledger_publication", "ledger_head")


def _with_log(url: str, work: Callable[[StoredLog], Awaitable[None]]) -> None:
    async def main() -> None:
        async with open_log(url) as log:
            await work(log)

    asyncio.run(main())


@pytest.fixture
def filled_url(database_url: str) -> str:
    async def fill(log: StoredLog) -> None:
        await log.append_many(0, SIZE)
        await log.integrate_all()

    _with_log(database_url, fill)
    return database_url


def _ask_for_receipt(url: str, expected: type[LedgerError]) -> None:
    ((entry_id, owner),) = fetch(
        url, f"SELECT id, person_id FROM ledger_entry WHERE {_entry_at(VICTIM)}"
    )

    async def ask(log: StoredLog) -> None:
        with pytest.raises(expected):
            await log.receipts.receipt_for_person(bytes(entry_id), owner)

    _with_log(url, ask)


def _try_to_sequence(url: str, expected: type[LedgerError]) -> None:
    before = fetch(url, "SELECT size, checkpoint FROM ledger_head")

    async def sequence(log: StoredLog) -> None:
        await log.append(*numbered(SIZE))
        with pytest.raises(expected):
            await log.sequencer.run()

    _with_log(url, sequence)
    assert fetch(url, "SELECT size, checkpoint FROM ledger_head") == before


def _try_to_publish(url: str, expected: type[LedgerError]) -> None:
    before = fetch(url, "SELECT size, checkpoint FROM ledger_publication")

    async def publish(log: StoredLog) -> None:
        with pytest.raises(expected):
            await log.publisher.run()

    _with_log(url, publish)
    assert fetch(url, "SELECT size, checkpoint FROM ledger_publication") == before


def test_a_changed_opening_gives_no_receipt(filled_url: str) -> None:
    _flip(filled_url, "ledger_entry", "opening", _entry_at(VICTIM), at=30)
    _ask_for_receipt(filled_url, OpeningMismatchError)


def test_a_changed_opening_gives_no_history(filled_url: str) -> None:
    _flip(filled_url, "ledger_entry", "opening", _entry_at(0), at=30)

    async def ask(log: StoredLog) -> None:
        with pytest.raises(OpeningMismatchError):
            await log.receipts.history("p-0")

    _with_log(filled_url, ask)


def test_a_changed_commitment_in_a_leaf_gives_no_receipt(filled_url: str) -> None:
    where = f"leaf_index = {VICTIM}"
    ((leaf,),) = fetch(filled_url, f"SELECT leaf FROM ledger_leaf WHERE {where}")
    changed = bytearray(leaf)
    changed[20] = ord("B") if leaf[20] == ord("A") else ord("A")
    _put(filled_url, "ledger_leaf", "leaf", where, bytes(changed))
    _ask_for_receipt(filled_url, OpeningMismatchError)


def test_a_leaf_that_is_none_any_more_gives_no_receipt(filled_url: str) -> None:
    _flip(filled_url, "ledger_leaf", "leaf", f"leaf_index = {VICTIM}", at=0)
    _ask_for_receipt(filled_url, EntryFormatError)


def test_an_entry_that_was_replaced_whole_gives_no_receipt(filled_url: str) -> None:
    for table, column, where in (
        ("ledger_leaf", "leaf", "leaf_index = {}"),
        ("ledger_entry", "opening", _entry_at(0).replace("0)", "{})")),
    ):
        ((other,),) = fetch(
            filled_url, f"SELECT {column} FROM {table} WHERE {where.format(VICTIM + 1)}"
        )
        _put(filled_url, table, column, where.format(VICTIM), bytes(other))
    _ask_for_receipt(filled_url, DamagedLeafError)


def test_a_lost_leaf_gives_no_receipt(filled_url: str) -> None:
    ((entry_id,),) = fetch(filled_url, f"SELECT id FROM ledger_entry WHERE {_entry_at(VICTIM)}")
    fetch(filled_url, f"DELETE FROM ledger_leaf WHERE leaf_index = {VICTIM} RETURNING 1")

    async def ask(log: StoredLog) -> None:
        with pytest.raises(DamagedLeafError):
            await log.receipts.receipt_for_person(bytes(entry_id), f"p-{VICTIM % 7}")

    _with_log(filled_url, ask)


def test_a_changed_hash_of_the_leaf_itself_gives_no_receipt(filled_url: str) -> None:
    _flip(filled_url, "ledger_tile", "hashes", _tile(filled_url, EDGE_TILE), at=5)
    _ask_for_receipt(filled_url, DamagedTileError)


def test_a_changed_hash_of_a_neighbour_gives_no_receipt(filled_url: str) -> None:
    at = 32 * (VICTIM + 1)
    _flip(filled_url, "ledger_tile", "hashes", _tile(filled_url, LEAVES_TILE), at=at)
    _ask_for_receipt(filled_url, DamagedTileError)


def test_a_lost_tile_gives_no_receipt(filled_url: str) -> None:
    fetch(filled_url, f"DELETE FROM ledger_tile WHERE {_tile(filled_url, EDGE_TILE)} RETURNING 1")
    _ask_for_receipt(filled_url, DamagedTileError)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f"\n{SIZE}\n", f"\n{SIZE + 1}\n", SignatureError),
        ("log.example/record\n", "log.example/recorf\n", WrongOriginError),
        ("\u2014 log.example/record ", "\u2014 log.example/recorf ", UnknownKeyError),
        ("=\n\n", "\n\n", CheckpointFormatError),
        ("=\n", "", NoteFormatError),
    ],
)
def test_a_changed_checkpoint_is_neither_given_out_nor_continued(
    filled_url: str, old: str, new: str, expected: type[LedgerError]
) -> None:
    for table in CHECKPOINTS:
        change = f"checkpoint = replace(checkpoint, '{old}', '{new}')"
        fetch(filled_url, f"UPDATE {table} SET {change} RETURNING 1")
    _try_to_publish(filled_url, expected)
    _ask_for_receipt(filled_url, expected)
    _try_to_sequence(filled_url, expected)


def test_a_size_that_was_not_signed_is_neither_given_out_nor_continued(filled_url: str) -> None:
    for table in CHECKPOINTS:
        fetch(filled_url, f"UPDATE {table} SET size = {SIZE - 1} RETURNING 1")
    _ask_for_receipt(filled_url, StoredRecordError)
    _try_to_sequence(filled_url, StoredRecordError)


def test_a_head_whose_size_was_not_signed_is_not_published(filled_url: str) -> None:
    for size in (SIZE - 1, SIZE + 1):
        fetch(filled_url, f"UPDATE ledger_head SET size = {size} RETURNING 1")
        _try_to_publish(filled_url, StoredRecordError)


def test_a_head_that_does_not_grow_from_what_is_published_is_not_published(
    filled_url: str,
) -> None:
    fork = MemoryLog()
    fork.add(*(release(subject=f"fork-{n}") for n in range(SIZE + 1)))
    checkpoint = sign_checkpoint(fork.head, signer())
    fetch(
        filled_url,
        f"UPDATE ledger_head SET size = {SIZE + 1}, checkpoint = '{checkpoint}' RETURNING 1",
    )
    for tile, hashes in fork.tiles.items():
        key = f"{tile.level:02x}{tile.number:016x}"
        _put(filled_url, "ledger_tile", "hashes", _tile(filled_url, key), hashes)
    _try_to_publish(filled_url, ConsistencyError)


def test_a_changed_tile_at_the_edge_stops_the_sequencer(filled_url: str) -> None:
    _flip(filled_url, "ledger_tile", "hashes", _tile(filled_url, EDGE_TILE), at=5)
    _try_to_sequence(filled_url, DamagedTileError)


def test_a_lost_tile_at_the_edge_stops_the_sequencer(filled_url: str) -> None:
    fetch(filled_url, f"DELETE FROM ledger_tile WHERE {_tile(filled_url, EDGE_TILE)} RETURNING 1")
    _try_to_sequence(filled_url, DamagedTileError)


def test_a_longer_tile_at_the_edge_stops_the_sequencer(filled_url: str) -> None:
    where = _tile(filled_url, EDGE_TILE)
    ((hashes,),) = fetch(filled_url, f"SELECT hashes FROM ledger_tile WHERE {where}")
    _put(filled_url, "ledger_tile", "hashes", where, bytes(hashes) + bytes(32))
    _try_to_sequence(filled_url, DamagedTileError)


def test_a_head_that_was_wiped_does_not_begin_a_second_history(filled_url: str) -> None:
    fetch(filled_url, "UPDATE ledger_head SET size = 0, checkpoint = '' RETURNING 1")

    _try_to_sequence(filled_url, StoredRecordError)


def test_a_head_that_was_put_back_is_not_continued_differently(database_url: str) -> None:
    async def grow(log: StoredLog) -> None:
        await log.append_many(SIZE, 10)
        await log.integrate_all()

    _with_log(database_url, grow)
    ((size, checkpoint),) = fetch(database_url, "SELECT size, checkpoint FROM ledger_head")
    _with_log(database_url, grow)
    fetch(
        database_url,
        f"UPDATE ledger_head SET size = {size}, checkpoint = '{checkpoint}' RETURNING 1",
    )
    _try_to_sequence(database_url, DamagedTileError)


def test_leaves_that_were_written_beyond_the_head_are_not_overwritten(filled_url: str) -> None:
    fetch(
        filled_url,
        "INSERT INTO ledger_leaf (leaf_index, entry_id, leaf)"
        f" SELECT {SIZE}, leaf, leaf FROM ledger_leaf WHERE leaf_index = 0 RETURNING 1",
    )
    _try_to_sequence(filled_url, HeadMovedError)
