"""An address that a service chose does not make the provider ask its own network (SSRF)."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from serving import free_port, serving
from thiqa.web.fetch import MAX_FETCHED_BYTES, Fetcher, FetchError

JWKS = {"keys": [{"kty": "EC"}]}
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass
class Resolver:
    """Answers with the next list of addresses each time, and with the last one for ever."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class Site:
    """A site on the loopback, which notes who asks for what."""

    port: int = field(default_factory=free_port)
    visits: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        host = dict(scope["headers"])[b"host"].decode()
        self.visits.append((host, scope["path"]))
        status, headers, body = 200, [], json.dumps(JWKS).encode()
        match scope["path"]:
            case "/redirect":
                status, headers = 302, [(b"location", b"/jwks")]
            case "/missing":
                status = 404
            case "/huge":
                body = b" " * MAX_FETCHED_BYTES + body
            case "/bomb":
                headers = [(b"content-encoding", b"gzip")]
                body = gzip.compress(b" " * 50_000_000 + body)
            case "/list":
                body = b"[]"
            case "/slow":
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                for _ in range(100):
                    await send({"type": "http.response.body", "body": b" ", "more_body": True})
                    await asyncio.sleep(0.05)
        if scope["path"] != "/slow":
            await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The site, served."""
    made = Site()
    with serving(made, made.port):
        yield made


def fetch(url: str, **options: Any) -> Any:
    return asyncio.run(Fetcher(**{"timeout_seconds": 1.0, **options}).json_object(url))


def test_a_document_is_fetched(site: Site) -> None:
    assert fetch(f"http://127.0.0.1:{site.port}/jwks", allow_loopback=True) == JWKS


PRIVATE = [
    *("127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "0.0.0.0", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"),  # noqa: S104  # asked, never bound
    *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::10.0.0.1", "2002:7f00:1::", "2002:a00:1::1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2001:0:7f00:1::"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_never_asked(address: str) -> None:
    for answer in ([address], ["8.8.8.8", address], [address, "2001:4860:4860::8888"]):
        resolver = Resolver([answer])
        with pytest.raises(FetchError, match="not public"):
            fetch("https://keys.example/jwks", resolve=resolver)
        assert resolver.asked == ["keys.example"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"]
)
def test_a_private_address_in_the_url_is_never_asked(site: Site, host: str) -> None:
    before = len(site.visits)
    for scheme in ("http", "https"):
        with pytest.raises(FetchError):
            fetch(f"{scheme}://{host}:{site.port}/jwks")
    assert len(site.visits) == before


@pytest.mark.parametrize("scheme", ["http", "ftp", "file", "gopher", ""])
def test_only_https_is_asked(scheme: str) -> None:
    with pytest.raises(FetchError):
        fetch(f"{scheme}://keys.example/jwks", resolve=Resolver([["8.8.8.8"]]))


def test_http_is_for_the_loopback_even_in_a_demonstration() -> None:
    resolver = Resolver([["8.8.8.8"]])
    with pytest.raises(FetchError, match="https"):
        fetch("http://keys.example/jwks", allow_loopback=True, resolve=resolver)


def test_a_name_is_resolved_once_and_the_checked_address_is_asked(site: Site) -> None:
    resolver = Resolver([["127.0.0.1"], ["10.0.0.1"]])
    url = f"http://rebinding.example:{site.port}/jwks"
    assert fetch(url, allow_loopback=True, resolve=resolver) == JWKS
    assert resolver.asked == ["rebinding.example"]
    assert site.visits[-1] == (f"rebinding.example:{site.port}", "/jwks")


def test_a_name_that_turns_private_is_refused_the_next_time(site: Site) -> None:
    resolver = Resolver([["127.0.0.1"], ["10.0.0.1"]])
    url = f"http://rebinding.example:{site.port}/jwks"
    fetch(url, allow_loopback=True, resolve=resolver)
    with pytest.raises(FetchError):
        fetch(url, allow_loopback=True, resolve=resolver)


def test_a_redirect_is_not_followed(site: Site) -> None:
    with pytest.raises(FetchError, match="302"):
        fetch(f"http://127.0.0.1:{site.port}/redirect", allow_loopback=True)
    assert site.visits[-1][1] == "/redirect"


@pytest.mark.parametrize("path", ["/missing", "/huge", "/bomb", "/list"])
def test_another_answer_than_a_short_document_is_refused(site: Site, path: str) -> None:
    with pytest.raises(FetchError):
        fetch(f"http://127.0.0.1:{site.port}{path}", allow_loopback=True)


def test_a_slow_answer_is_given_up(site: Site) -> None:
    with pytest.raises(FetchError, match="Timeout"):
        fetch(f"http://127.0.0.1:{site.port}/slow", allow_loopback=True, timeout_seconds=0.3)


def test_a_slow_resolver_is_given_up() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(FetchError, match="Timeout"):
        fetch("https://keys.example/jwks", resolve=resolve, timeout_seconds=0.2)


def test_a_site_that_is_not_there_is_an_answer_too() -> None:
    with pytest.raises(FetchError):
        fetch(f"http://127.0.0.1:{free_port()}/jwks", allow_loopback=True)
    with pytest.raises(FetchError):
        fetch("https://keys.example/jwks", resolve=Resolver([[]]))
