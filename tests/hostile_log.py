"""A log over real HTTP whose files a test may change as it likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

from serving import free_port, serving
from specimen_log import MemoryLog, release, signer
from thiqa.ledger.checkpoint import sign_checkpoint
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.public_files import PublicFile, encode_bundle
from thiqa.ledger.tiles import TileId, tile_width
from thiqa.web import send_response


@dataclass
class HostileLog:
    """Files by their paths below the log, and what was asked for."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    status: int = 200

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        path = scope["path"].removeprefix("/log/")
        self.asked.append(path)
        body = self.files.get(path)
        status = 404 if body is None else self.status
        await send_response(send, status, body or b"", ())

    def publish(self, log: MemoryLog, by: NoteSigner | None = None) -> None:
        """Put the files of a log in the place of all that were there."""
        self.files = files_of(log, by or signer())

    def flip(self, path: str, at: int = 0) -> None:
        """Change one byte of a file."""
        changed = bytearray(self.files[path])
        changed[at] ^= 1
        self.files[path] = bytes(changed)


def files_of(log: MemoryLog, by: NoteSigner) -> dict[str, bytes]:
    """Return what a log publishes at its size."""
    size = log.edge.size
    leaves = [entry.leaf for entry in log.entries]
    files = {"checkpoint": sign_checkpoint(log.head, by).encode()}
    for tile, hashes in log.tiles.items():
        width = tile_width(tile, size)
        files[PublicFile(tile, width).path] = hashes[: 32 * width]
    for number in range(-(-size // 256)):
        file = PublicFile(TileId(0, number), tile_width(TileId(0, number), size), is_bundle=True)
        first, end = file.span
        files[file.path] = encode_bundle(leaves[first:end])
    return files


@contextmanager
def hostile_log() -> Iterator[HostileLog]:
    """Serve such a log until the block ends."""
    port = free_port()
    log = HostileLog(f"http://127.0.0.1:{port}/log")
    with serving(log, port, lifespan="off"):
        yield log


def grown(log: MemoryLog, entries: int, subject: str = "s") -> MemoryLog:
    """Return a log with more entries than a given one; the given one stays as it is."""
    longer = MemoryLog(list(log.entries), log.edge, dict(log.tiles))
    longer.salts.seed(f"{subject} {len(log.entries)}")
    longer.add(*(release(subject=f"{subject}-{n}") for n in range(entries)))
    return longer
