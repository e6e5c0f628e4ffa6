"""One flipped byte anywhere, one removed leaf, one forked tree: fsck names each, and only it."""

import asyncio
import re

import pytest

from public_log import filled, grow
from specimen_log import POLICY, log_of, signer, witnessed_policy
from stored_log import SQLITE, StoredLog, fetch, open_log
from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint
from thiqa.ledger.damage import Damage
from thiqa.ledger.fsck import GivenCheckpoint, fsck
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.policy import LogPolicy

SIZE = 600
WAITING = 3
VICTIM = 7


@pytest.fixture
def url(database_url: str) -> str:
    """A record of three tiles, with entries that wait for their places."""
    filled(database_url, SIZE)

    async def wait() -> None:
        async with open_log(database_url) as log:
            await log.append_many(SIZE, WAITING)

    asyncio.run(wait())
    return database_url


def named(url: str, *given: str, policy: LogPolicy = POLICY) -> list[str]:
    """Return what fsck says about a store."""
    found: list[Damage] = []
    kept = [GivenCheckpoint(f"kept {number}", note) for number, note in enumerate(given)]

    async def main() -> None:
        async with open_log(url) as log:
            await fsck(log.database, policy, found.append, given=kept)

    asyncio.run(main())
    return [str(damage) for damage in found]


def flip(url: str, table: str, column: str, where: str, at: int = 0) -> None:
    ((value,),) = fetch(url, f"SELECT {column} FROM {table} WHERE {where}")
    changed = bytearray(value)
    changed[at] ^= 1
    put(url, table, column, where, bytes(changed))


def put(url: str, table: str, column: str, where: str, value: bytes) -> None:
    fetch(url, f"UPDATE {table} SET {column} = {blob(url, value)} WHERE {where} RETURNING 1")


def blob(url: str, value: bytes) -> str:
    return f"X'{value.hex()}'" if url.startswith(SQLITE) else f"'\\x{value.hex()}'::bytea"


def entry_at(index: int) -> str:
    return f"id = (SELECT entry_id FROM ledger_leaf WHERE leaf_index = {index})"


def tile(url: str, level: int, number: int) -> str:
    return f"id = {blob(url, bytes([level]) + number.to_bytes(8))}"


def head(url: str) -> tuple[int, str]:
    ((size, checkpoint),) = fetch(url, "SELECT size, checkpoint FROM ledger_head")
    return size, checkpoint


def put_head(url: str, size: int, checkpoint: str) -> None:
    fetch(url, f"UPDATE ledger_head SET size = {size}, checkpoint = '{checkpoint}' RETURNING 1")


def test_nothing_is_named_in_a_whole_store(url: str) -> None:
    assert named(url) == []
    size, checkpoint = head(url)
    filled(url, 100, first=SIZE + WAITING)
    assert size == SIZE
    assert named(url, checkpoint) == []


def test_nothing_is_named_in_an_empty_store(database_url: str) -> None:
    assert named(database_url) == []
    filled(database_url, 0)
    assert named(database_url) == []


@pytest.mark.parametrize("at", [0, 20, 57, 70, 102])
def test_a_flipped_byte_of_a_leaf(url: str, at: int) -> None:
    flip(url, "ledger_leaf", "leaf", f"leaf_index = {VICTIM}", at)
    assert named(url) == [f"leaf {VICTIM}: is altered"]


@pytest.mark.parametrize("at", [0, 30, 200, -1])
def test_a_flipped_byte_of_an_opening(url: str, at: int) -> None:
    flip(url, "ledger_entry", "opening", entry_at(VICTIM), at)
    fault = "the opening is not the one that the leaf commits to"
    assert named(url) == [f"opening of leaf {VICTIM}: {fault}"]


@pytest.mark.parametrize(
    ("level", "number", "at", "path"),
    [
        (0, 0, 0, "0/000"),
        (0, 1, 8191, "0/001"),
        (0, 2, 32, "0/002.p/88"),
        (1, 0, 33, "1/000.p/2"),
    ],
)
def test_a_flipped_byte_of_a_tile(url: str, level: int, number: int, at: int, path: str) -> None:
    flip(url, "ledger_tile", "hashes", tile(url, level, number), at)
    assert named(url) == [f"tile tile/{path}: is altered, at {at // 32}"]


def test_a_leaf_that_was_exchanged_with_its_hash_and_its_opening(url: str) -> None:
    ((leaf,),) = fetch(url, f"SELECT leaf FROM ledger_leaf WHERE leaf_index = {VICTIM + 1}")
    ((opening,),) = fetch(url, f"SELECT opening FROM ledger_entry WHERE {entry_at(VICTIM + 1)}")
    ((hashes,),) = fetch(url, f"SELECT hashes FROM ledger_tile WHERE {tile(url, 0, 0)}")
    at = 32 * VICTIM
    forged = bytes(hashes[:at]) + hash_leaf(bytes(leaf)) + bytes(hashes[at + 32 :])
    put(url, "ledger_leaf", "leaf", f"leaf_index = {VICTIM}", bytes(leaf))
    put(url, "ledger_entry", "opening", entry_at(VICTIM), bytes(opening))
    put(url, "ledger_tile", "hashes", tile(url, 0, 0), forged)
    another = "is another one than was signed, and so is what lies below it"
    assert named(url) == [f"tile tile/0/000: {another}"]


def test_a_flipped_byte_of_a_leaf_that_waits(url: str) -> None:
    ((entry_id,),) = fetch(url, "SELECT id FROM ledger_pending ORDER BY id LIMIT 1")
    flip(url, "ledger_pending", "leaf", f"id = {blob(url, bytes(entry_id))}", 30)
    fault = "the opening is not the one that the leaf commits to"
    assert named(url) == [f"opening of waiting entry {bytes(entry_id).hex()}: {fault}"]


def test_a_flipped_byte_of_the_id_of_an_entry(url: str) -> None:
    ((entry_id,),) = fetch(url, f"SELECT entry_id FROM ledger_leaf WHERE leaf_index = {VICTIM}")
    flip(url, "ledger_entry", "id", entry_at(VICTIM), 17)
    changed = bytes(entry_id)[:-1] + bytes([entry_id[-1] ^ 1])
    assert named(url) == [
        f"opening of leaf {VICTIM}: is missing",
        f"entry {changed.hex()}: is acknowledged, and has no place",
    ]


def test_a_flipped_byte_of_the_key_of_a_tile(url: str) -> None:
    flip(url, "ledger_tile", "id", tile(url, 0, 1), 0)
    assert named(url) == [
        "tile tile/0/001: is missing",
        "tile tile/1/001: is beyond the head, and in no tree",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (f"\n{SIZE}\n", f"\n{SIZE + 1}\n", "signature .* does not hold"),
        ("log.example/record\n", "log.example/recorf\n", "another log"),
        ("\u2014 log.example/record ", "\u2014 log.example/recorf ", "no signature"),
        ("=\n\n", "\n\n", "not base64"),
        ("=\n", "", "."),
    ],
)
def test_a_changed_checkpoint(url: str, old: str, new: str, fault: str) -> None:
    fetch(
        url,
        f"UPDATE ledger_head SET checkpoint = replace(checkpoint, '{old}', '{new}') RETURNING 1",
    )
    [found] = named(url)
    assert re.match(f"head the stored head: .*{fault}", found)


@pytest.mark.parametrize("size", [SIZE - 1, SIZE + 1, 1])
def test_a_changed_size(url: str, size: int) -> None:
    fetch(url, f"UPDATE ledger_head SET size = {size} RETURNING 1")
    fault = f"its size {size} is not the one that was signed, {SIZE}"
    assert f"head the stored head: {fault}" in named(url)


@pytest.mark.parametrize("index", [0, VICTIM, 256, SIZE - 1])
def test_a_removed_leaf(url: str, index: int) -> None:
    ((entry_id,),) = fetch(
        url, f"DELETE FROM ledger_leaf WHERE leaf_index = {index} RETURNING entry_id"
    )
    assert named(url) == [
        f"leaf {index}: is missing",
        f"entry {bytes(entry_id).hex()}: is acknowledged, and has no place",
    ]


def test_a_removed_leaf_whose_place_the_next_ones_took(url: str) -> None:
    fetch(url, f"DELETE FROM ledger_leaf WHERE leaf_index = {VICTIM} RETURNING 1")
    for step in ("-leaf_index", "-leaf_index - 1"):
        bound = "> " if step == "-leaf_index" else "< -"
        fetch(
            url,
            f"UPDATE ledger_leaf SET leaf_index = {step} WHERE leaf_index {bound}{VICTIM}"
            " RETURNING 1",
        )
    found = named(url)
    assert found[:2] == [
        f"leaf {VICTIM}: is gone, and another one stands at its place",
        f"leaf {VICTIM + 1}-511: stands at another place",
    ]


def test_a_removed_entry(url: str) -> None:
    fetch(url, f"DELETE FROM ledger_entry WHERE {entry_at(VICTIM)} RETURNING 1")
    assert named(url) == [f"opening of leaf {VICTIM}: is missing"]


def test_a_removed_entry_that_waited(url: str) -> None:
    ((entry_id,),) = fetch(url, "SELECT id FROM ledger_pending ORDER BY id LIMIT 1")
    fetch(url, f"DELETE FROM ledger_pending WHERE id = {blob(url, bytes(entry_id))} RETURNING 1")
    fault = "is acknowledged, and has no place"
    assert named(url) == [f"entry {bytes(entry_id).hex()}: {fault}"]


@pytest.mark.parametrize(("level", "number", "path"), [(0, 1, "0/001"), (1, 0, "1/000.p/2")])
def test_a_removed_tile(url: str, level: int, number: int, path: str) -> None:
    fetch(url, f"DELETE FROM ledger_tile WHERE {tile(url, level, number)} RETURNING 1")
    assert named(url) == [f"tile tile/{path}: is missing"]


def test_an_added_leaf_and_an_added_tile(url: str) -> None:
    fetch(
        url,
        "INSERT INTO ledger_leaf (leaf_index, entry_id, leaf)"
        f" SELECT {SIZE}, leaf, leaf FROM ledger_leaf WHERE leaf_index = 0 RETURNING 1",
    )
    for level, number in ((0, 3), (2, 0)):
        key = blob(url, bytes([level]) + number.to_bytes(8))
        fetch(url, f"INSERT INTO ledger_tile (id, hashes) VALUES ({key}, {key}) RETURNING 1")
    assert named(url) == [
        f"leaf {SIZE}: is beyond the head, and in no tree",
        "tile tile/0/003: is beyond the head, and in no tree",
        "tile tile/2/000: is beyond the head, and in no tree",
    ]


def test_a_tile_that_holds_more_than_the_tree(url: str) -> None:
    where = tile(url, 0, 2)
    ((hashes,),) = fetch(url, f"SELECT hashes FROM ledger_tile WHERE {where}")
    put(url, "ledger_tile", "hashes", where, bytes(hashes) + bytes(32))
    assert named(url) == ["tile tile/0/002.p/88: holds more than the tree"]


def test_a_forked_tree_that_was_signed(url: str) -> None:
    other = sign_checkpoint(TreeHead(SIZE, log_of(SIZE - 1).head.root), signer())
    put_head(url, SIZE, other)
    assert named(url) == [
        f"fork size {SIZE}: the tree is another one than the head that was signed"
    ]


@pytest.mark.parametrize("size", [1, 256, 300, SIZE])
def test_a_forked_tree_beside_a_checkpoint_that_somebody_kept(url: str, size: int) -> None:
    kept = sign_checkpoint(TreeHead(size, log_of(size).head.root), signer())
    assert named(url, kept) == [
        f"fork size {size}: its head is not that of the beginning of the tree"
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [(f"\n{SIZE}\n", f"\n{SIZE - 1}\n", "signature"), ("=\n", "", "."), (" ", "  ", "key name")],
)
def test_a_changed_checkpoint_that_is_published(url: str, old: str, new: str, fault: str) -> None:
    fetch(url, f"UPDATE ledger_publication SET checkpoint = replace(checkpoint, '{old}', '{new}')")
    [found] = named(url)
    assert re.match(f"head the published checkpoint: .*{fault}", found)


def test_a_changed_size_that_is_published(url: str) -> None:
    fetch(url, f"UPDATE ledger_publication SET size = {SIZE - 1}")
    assert named(url) == [
        f"head the published checkpoint: its size {SIZE - 1} is not the one that was signed, {SIZE}"
    ]


def test_a_fork_that_was_published(url: str) -> None:
    other = sign_checkpoint(TreeHead(256, log_of(256).head.root), signer())
    fetch(url, f"UPDATE ledger_publication SET size = 256, checkpoint = '{other}'")
    assert named(url) == ["fork size 256: its head is not that of the beginning of the tree"]


def test_a_checkpoint_that_was_published_without_its_witnesses(url: str) -> None:
    [found] = named(url, policy=witnessed_policy())
    assert found.startswith("head the published checkpoint: not enough witnesses")


def test_a_head_that_was_put_back(url: str) -> None:
    size, older = head(url)
    filled(url, 300, first=SIZE + WAITING)
    _, newest = head(url)
    put_head(url, size, older)
    found = named(url, newest)
    assert found[0] == f"rollback to size {SIZE}: a head of 903 leaves was signed before"
    assert "tile tile/0/002.p/88: holds more than the tree" in found
    assert found[-1].startswith("tile tile/0/003: is beyond the head")


def test_a_store_that_was_put_back_whole(url: str) -> None:
    later = sign_checkpoint(log_of(SIZE + 5).head, signer())
    assert named(url, later) == [
        f"rollback to size {SIZE}: a head of {SIZE + 5} leaves was signed before"
    ]


def test_a_store_is_examined_while_it_grows(database_url: str) -> None:
    filled(database_url, 2_000)
    found: list[Damage] = []

    async def main() -> None:
        async with open_log(database_url) as log, open_log(database_url) as reader:
            growing = asyncio.create_task(grow_on(log))
            for _ in range(10):
                await fsck(reader.database, POLICY, found.append)
                await asyncio.sleep(0)
            growing.cancel()
            await asyncio.gather(growing, return_exceptions=True)

    async def grow_on(log: StoredLog) -> None:
        first = 2_000
        while True:
            await grow(log, 40, first=first)
            first += 40

    asyncio.run(main())
    assert found == []
