"""One small dispatch: exact paths go to plain ASGI callables, everything else to the pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from starlette.types import ASGIApp, Receive, Scope, Send

Header = tuple[bytes, bytes]

JSON_HEADERS: tuple[Header, ...] = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
"""Of an answer that is for its asker alone."""

PUBLIC_JSON_HEADERS: tuple[Header, ...] = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"public, max-age=300"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-allow-origin", b"*"),
)
"""Of a public document, which browsers of other sites may read."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A hot endpoint; one that takes GET takes HEAD as well, and its server drops the body."""

    app: ASGIApp
    methods: frozenset[str]


def endpoint(app: ASGIApp, *methods: str) -> Endpoint:
    """Return the endpoint of an ASGI callable for these methods."""
    with_head = {*methods, "HEAD"} if "GET" in methods else {*methods}
    return Endpoint(app, frozenset(with_head))


def dispatch(
    endpoints: Mapping[str, Endpoint],
    pages: ASGIApp,
    *,
    below: Mapping[str, Endpoint] = MappingProxyType({}),
) -> ASGIApp:
    """Return the application that serves `endpoints` by exact path and `pages` for the rest.

    `below` are endpoints that serve every path which begins with theirs.
    """
    table, prefixes = dict(endpoints), list(below.items())

    def find(path: str) -> Endpoint | None:
        if path in table:
            return table[path]
        return next((each for prefix, each in prefixes if path.startswith(prefix)), None)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found = find(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await pages(scope, receive, send)
        elif scope["method"] in found.methods:
            await found.app(scope, receive, send)
        else:
            allow = ", ".join(sorted(found.methods)).encode()
            await send_response(send, 405, b"", ((b"allow", allow),))

    return app


async def send_json(
    send: Send,
    body: bytes,
    *,
    status: int = 200,
    headers: Iterable[Header] = JSON_HEADERS,
    extra: Iterable[Header] = (),
) -> None:
    """Send encoded JSON; `extra` headers come after the usual ones."""
    await send_response(send, status, body, (*headers, *extra))


async def send_response(send: Send, status: int, body: bytes, headers: Iterable[Header]) -> None:
    """Send a whole response with its length."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})
