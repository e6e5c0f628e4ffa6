"""A bare HTTP/1.1 client: one kept-alive connection, one answer awaited at a time.

It does the least that the flows need, so that the driver costs less than what it measures.
"""

import asyncio
import re
from dataclasses import dataclass
from typing import cast

from bench.errors import BenchError

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_SET_COOKIE = re.compile(rb"\r\nset-cookie: *([^\r]+)", re.IGNORECASE)


@dataclass(slots=True)
class Answer:
    """What a server answered."""

    status: int
    head: bytes
    body: bytes

    def location(self) -> str:
        """Return where a redirect leads."""
        found = _LOCATION.search(self.head)
        if found is None:
            raise BenchError(f"no Location in an answer with status {self.status}")
        return found[1].decode()

    def set_cookies(self) -> list[str]:
        """Return every Set-Cookie header."""
        return [text.decode() for text in _SET_COOKIE.findall(self.head)]


class Connection(asyncio.Protocol):
    """One connection to a server on loopback."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[Answer] | None = None

    @classmethod
    async def open(cls, host: str, port: int) -> "Connection":
        """Connect to a server."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        return connection

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    async def exchange(self, request: bytes) -> Answer:
        """Send a whole request and return its answer."""
        if self._transport is None or self._transport.is_closing():
            raise BenchError("the server closed the connection")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail the request that waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(BenchError(f"connection lost: {exc}"))

    def data_received(self, data: bytes) -> None:
        """Hand over the answer when it is whole."""
        self._buffer = self._buffer + data if self._buffer else data
        answer = whole_answer(self._buffer)
        if answer is not None and self._answer is not None:
            self._buffer = b""
            self._answer.set_result(answer)


def whole_answer(data: bytes) -> Answer | None:
    """Return the answer that the bytes hold, or None while more must come."""
    end = data.find(_HEAD_END)
    if end < 0:
        return None
    head, rest = data[:end], data[end + len(_HEAD_END) :]
    status = int(head[9:12])
    length = _LENGTH.search(head)
    if length is not None:
        return Answer(status, head, rest) if len(rest) >= int(length[1]) else None
    if _CHUNKED.search(head):
        body = _whole_chunks(rest)
        return None if body is None else Answer(status, head, body)
    return Answer(status, head, b"")


def _whole_chunks(data: bytes) -> bytes | None:
    body, at = b"", 0
    while (line_end := data.find(b"\r\n", at)) >= 0:
        size = int(data[at:line_end], 16)
        start = line_end + 2
        if len(data) < start + size + 2:
            return None
        if size == 0:
            return body
        body += data[start : start + size]
        at = start + size + 2
    return None
