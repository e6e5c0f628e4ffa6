"""One visitor: a connection, cookies, and the time that each step took."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.errors import BenchError
from bench.http_client import Answer, Connection

FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Recorder:
    """The nanoseconds of each step, by its name."""

    steps: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, step: str, nanoseconds: int) -> None:
        """Note how long a step took."""
        self.steps[step].append(nanoseconds)


@dataclass(slots=True)
class Browser:
    """Sends requests and remembers cookies by name, each for its path."""

    connection: Connection
    host: str
    recorder: Recorder
    cookies: dict[str, tuple[str, str]] = field(default_factory=dict)

    def forget(self) -> None:
        """Become a new visitor."""
        self.cookies.clear()

    async def get(self, step: str, path: str, *, expect: int = 200, headers: str = "") -> Answer:
        """Get a page; the path may be a whole URL of this host."""
        path = _path_of(path)
        request = (
            f"GET {path} HTTP/1.1\r\nhost: {self.host}\r\n{headers}{self._cookie_line(path)}\r\n"
        )
        return await self.send(step, request.encode(), expect)

    async def post(
        self, step: str, path: str, body: bytes, *, expect: int = 200, headers: str = ""
    ) -> Answer:
        """Post a form that is encoded already."""
        path = _path_of(path)
        request = (
            f"POST {path} HTTP/1.1\r\nhost: {self.host}\r\ncontent-type: {FORM}\r\n"
            f"content-length: {len(body)}\r\n{headers}{self._cookie_line(path)}\r\n"
        )
        return await self.send(step, request.encode() + body, expect)

    async def send(self, step: str, request: bytes, expect: int) -> Answer:
        """Send a whole request, note how long its answer took, and check its status."""
        start = time.perf_counter_ns()
        answer = await self.connection.exchange(request)
        self.recorder.add(step, time.perf_counter_ns() - start)
        if answer.status != expect:
            text = answer.body[:600].decode(errors="replace")
            raise BenchError(f"{step}: status {answer.status}, not {expect}: {text}")
        for header in answer.set_cookies():
            self._keep(header)
        return answer

    def _cookie_line(self, path: str) -> str:
        sent = "; ".join(
            f"{name}={value}"
            for name, (value, scope) in self.cookies.items()
            if path.startswith(scope)
        )
        return f"cookie: {sent}\r\n" if sent else ""

    def _keep(self, header: str) -> None:
        pair, *attributes = header.split(";")
        name, _, value = pair.partition("=")
        scope = "/"
        for attribute in attributes:
            key, _, text = attribute.strip().partition("=")
            if key.lower() == "path":
                scope = text
        if value:
            self.cookies[name] = (value, scope)
        else:
            self.cookies.pop(name, None)


def _path_of(url: str) -> str:
    if url.startswith("/"):
        return url
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
