"""The whole store compared with the checkpoints that were signed for it; each damage is named.

Works beside a provider that serves: what is compared was read in one moment, or never changes.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from thiqa.base import Database
from thiqa.ledger.archive import ArchivedRecords, Owner, WaitingEntry
from thiqa.ledger.checkpoint import TreeHead, verify_checkpoint
from thiqa.ledger.damage import Damage, DamageKind, Report, spans_text
from thiqa.ledger.errors import LedgerError
from thiqa.ledger.examination import examine
from thiqa.ledger.models import EntryId
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.stored_tree import AtRest, Progress, StoredTree, at_rest, name_opening
from thiqa.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, TileId, tile_path, tile_width

PAGE = 4_096
"""Entries that are read at once."""
NAMED_BEYOND = 100
"""Leaves and tiles beyond the head that are named; they come from one writer."""
MAX_TILE_LEVEL = 7
"""The highest level of a tree of MAX_TREE_SIZE leaves."""

FIRST_ENTRY_ID = EntryId(b"")

FindUnknown = Callable[[Sequence[str]], Awaitable[Sequence[str]]]
"""Returns those that nobody knows."""


@dataclass(frozen=True, slots=True)
class GivenCheckpoint:
    """A checkpoint that somebody else has kept, and what it is called."""

    name: str
    note: str


async def fsck(
    database: Database[ArchivedRecords],
    policy: LogPolicy,
    report: Report,
    *,
    given: Sequence[GivenCheckpoint] = (),
    known: Mapping[Owner, FindUnknown] = MappingProxyType({}),
    progress: Progress = lambda done, of: None,
) -> int:
    """Examine the whole store; return how many leaves have a place.

    1. the head, the published checkpoint and those that were given are good ones;
    2. tree, leaves and openings are those that the head was signed for, or else the largest;
    3. the trees of the others are beginnings of it;
    4. no tile and no leaf lies beyond the head;
    5. each entry has one place, or waits for one with the opening that its leaf commits to;
    6. it is kept for a person and for a service that are `known`, as far as those are asked.
    """
    rest = await at_rest(database)
    heads = _heads(rest, policy, given, report)  # 1
    if heads:
        newest, *older = heads
        tree = StoredTree(database, rest, newest.size, report, progress)
        older = [head for head in older if head.size <= newest.size and head != newest]
        await examine(newest, tree, report, older=older)  # 2, 3
    await _name_beyond(database, report)  # 4
    await _check_places(database, report)  # 5
    await _check_waiting(database, report)
    for owner, find_unknown in known.items():  # 6
        await _check_owners(database, owner, find_unknown, report)
    return rest.head.size


def _heads(
    rest: AtRest, policy: LogPolicy, given: Sequence[GivenCheckpoint], report: Report
) -> list[TreeHead]:
    """Return the heads that hold, the stored one first, the others by size; name what is wrong."""
    log_alone = LogPolicy(policy.logs)
    published = _verified(
        "the published checkpoint", rest.published.checkpoint, policy, report, rest.published.size
    )
    kept = [head for each in given for head in _verified(each.name, each.note, log_alone, report)]
    others = sorted({*published, *kept}, key=lambda head: head.size, reverse=True)
    for head in others:
        if head.size > rest.head.size:
            put_back = f"a head of {head.size} leaves was signed before"
            report(Damage(DamageKind.ROLLBACK, f"to size {rest.head.size}", put_back))
    stored = _verified("the stored head", rest.head.checkpoint, log_alone, report, rest.head.size)
    return [*stored, *others]


def _verified(
    name: str, note: str, policy: LogPolicy, report: Report, size: int | None = None
) -> list[TreeHead]:
    """Return the head of a checkpoint that holds; none if there is none."""
    if not note:
        return []
    try:
        head = verify_checkpoint(note, policy).head
    except LedgerError as error:
        report(Damage(DamageKind.HEAD, name, str(error)))
        return []
    if size is not None and head.size != size:
        other = f"its size {size} is not the one that was signed, {head.size}"
        report(Damage(DamageKind.HEAD, name, other))
    return [head]


async def _name_beyond(database: Database[ArchivedRecords], report: Report) -> None:
    """Name leaves and tiles that are in no tree; it may have grown since we began."""
    leaves = await database.read(lambda records: records.archive.list_beyond(NAMED_BEYOND))
    if leaves:
        beyond = "is beyond the head, and in no tree"
        report(Damage(DamageKind.LEAF, spans_text(leaves), beyond))
    for level in range(MAX_TILE_LEVEL + 1):
        for tile in await database.read(_tiles_beyond(level)):
            report(Damage(DamageKind.TILE, tile_path(tile), "is beyond the head, and in no tree"))


def _tiles_beyond(level: int) -> Callable[[ArchivedRecords], Coroutine[Any, Any, list[TileId]]]:
    async def unit(records: ArchivedRecords) -> list[TileId]:
        before = await records.ledger.get_head()
        first = TileId(level, -(-(before.size >> TILE_HEIGHT * level) // TILE_WIDTH))
        found = await records.archive.list_tiles(first, TileId(level + 1, 0), NAMED_BEYOND)
        now = await records.ledger.get_head()
        return [tile for tile in found if not tile_width(tile, now.size)]

    return unit


async def _check_places(database: Database[ArchivedRecords], report: Report) -> None:
    after = FIRST_ENTRY_ID

    async def page(records: ArchivedRecords) -> list[tuple[EntryId, int]]:
        return await records.archive.list_places(after, PAGE)

    while places := await database.read(page):
        for entry_id, number in places:
            if number != 1:
                fault = "is acknowledged, and has no place" if not number else "has two places"
                report(Damage(DamageKind.ENTRY, entry_id.hex(), fault))
        after = places[-1][0]


async def _check_waiting(database: Database[ArchivedRecords], report: Report) -> None:
    after = FIRST_ENTRY_ID

    async def page(records: ArchivedRecords) -> list[WaitingEntry]:
        return await records.archive.list_waiting(after, PAGE)

    while waiting := await database.read(page):
        for each in waiting:
            name_opening(f"of waiting entry {each.entry_id.hex()}", each.leaf, each.opening, report)
        after = waiting[-1].entry_id


async def _check_owners(
    database: Database[ArchivedRecords], owner: Owner, find_unknown: FindUnknown, report: Report
) -> None:
    after = ""

    async def page(records: ArchivedRecords) -> list[str]:
        return await records.archive.list_owners(owner, after, PAGE)

    while names := await database.read(page):
        for name in await find_unknown(names):
            nobody = f"entries are kept for a {owner} whom nobody knows"
            report(Damage(DamageKind.ENTRY, f"of {name!r}", nobody))
        after = names[-1]
