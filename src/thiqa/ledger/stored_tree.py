"""The tree as it is stored, read for its examination."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from thiqa.base import Database
from thiqa.ledger.archive import ArchivedRecords, PlacedEntry
from thiqa.ledger.damage import Damage, DamageKind, Report
from thiqa.ledger.entry import check_opening
from thiqa.ledger.errors import LedgerError, OpeningMismatchError
from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.models import Publication, StoredHead
from thiqa.ledger.tiles import TileId, edge_tiles, tile_width

AT_REST_TRIES = 1_000
"""How often the head may move while its tiles are being read."""

Progress = Callable[[int, int], None]
"""Is told how many leaves of how many have been compared."""


@dataclass(frozen=True, slots=True)
class AtRest:
    """A head, what is published, and the tiles at the edge of the tree, all of one moment."""

    head: StoredHead
    published: Publication
    edge: Mapping[TileId, bytes]


async def at_rest(database: Database[ArchivedRecords]) -> AtRest:
    """Read the head and its edge again until no batch came between."""

    async def unit(records: ArchivedRecords) -> AtRest | None:
        head, published = await records.ledger.get_head(), await records.ledger.get_publication()
        edge = await records.ledger.get_tiles(edge_tiles(head.size))
        return AtRest(head, published, edge) if head == await records.ledger.get_head() else None

    for _ in range(AT_REST_TRIES):
        found = await database.read(unit)
        if found is not None:
            return found
    raise LedgerError("the head moves too fast to be read with its tiles: try again later")


class StoredTree:
    """The tiles and leaves of the store; the opening of each true leaf is checked with it."""

    def __init__(
        self,
        database: Database[ArchivedRecords],
        rest: AtRest,
        size: int,
        report: Report,
        progress: Progress,
    ) -> None:
        self._database = database
        self._rest = rest
        self._size = size
        self._report = report
        self._progress = progress
        self._placed: list[PlacedEntry] = []

    async def tiles(self, wanted: Collection[TileId]) -> Mapping[TileId, bytes]:
        """Return those of the tiles that are there; of the moment, those at the edge.

        If we compare with a head that is older than the stored one, they may have grown since.
        """
        edge = self._rest.edge
        others = [tile for tile in wanted if tile not in edge]
        found = await self._database.read(lambda records: records.ledger.get_tiles(others))
        if self._size >= self._rest.head.size:
            return {**edge, **found}
        widths = {tile: tile_width(tile, self._size) * HASH_BYTES for tile in wanted}
        return {tile: ({**edge, **found}).get(tile, b"")[: widths[tile]] for tile in wanted}

    async def leaves(self, first: int, end: int) -> Sequence[bytes | None]:
        """Return the leaves between two places."""
        self._placed = await self._database.read(
            lambda records: records.archive.list_placed(first, end)
        )
        found: list[bytes | None] = [None] * (end - first)
        for entry in self._placed:
            found[entry.index - first] = entry.leaf
        return found

    def compared(self, first: int, end: int, altered: Collection[int]) -> None:
        """Check the openings of the leaves that are true."""
        for entry in self._placed:
            if entry.index not in altered:
                name_opening(f"of leaf {entry.index}", entry.leaf, entry.opening, self._report)
        self._progress(end, self._size)


def name_opening(place: str, leaf: bytes, opening: bytes | None, report: Report) -> None:
    """Name an opening that is missing, or not the one that its leaf commits to."""
    if opening is None:
        report(Damage(DamageKind.OPENING, place, "is missing"))
        return
    try:
        check_opening(leaf, opening)
    except OpeningMismatchError as error:
        report(Damage(DamageKind.OPENING, place, str(error)))
