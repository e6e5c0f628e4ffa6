"""What everybody may fetch of the record, by its path (C2SP tlog-tiles, "APIs")."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from thiqa.ledger.errors import PublicFileError
from thiqa.ledger.tiles import TILE_WIDTH, TileId, tile_path, tile_width

CHECKPOINT_FILE = "checkpoint"
POLICY_FILE = "policy"

LENGTH_BYTES = 2
"""C2SP tlog-tiles, "Log entries": each entry after its length."""
MAX_BUNDLED_BYTES = 2 ** (8 * LENGTH_BYTES) - 1
MAX_TILE_LEVEL = 63
"""C2SP tlog-tiles, "Merkle Tree"."""
MAX_PATH_CHARACTERS = 64

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<number>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
_ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A tile, or the bundle of the leaves that a tile of level 0 has the hashes of."""

    tile: TileId
    width: int = TILE_WIDTH
    is_bundle: bool = False

    @property
    def path(self) -> str:
        """The path below the log's prefix."""
        path = tile_path(self.tile, self.width)
        return path.replace("tile/0/", f"tile/{_ENTRIES}/", 1) if self.is_bundle else path

    @property
    def span(self) -> tuple[int, int]:
        """The indexes of the leaves in a bundle: the first, and the one after the last."""
        first = self.tile.number * TILE_WIDTH
        return first, first + self.width

    def is_within(self, size: int) -> bool:
        """Tell whether a tree of this size has all that is in the file."""
        return self.width <= tile_width(self.tile, size)


def parse_public_path(path: str) -> PublicFile:
    """Read the path of a tile or a bundle; raise PublicFileError at any other spelling."""
    found = _PATH.fullmatch(path) if len(path) <= MAX_PATH_CHARACTERS else None
    if found is None:
        raise PublicFileError("not the path of a tile or of a bundle")
    is_bundle = found["level"] == _ENTRIES
    level = 0 if is_bundle else int(found["level"])
    number = int(found["number"].replace("x", "").replace("/", ""))
    file = PublicFile(TileId(level, number), int(found["width"] or TILE_WIDTH), is_bundle)
    if level > MAX_TILE_LEVEL or file.width > TILE_WIDTH:
        raise PublicFileError("no tile is so high or so wide")
    if file.path != path:
        raise PublicFileError("a tile's path has one spelling")
    return file


def encode_bundle(leaves: Iterable[bytes]) -> bytes:
    """Return the bundle of leaves (C2SP tlog-tiles, "Log entries")."""
    return b"".join([len(leaf).to_bytes(LENGTH_BYTES) + leaf for leaf in leaves])


def decode_bundle(bundle: bytes) -> list[bytes]:
    """Return the leaves of a bundle; raise PublicFileError if a length leads past its end."""
    leaves, at = [], 0
    while at < len(bundle):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(bundle[at:start])
        if at > len(bundle) or start > len(bundle):
            raise PublicFileError("a bundle ends within a leaf")
        leaves.append(bundle[start:at])
    return leaves
