"""A witness over HTTP (C2SP tlog-witness, "HTTP Interface"); one prefix for both its sides."""

import asyncio
import logging

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from thiqa.base import StorageUnavailableError
from thiqa.web.errors import WebError
from thiqa.web.limits import read_body
from thiqa.witness.errors import ForkError, OtherSizeError, RefusedError
from thiqa.witness.folder import OpenWitness
from thiqa.witness.models import KnownLog

MAX_REQUEST_BYTES = 131_072
"""Room for 63 lines of proof and 16 signatures of 5 kB, which C2SP signed-note asks for."""

READ_SECONDS = 10
"""How long a log may take to send a request."""

CHECKPOINT_SECONDS = 60
"""How long a cache may keep our last checkpoint; C2SP tlog-witness allows an hour."""

SIZE_TYPE = "text/x.tlog.size"
"""C2SP tlog-witness, "add-checkpoint"."""

NOT_KEPT = {"cache-control": "no-store", "x-content-type-options": "nosniff"}

log = logging.getLogger(__name__)


def witness_app(open_witness: OpenWitness, *, read_seconds: float = READ_SECONDS) -> ASGIApp:
    """Return the application of a witness."""
    witness = open_witness.witness

    async def add_checkpoint(request: Request) -> Response:
        async with asyncio.timeout(read_seconds):
            body = await read_body(request.receive, limit=MAX_REQUEST_BYTES)
        return _answer(await run_in_threadpool(witness.add_checkpoint, body), "no-store")

    async def checkpoint(request: Request) -> Response:
        name = request.path_params["origin_hash"]
        found = await run_in_threadpool(witness.last_checkpoint, name)
        return _answer(found, f"public, max-age={CHECKPOINT_SECONDS}")

    async def about(request: Request) -> Response:
        logs = await run_in_threadpool(open_witness.store.logs)
        return _answer(_describe(open_witness, logs), f"public, max-age={CHECKPOINT_SECONDS}")

    return Starlette(
        routes=[
            Route("/", about),
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin_hash}/checkpoint", checkpoint),
        ],
        exception_handlers=dict.fromkeys(
            (RefusedError, WebError, StorageUnavailableError, TimeoutError), _say_no
        ),
    )


def _describe(open_witness: OpenWitness, logs: list[KnownLog]) -> str:
    origins = sorted({each.origin for each in logs})
    lines = ["A witness of transparency logs (https://c2sp.org/tlog-witness).", ""]
    keys = open_witness.key.text, open_witness.post_quantum_key.text
    return "\n".join([*lines, *keys, "", *origins, ""])


def _say_no(_: Request, error: Exception) -> Response:
    match error:
        case OtherSizeError(size=size):
            return Response(f"{size}\n", error.status, {"content-type": SIZE_TYPE, **NOT_KEPT})
        case RefusedError() | WebError():
            if isinstance(error, ForkError):
                log.error("%s", error)
            return PlainTextResponse(f"{error}\n", error.status, NOT_KEPT)
        case TimeoutError():
            return PlainTextResponse("the request came too slowly\n", 408, NOT_KEPT)
        case _:
            log.error("%s", error)
            return PlainTextResponse("this witness can remember nothing now\n", 503, NOT_KEPT)


def _answer(text: str, cache: str) -> Response:
    return PlainTextResponse(text, headers={**NOT_KEPT, "cache-control": cache})
