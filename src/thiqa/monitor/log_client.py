"""Fetching the public files of a log over HTTP (C2SP tlog-tiles, "APIs")."""

import asyncio
from http import HTTPStatus

import httpx

from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.note import MAX_NOTE_CHARACTERS
from thiqa.ledger.public_files import (
    CHECKPOINT_FILE,
    LENGTH_BYTES,
    MAX_BUNDLED_BYTES,
    PublicFile,
)
from thiqa.monitor.errors import LogUnreachableError

TIMEOUT_SECONDS = 20.0
TRIES = 4
FIRST_PAUSE_SECONDS = 0.2
"""Before the second try; each further one is after four times as long."""

MAX_REQUESTS = 16
"""At one time, so that a log is not pressed harder than by a few browsers."""

_FRESH = {"cache-control": "no-cache"}


class LogClient:
    """Gets files from below the address of a log."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url = url.rstrip("/")
        self._http = http
        self._slots = asyncio.Semaphore(MAX_REQUESTS)

    async def checkpoint(self) -> str:
        """Return the checkpoint of now, past any cache that obeys."""
        body = await self._get(CHECKPOINT_FILE, MAX_NOTE_CHARACTERS, _FRESH)
        if body is None:
            raise LogUnreachableError(f"{self.url} has no checkpoint")
        try:
            return body.decode()
        except UnicodeDecodeError as error:
            raise LogUnreachableError("the checkpoint is not UTF-8") from error

    async def file(self, file: PublicFile) -> bytes | None:
        """Return a tile or a bundle; None if it is not there."""
        entry = LENGTH_BYTES + MAX_BUNDLED_BYTES if file.is_bundle else HASH_BYTES
        return await self._get(file.path, file.width * entry, {})

    async def _get(self, path: str, max_bytes: int, headers: dict[str, str]) -> bytes | None:
        """Return what is at a path, None if nothing is; try again when the log is in trouble."""
        pause = FIRST_PAUSE_SECONDS
        for tries_left in reversed(range(TRIES)):
            try:
                return await self._try(path, max_bytes, headers)
            except (OSError, httpx.HTTPError, httpx.InvalidURL) as error:
                if not tries_left:
                    raise LogUnreachableError(f"{path}: {type(error).__name__}") from error
            await asyncio.sleep(pause)
            pause *= 4
        raise AssertionError("the last try returns or raises")

    async def _try(self, path: str, max_bytes: int, headers: dict[str, str]) -> bytes | None:
        url = f"{self.url}/{path}"
        async with self._slots, self._http.stream("GET", url, headers=headers) as response:
            if response.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                return None
            if response.status_code != HTTPStatus.OK:
                raise httpx.HTTPError(f"status {response.status_code}")
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > max_bytes:
                    return bytes(body[: max_bytes + 1])  # too long: whoever compares it will see
            return bytes(body)


def open_http() -> httpx.AsyncClient:
    """Return the connections of a monitor: what they are sent elsewhere to is not followed."""
    limits = httpx.Limits(max_connections=MAX_REQUESTS, max_keepalive_connections=MAX_REQUESTS)
    return httpx.AsyncClient(
        timeout=TIMEOUT_SECONDS, limits=limits, follow_redirects=False, trust_env=False
    )
