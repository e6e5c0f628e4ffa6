"""Asking an address that somebody else chose (server-side request forgery)."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

import httpx

from thiqa.base import EncodingError, ThiqaError, parse_json_object

FETCH_TIMEOUT_SECONDS = 5.0
MAX_FETCHED_BYTES = 65_536


Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the addresses of a host and a port; raises OSError."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: an IPv4 address in the last 32 bits."""
_CARRIES_IPV4 = tuple(map(ipaddress.IPv6Network, ("::/96", "2002::/16", "64:ff9b:1::/48")))
"""RFC 4291, 3056 and 8215: ways into networks of IPv4 that nobody needs here."""


class FetchError(ThiqaError):
    """The document could not be had, or must not be asked for."""


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class Visited:
    """What a browser that follows nothing learns of an address."""

    status: int
    location: str | None
    cookies: tuple[str, ...]
    """The Set-Cookie headers, as they came."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Gets JSON objects and texts of a named media type over HTTP, and sends messages.

    1. https, or http on the loopback when `allow_loopback` says so (for a demonstration);
    2. the host is resolved once, every address must be public, and the connection goes to
    the address that was checked; 3. no redirects; 4. a time limit; 5. a size limit.
    """

    allow_loopback: bool = False
    resolve: Resolve = resolve_host
    timeout_seconds: float = FETCH_TIMEOUT_SECONDS
    tls: ssl.SSLContext | None = None
    """What certificates are checked with; None: the authorities that browsers trust."""

    async def json_object(self, url: str) -> Mapping[str, Any]:
        """Return the JSON object at a URL; raise FetchError if it cannot be had."""
        _, body = await self._fetch(url, "application/json")
        try:
            return parse_json_object(body)
        except EncodingError as error:
            raise FetchError("EncodingError while fetching") from error

    async def text(self, url: str, media_type: str) -> str:
        """Return the ASCII text at a URL; raise FetchError if it has another media type."""
        given, body = await self._fetch(url, media_type)
        if given.partition(";")[0].strip().lower() != media_type:
            raise FetchError(f"the address did not answer with {media_type}")
        if not body.isascii():
            raise FetchError("the document is not ASCII")
        return body.decode("ascii").strip()

    async def post(
        self, url: str, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
    ) -> int:
        """Send a message; return the status of the answer, of which no more is read."""
        sent = {"content-type": media_type, **(headers or {})}
        async with self._asked("POST", url, sent, body) as response:
            return response.status_code

    async def visit(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Visited:
        """Open an address as a browser would, with a form if there is one; the body is not read.

        Where it leads on to is for the caller to decide: nothing is followed.
        """
        method, body, sent = "GET", None, {"accept": "text/html", **(headers or {})}
        if form is not None:
            method, body = "POST", urlencode(form).encode()
            sent["content-type"] = "application/x-www-form-urlencoded"
        async with self._asked(method, url, sent, body) as response:
            return Visited(
                response.status_code,
                response.headers.get("location"),
                tuple(response.headers.get_list("set-cookie")),
            )

    async def _fetch(self, url: str, accept: str) -> tuple[str, bytes]:
        async with self._asked("GET", url, {"accept": accept}) as response:
            if response.status_code != httpx.codes.OK:
                raise FetchError(f"the address answered with status {response.status_code}")
            return response.headers.get("content-type", ""), await read_limited(response)

    @asynccontextmanager
    async def _asked(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Give the answer of an address, its body unread; raise FetchError if there is none."""
        try:
            async with (
                asyncio.timeout(self.timeout_seconds),  # 4
                httpx.AsyncClient(
                    follow_redirects=False,  # 3
                    trust_env=False,
                    verify=self.tls or True,
                ) as client,
            ):
                pinned, own = await self._pinned(urlsplit(url))
                async with client.stream(
                    method,
                    pinned,
                    content=body,
                    headers={"accept-encoding": "identity", **headers, "host": own.netloc},
                    extensions={"sni_hostname": own.hostname or ""},
                ) as response:
                    yield response
        except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise FetchError(f"{type(error).__name__} while fetching") from error

    async def _pinned(self, url: SplitResult) -> tuple[str, SplitResult]:
        """Return the URL with its checked address in the place of its host, and as it was."""
        host = url.hostname or ""
        port = url.port or (443 if url.scheme == "https" else 80)
        address = await self._checked_address(url.scheme, host, port)
        literal = f"[{address}]" if ":" in address else address
        return url._replace(netloc=f"{literal}:{port}").geturl(), url

    async def _checked_address(self, scheme: str, host: str, port: int) -> str:
        addresses = [ipaddress.ip_address(text) for text in await self.resolve(host, port)]
        for address in addresses:
            on_loopback = self.allow_loopback and address.is_loopback
            if scheme != "https" and not (scheme == "http" and on_loopback):  # 1
                raise FetchError("only https is fetched")
            if not _is_public(address) and not on_loopback:  # 2
                raise FetchError("the host has an address that is not public")
        if not addresses:
            raise FetchError("the host has no address")
        return str(addresses[0])


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return _is_public(ipaddress.IPv4Address(address.packed[-4:]))
        if any(address in network for network in _CARRIES_IPV4):
            return False
    return address.is_global and not address.is_multicast


async def read_limited(response: httpx.Response) -> bytes:
    """Return the body of an answer; raise FetchError if it is too long."""
    data = b""
    async for part in response.aiter_raw():
        data += part
        if len(data) > MAX_FETCHED_BYTES:  # 5
            raise FetchError("the document is too long")
    return data
