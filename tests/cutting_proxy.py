"""Stands between a provider and PostgreSQL, and cuts a connection in the middle of a commit."""

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
COMMIT = b"COMMIT"
CHUNK_BYTES = 65_536


class Cut(StrEnum):
    """Where a commit is cut off."""

    ON_THE_WAY = "on the way"
    """The database never hears of it."""
    ON_THE_WAY_BACK = "on the way back"
    """The database has committed, and nobody hears of it."""


@dataclass
class CuttingProxy:
    """A server on a Unix socket in `folder`, in front of the one in `behind`."""

    folder: Path
    behind: Path
    wanted: list[Cut] = field(default_factory=list)
    made: int = 0

    def url(self, url: str) -> str:
        """Return the address of a database as it is reached through here."""
        return url.replace(str(self.behind), str(self.folder))

    def cut(self, how: Cut) -> None:
        """Cut the next commit off."""
        self.wanted.append(how)

    async def serve(self, ready: threading.Event, end: asyncio.Event) -> None:
        """Serve until the end."""
        server = await asyncio.start_unix_server(self._accept, self.folder / SOCKET)
        (self.folder / SOCKET).chmod(0o777)
        ready.set()
        await end.wait()
        server.close()

    async def _accept(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        server, requests = await asyncio.open_unix_connection(self.behind / SOCKET)
        back = asyncio.create_task(_pump(server, answers))
        try:
            while data := await client.read(CHUNK_BYTES):
                if COMMIT in data and self.wanted:
                    back.cancel()
                    await asyncio.gather(back, return_exceptions=True)
                    if self.wanted.pop(0) is Cut.ON_THE_WAY_BACK:
                        requests.write(data)
                        await server.read(CHUNK_BYTES)
                    self.made += 1
                    break
                requests.write(data)
                await requests.drain()
        finally:
            back.cancel()
            for writer in (requests, answers):
                with suppress(OSError):
                    writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextmanager
def cutting_proxy(behind: Path) -> Iterator[CuttingProxy]:
    """Run a proxy in a thread while the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="cut-"))
    folder.chmod(0o755)
    proxy, ready, loop = CuttingProxy(folder, behind), threading.Event(), asyncio.new_event_loop()
    end = asyncio.Event()
    thread = threading.Thread(
        target=loop.run_until_complete, args=[proxy.serve(ready, end)], daemon=True
    )
    thread.start()
    assert ready.wait(10)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        shutil.rmtree(folder)
