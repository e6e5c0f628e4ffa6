"""Asking an OCSP responder over HTTP (RFC 6960, appendix A)."""

import asyncio
import ssl
from collections import defaultdict
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from thiqa.login.errors import RevocationUnavailableError
from thiqa.login.http_exchange import Connection, ExchangeError, HttpAnswer
from thiqa.pki.ocsp_response import MAX_RESPONSE_BYTES

REQUEST_TYPE: Final = "application/ocsp-request"
RESPONSE_TYPE: Final = "application/ocsp-response"
OK: Final = 200

MAX_URL_CHARACTERS: Final = 2_048
MAX_IDLE_CONNECTIONS: Final = 16
"""For each responder; what comes on top is closed after its answer."""

DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a question goes."""

    scheme: str
    host: str
    port: int
    authority: str
    target: str


@dataclass(slots=True)
class OcspConnections:
    """Connections of one event loop, kept open between questions; closed with the block."""

    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    idle: defaultdict[tuple[str, str, int], list[Connection]] = field(
        default_factory=lambda: defaultdict(list)
    )

    async def __aenter__(self) -> Self:
        """Begin empty."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close what is open."""
        for connections in self.idle.values():
            for connection in connections:
                connection.close()
        self.idle.clear()

    async def post(self, address: Address, request: bytes) -> HttpAnswer:
        """Send a request over a kept connection, or over a new one if that has gone."""
        kept = self.idle[address.scheme, address.host, address.port]
        while kept:
            connection = kept.pop()
            try:
                return await self._exchange(connection, kept, request)
            except ExchangeError as error:
                if not error.nothing_came:
                    raise
        return await self._exchange(await self._connect(address), kept, request)

    async def _exchange(
        self, connection: Connection, kept: list[Connection], request: bytes
    ) -> HttpAnswer:
        answer = await connection.exchange(request)
        if connection.reusable:
            if len(kept) < MAX_IDLE_CONNECTIONS:
                kept.append(connection)
            else:
                connection.close()
        return answer

    async def _connect(self, address: Address) -> Connection:
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(MAX_RESPONSE_BYTES),
            address.host,
            address.port,
            ssl=self.tls if address.scheme == "https" else None,
        )
        return connection


@dataclass(frozen=True, slots=True)
class HttpOcspFetch:
    """Posts a question and returns the body of the answer; follows no redirect."""

    connections: OcspConnections

    async def __call__(self, url: str, question: bytes) -> bytes:
        """Ask; raises RevocationUnavailableError for anything but an OCSP response."""
        address = _read_address(url)
        head = (
            f"POST {address.target} HTTP/1.1\r\nHost: {address.authority}\r\n"
            f"Content-Type: {REQUEST_TYPE}\r\nContent-Length: {len(question)}\r\n"
            f"Accept: {RESPONSE_TYPE}\r\n\r\n"
        )
        try:
            answer = await self.connections.post(address, head.encode() + question)
        except (ExchangeError, OSError) as error:
            raise RevocationUnavailableError(f"{type(error).__name__}: {error}") from error
        if answer.status != OK:
            raise RevocationUnavailableError(f"the responder answered {answer.status}")
        if answer.content_type.partition(";")[0].strip().lower() != RESPONSE_TYPE:
            raise RevocationUnavailableError("the responder answered something else")
        return bytes(answer.body)


def _read_address(url: str) -> Address:
    """Read an http or https URL that can be written into a request line as it is."""
    if len(url) > MAX_URL_CHARACTERS or not all("!" <= character <= "~" for character in url):
        raise RevocationUnavailableError("an address that cannot be asked")
    try:
        parts = urlsplit(url)
        port = DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    except (ValueError, KeyError) as error:
        raise RevocationUnavailableError("an address that cannot be asked") from error
    if not parts.hostname or "@" in parts.netloc or port == 0:
        raise RevocationUnavailableError("an address that cannot be asked")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, parts.hostname, port, parts.netloc, target)
