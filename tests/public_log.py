"""The record of a database over real HTTP, as a provider serves it and nothing else."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

from serving import free_port, serving
from specimen_log import POLICY
from stored_log import LedgerRecords, StoredLog, open_log
from thiqa.ledger.published import PublishedRecord
from thiqa.record_site import RECORD_PATH, record_endpoints, record_tiles
from thiqa.storage import open_with
from thiqa.web import dispatch, send_response


def filled(url: str, entries: int, *, first: int = 0) -> str:
    """Append entries to the record of a database, all in their places; return its address."""

    async def main() -> None:
        async with open_log(url) as log:
            await grow(log, entries, first=first)

    asyncio.run(main())
    return url


async def grow(log: StoredLog, entries: int, *, first: int = 0) -> None:
    """Append numbered entries and integrate them."""
    await log.append_many(first, entries)
    await log.integrate_all()


@contextmanager
def served(url: str) -> Iterator[str]:
    """Serve the record of a database until the block ends; give the address of the log."""
    port = free_port()
    with serving(_Site(url), port):
        yield f"http://127.0.0.1:{port}{RECORD_PATH}"


class _Site:
    def __init__(self, url: str) -> None:
        self._url = url
        self._app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        database = await open_with(self._url, LedgerRecords())
        record = PublishedRecord(database)
        self._app = dispatch(
            record_endpoints(record, POLICY.text), _nothing_else, below=record_tiles(record)
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await database.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _nothing_else(scope: Scope, receive: Receive, send: Send) -> None:
    await send_response(send, 418, b"", ())
