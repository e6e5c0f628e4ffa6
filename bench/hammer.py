"""The same GET again and again: a driver that costs a few microseconds a request.

The first answer of each connection is read whole and checked; the later ones are compared with
it by their status and their length only, so that the driver is not what is measured.
"""

import asyncio
import time
from typing import cast

from bench.cpu_time import Meter
from bench.errors import BenchError
from bench.http_client import Answer, whole_answer
from bench.load import (
    LONGEST_LOAD_SECONDS,
    WHOLE,
    Load,
    Measurement,
    without_collector,
)

_OK = b"HTTP/1.1 200"


async def hammer(port: int, request: bytes, load: Load, meter: Meter) -> Measurement:
    """Send the request as often as the load says, and measure."""
    hammers = [await _Hammer.open(port, request) for _ in range(load.concurrency)]
    try:
        async with asyncio.timeout(LONGEST_LOAD_SECONDS):
            await _strike(hammers, load.warm_up)
            with without_collector():
                before, start = meter.read(), time.perf_counter()
                latencies = await _strike(hammers, load.count)
                seconds, after = time.perf_counter() - start, meter.read()
    finally:
        for each in hammers:
            each.close()
    return Measurement(len(latencies), seconds, after.since(before), {WHOLE: latencies})


async def _strike(hammers: "list[_Hammer]", count: int) -> list[int]:
    each = max(1, count // len(hammers))
    done = await asyncio.gather(*(hammer.strike(each) for hammer in hammers))
    return [latency for latencies in done for latency in latencies]


class _Hammer(asyncio.Protocol):
    def __init__(self, request: bytes) -> None:
        self._request = request
        self._transport: asyncio.Transport | None = None
        self._left = 0
        self._sent = 0
        self._received = 0
        self._length = 0
        self._latencies: list[int] = []
        self._done: asyncio.Future[None] | None = None
        self._first = b""

    @classmethod
    async def open(cls, port: int, request: bytes) -> "_Hammer":
        """Connect, and check one whole answer."""
        loop = asyncio.get_running_loop()
        _, hammer = await loop.create_connection(lambda: cls(request), "127.0.0.1", port)
        await hammer.strike(1)
        return hammer

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    async def strike(self, times: int) -> list[int]:
        """Send the request so many times, one after another; return nanoseconds."""
        self._latencies = []
        self._left = times
        self._done = asyncio.get_running_loop().create_future()
        self._send()
        await self._done
        return self._latencies

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what waits."""
        self._fail(f"connection lost: {exc}")

    def data_received(self, data: bytes) -> None:
        """Count an answer when it is whole, and send the next request."""
        if not self._length:
            self._learn(data)
            return
        if self._received == 0 and not data.startswith(_OK):
            self._fail(f"answer changed: {data[:200]!r}")
            return
        self._received += len(data)
        if self._received == self._length:
            self._answered()
        elif self._received > self._length:
            self._fail("answer changed its length")

    def _learn(self, data: bytes) -> None:
        self._first += data
        answer = whole_answer(self._first)
        if answer is not None:
            _check(answer)
            self._length = len(self._first)
            self._answered()

    def _answered(self) -> None:
        self._latencies.append(time.perf_counter_ns() - self._sent)
        self._left -= 1
        if self._left:
            self._send()
        elif self._done is not None:
            self._done.set_result(None)

    def _send(self) -> None:
        if self._transport is not None:
            self._received = 0
            self._sent = time.perf_counter_ns()
            self._transport.write(self._request)

    def _fail(self, reason: str) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(BenchError(reason))


def _check(answer: Answer) -> None:
    if answer.status != 200 or not answer.body.startswith(b"{"):
        raise BenchError(f"status {answer.status}, not a JSON document: {answer.body[:200]!r}")
