"""A tree as a log serves it, fetched for its examination."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

from thiqa.ledger.damage import Damage, DamageKind, Report
from thiqa.ledger.errors import PublicFileError
from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.public_files import PublicFile, decode_bundle
from thiqa.ledger.tiles import TILE_WIDTH, TileId, tile_width
from thiqa.monitor.log_client import LogClient


class RemoteTree:
    """The tiles and leaves of a log, for a tree of one size."""

    def __init__(
        self,
        client: LogClient,
        size: int,
        report: Report,
        progress: Callable[[int, int], None] = lambda done, of: None,
    ) -> None:
        self._client = client
        self._size = size
        self._report = report
        self._progress = progress

    async def tiles(self, wanted: Collection[TileId]) -> Mapping[TileId, bytes]:
        """Return those of the tiles that are there."""
        fetched = await asyncio.gather(*map(self._tile, wanted))
        return {tile: found for tile, found in zip(wanted, fetched, strict=True) if found}

    async def leaves(self, first: int, end: int) -> Sequence[bytes | None]:
        """Return the leaves between two places, from the bundles that hold them."""
        numbers = range(first // TILE_WIDTH, -(-end // TILE_WIDTH))
        bundles = await asyncio.gather(*map(self._bundle, numbers))
        start = numbers.start * TILE_WIDTH
        return [leaf for bundle in bundles for leaf in bundle][first - start : end - start]

    def compared(self, first: int, end: int, altered: Collection[int]) -> None:
        """Tell how far we are."""
        self._progress(end, self._size)

    async def _tile(self, tile: TileId) -> bytes | None:
        width = tile_width(tile, self._size)
        found = await self._client.file(PublicFile(tile, width))
        if found is None and width < TILE_WIDTH:
            whole = await self._client.file(PublicFile(tile))  # tlog-tiles, "Partial Tiles"
            return whole and whole[: width * HASH_BYTES]
        return found

    async def _bundle(self, number: int) -> Sequence[bytes | None]:
        """Return exactly the leaves of a bundle; None stands for each that it lacks."""
        tile = TileId(0, number)
        width = tile_width(tile, self._size)
        file = PublicFile(tile, width, is_bundle=True)
        bundle = await self._client.file(file)
        if bundle is None and width < TILE_WIDTH:
            bundle = await self._client.file(PublicFile(tile, is_bundle=True))
            found = self._decoded(file, bundle)[:width]
        else:
            found = self._decoded(file, bundle)
        if len(found) > width:
            self._report(Damage(DamageKind.LEAF, file.path, f"has {len(found)} leaves"))
        return [*found[:width], *[None] * (width - len(found))]

    def _decoded(self, file: PublicFile, bundle: bytes | None) -> list[bytes]:
        try:
            return decode_bundle(bundle or b"")
        except PublicFileError as error:
            self._report(Damage(DamageKind.LEAF, file.path, str(error)))
            return []
