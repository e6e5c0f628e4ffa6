"""Style sheets, scripts and pictures under names that change with their content."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from thiqa.web.dispatch import Endpoint, endpoint, send_response

MEDIA_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
}

IMMUTABLE = b"public, max-age=31536000, immutable"

HASH_CHARACTERS = 16


class Assets:
    """The files of some folders, read and compressed once."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._urls: dict[str, str] = {}
        self._endpoints: dict[str, Endpoint] = {}
        for folder in folders:
            for path in sorted(folder.iterdir()):
                self._add(path)

    def _add(self, path: Path) -> None:
        content = path.read_bytes()
        hashed = hashlib.sha256(content).hexdigest()[:HASH_CHARACTERS]
        url = f"/static/{hashed}/{path.name}"
        self._urls[path.name] = url
        self._endpoints[url] = endpoint(_serve(content, MEDIA_TYPES[path.suffix]), "GET")

    @property
    def urls(self) -> Mapping[str, str]:
        """The path of each file by its plain name."""
        return self._urls

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """What the dispatch serves."""
        return self._endpoints


def _serve(content: bytes, media_type: bytes) -> ASGIApp:
    compressed = gzip.compress(content, 9, mtime=0)
    headers = (
        (b"content-type", media_type),
        (b"cache-control", IMMUTABLE),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
    )
    headers_compressed = (*headers, (b"content-encoding", b"gzip"))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if accepts_gzip(scope["headers"]):
            await send_response(send, 200, compressed, headers_compressed)
        else:
            await send_response(send, 200, content, headers)

    return app


def accepts_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Say whether the browser takes gzip; one that refuses it by a weight of 0 is heard."""
    for name, value in headers:
        if name == b"accept-encoding":
            for coding in value[:200].lower().split(b","):
                token, _, weight = coding.partition(b";")
                if token.strip() == b"gzip":
                    return weight.replace(b" ", b"") not in {
                        b"q=0",
                        b"q=0.0",
                        b"q=0.00",
                        b"q=0.000",
                    }
    return False
