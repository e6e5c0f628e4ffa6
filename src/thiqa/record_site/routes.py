"""The addresses of the public record (C2SP tlog-tiles, "APIs"): read only, the same for all."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import structlog
from starlette.types import Receive, Scope, Send

from thiqa.base import StorageUnavailableError
from thiqa.ledger.errors import NotPublishedError, PublicFileError, StoredRecordError
from thiqa.ledger.public_files import CHECKPOINT_FILE, POLICY_FILE, parse_public_path
from thiqa.ledger.published import PublishedRecord
from thiqa.web.assets import IMMUTABLE, accepts_gzip
from thiqa.web.dispatch import Endpoint, Header, endpoint, send_response

RECORD_PATH = "/record"
TILES_PATH = f"{RECORD_PATH}/tile/"

CHECKPOINT_CACHE = b"public, max-age=2"
"""C2SP tlog-tiles, "Checkpoints": not cached beyond a few seconds."""
POLICY_CACHE = b"public, max-age=300"
ETAG_CHARACTERS = 32

TEXT = b"text/plain; charset=utf-8"
BYTES = b"application/octet-stream"

_FOR_EVERYBODY: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"x-content-type-options", b"nosniff"),
)
_NOT_KEPT: tuple[Header, ...] = ((b"cache-control", b"no-store"), *_FOR_EVERYBODY)

log = structlog.get_logger()

Serve = Callable[[Scope, Send], Awaitable[None]]


def record_endpoints(record: PublishedRecord, policy: str) -> Mapping[str, Endpoint]:
    """Return the endpoints of the checkpoint, and of the policy to verify it by."""

    async def checkpoint(scope: Scope, send: Send) -> None:
        note = await record.checkpoint()
        await _send(scope, send, note.encode(), TEXT, CHECKPOINT_CACHE)

    async def show_policy(scope: Scope, send: Send) -> None:
        await _send(scope, send, policy.encode(), TEXT, POLICY_CACHE)

    return {
        f"{RECORD_PATH}/{CHECKPOINT_FILE}": _endpoint(checkpoint),
        f"{RECORD_PATH}/{POLICY_FILE}": _endpoint(show_policy),
    }


def record_tiles(record: PublishedRecord) -> Mapping[str, Endpoint]:
    """Return the endpoint of all tiles and bundles, by what their paths begin with."""

    async def tile(scope: Scope, send: Send) -> None:
        file = parse_public_path(scope["path"].removeprefix(f"{RECORD_PATH}/"))
        content = await record.read(file)
        await _send(scope, send, content, BYTES, IMMUTABLE, compressed=file.is_bundle)

    return {TILES_PATH: _endpoint(tile)}


def _endpoint(serve: Serve) -> Endpoint:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await serve(scope, send)
        except (NotPublishedError, PublicFileError):
            await send_response(send, HTTPStatus.NOT_FOUND, b"", _NOT_KEPT)
        except StorageUnavailableError:
            await send_response(send, HTTPStatus.SERVICE_UNAVAILABLE, b"", _NOT_KEPT)
        except StoredRecordError as error:
            log.error("record_damaged", path=scope["path"], error=type(error).__name__)
            await send_response(send, HTTPStatus.INTERNAL_SERVER_ERROR, b"", _NOT_KEPT)

    return endpoint(app, "GET")


async def _send(
    scope: Scope,
    send: Send,
    body: bytes,
    media_type: bytes,
    cache: bytes,
    *,
    compressed: bool = False,
) -> None:
    etag = hashlib.sha256(body).hexdigest()[:ETAG_CHARACTERS]
    headers = [(b"content-type", media_type), (b"cache-control", cache), *_FOR_EVERYBODY]
    if compressed:
        headers.append((b"vary", b"accept-encoding"))
        if accepts_gzip(scope["headers"]):
            body, etag = gzip.compress(body, mtime=0), f"{etag}-gzip"
            headers.append((b"content-encoding", b"gzip"))
    headers.append((b"etag", f'"{etag}"'.encode()))
    if _has_it(scope, f'"{etag}"'.encode()):
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body"})
    else:
        await send_response(send, HTTPStatus.OK, body, headers)


def _has_it(scope: Scope, etag: bytes) -> bool:
    """Tell whether the asker holds this content already (RFC 9110, section 13.1.2)."""
    given = [value for name, value in scope["headers"] if name == b"if-none-match"]
    tags = {tag.strip().removeprefix(b"W/") for value in given for tag in value.split(b",")}
    return etag in tags or b"*" in tags
