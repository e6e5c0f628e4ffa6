"""One kept connection to an OCSP responder: a question goes out, an answer comes in, again.

A client this small because a general one costs ten times the processor time of the check
itself; what makes HTTP hard (redirects, proxies, cookies, compression) is not wanted here.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Final, cast

import httptools

MAX_HEAD_BYTES: Final = 8_192


class ExchangeError(Exception):
    """The connection or what came over it was not usable; `nothing_came` if not one byte did."""

    def __init__(self, detail: str, *, nothing_came: bool = False) -> None:
        super().__init__(detail)
        self.nothing_came = nothing_came


@dataclass(slots=True)
class HttpAnswer:
    """A response, read whole."""

    status: int = 0
    content_type: str = ""
    body: bytearray = field(default_factory=bytearray)


class Connection(asyncio.Protocol):
    """Carries one exchange at a time; `reusable` tells whether it will carry another."""

    def __init__(self, max_body_bytes: int) -> None:
        self.reusable = False
        self._max_body_bytes = max_body_bytes
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._answer = HttpAnswer()
        self._received = 0
        self._head_complete = False
        self._framed = False
        self._complete = False
        self._waiter: asyncio.Future[HttpAnswer] | None = None

    async def exchange(self, request: bytes) -> HttpAnswer:
        """Send a whole request and return the whole response; raises ExchangeError."""
        if self._transport is None or self._transport.is_closing():
            raise ExchangeError("the connection was closed", nothing_came=True)
        self.reusable = False
        self._parser = httptools.HttpResponseParser(self)
        self._answer, self._received = HttpAnswer(), 0
        self._head_complete = self._framed = self._complete = False
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._waiter
        finally:
            self._waiter = None
            if not self.reusable:
                self.close()

    def close(self) -> None:
        """Give the connection up."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write (asyncio.Protocol)."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in fact only

    def data_received(self, data: bytes) -> None:
        """Read a piece of the response (asyncio.Protocol)."""
        if self._waiter is None or self._waiter.done() or self._parser is None:
            self.reusable = False
            self.close()
            return
        self._received += len(data)
        if self._received > self._max_body_bytes + MAX_HEAD_BYTES:
            self._fail("the response is too large")
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail("not an HTTP response")

    def connection_lost(self, exc: Exception | None) -> None:
        """End the exchange; a response without a length ends here (RFC 9112, section 6.3)."""
        self.reusable = False
        if exc is None and self._head_complete and not self._framed:
            self._finish()
        self._fail("the connection was closed", nothing_came=self._received == 0)

    def on_message_begin(self) -> None:
        """Give up a connection on which more comes than was asked for (httptools)."""
        if self._complete:
            self.reusable = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note the type of the body, and whether its end is declared (httptools)."""
        name = name.lower()
        if self._complete:
            return
        if name == b"content-type":
            self._answer.content_type = value.decode("latin-1")
        elif name in {b"content-length", b"transfer-encoding"}:
            self._framed = True

    def on_headers_complete(self) -> None:
        """Note the status (httptools)."""
        self._head_complete = True
        if self._parser is not None and not self._complete:
            self._answer.status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        """Collect the body up to its limit (httptools)."""
        if self._complete:
            return
        self._answer.body += body
        if len(self._answer.body) > self._max_body_bytes:
            self._fail("the response is too large")

    def on_message_complete(self) -> None:
        """Hand the response over (httptools)."""
        if self._parser is not None and not self._complete:
            self.reusable = self._parser.should_keep_alive()
            self._complete = True
        self._finish()

    def _finish(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(self._answer)

    def _fail(self, detail: str, *, nothing_came: bool = False) -> None:
        if self._waiter is not None and not self._waiter.done():
            self.reusable = False
            self._waiter.set_exception(ExchangeError(detail, nothing_came=nothing_came))
