"""The published record, file by file: what a tiled log serves, and nothing beyond its size."""

from thiqa.base import Database
from thiqa.ledger.archive import ArchivedRecords
from thiqa.ledger.errors import DamagedLeafError, DamagedTileError, NotPublishedError
from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.models import Publication
from thiqa.ledger.public_files import PublicFile, encode_bundle


class PublishedRecord:
    """Reads public files; a tree only grows, so the largest size that was seen is remembered."""

    def __init__(self, database: Database[ArchivedRecords]) -> None:
        self._database = database
        self._size = 0

    async def checkpoint(self) -> str:
        """Return the published checkpoint; raise NotPublishedError before the first one."""
        published = await self._database.read(_publication)
        if not published.checkpoint:
            raise NotPublishedError("no checkpoint has been published yet")
        return published.checkpoint

    async def read(self, file: PublicFile) -> bytes:
        """Return the content of a file; raise NotPublishedError if the tree has no such file."""
        if not file.is_within(self._size):
            self._size = (await self._database.read(_publication)).size
        if not file.is_within(self._size):
            raise NotPublishedError(f"{file.path} is not in the published tree")
        return await (self._bundle(file) if file.is_bundle else self._tile(file))

    async def _tile(self, file: PublicFile) -> bytes:
        tiles = await self._database.read(lambda records: records.ledger.get_tiles([file.tile]))
        hashes = tiles.get(file.tile, b"")[: file.width * HASH_BYTES]
        if len(hashes) != file.width * HASH_BYTES:
            raise DamagedTileError(f"{file.path} is missing or too short")
        return hashes

    async def _bundle(self, file: PublicFile) -> bytes:
        first, end = file.span
        leaves = await self._database.read(lambda records: records.archive.list_leaves(first, end))
        if [index for index, _ in leaves] != list(range(first, end)):
            raise DamagedLeafError(f"{file.path} lacks a leaf")
        return encode_bundle(leaf for _, leaf in leaves)


async def _publication(records: ArchivedRecords) -> Publication:
    """Return what everybody may see."""
    return await records.ledger.get_publication()
