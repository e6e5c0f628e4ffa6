import asyncio
from typing import Any

import pytest
from prometheus_client import REGISTRY
from starlette.types import ASGIApp, Receive, Scope, Send

from thiqa.metrics import Measured, count_document, metrics_endpoint
from thiqa.web import send_response

PLACES = ("/token", "/static/{hash}/site.css")


def ask(app: ASGIApp, path: str, client: Any = ("127.0.0.1", 1)) -> tuple[int, bytes]:
    """Ask an application; return status and body."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "client": client}
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]  # an application's coroutine
    return sent[0]["status"], sent[1]["body"]


def count(place: str, status: int) -> float:
    """Return how many requests have been counted."""
    labels = {"place": place, "status": str(status)}
    return REGISTRY.get_sample_value("thiqa_requests_total", labels) or 0


async def tea(scope: Scope, receive: Receive, send: Send) -> None:
    await send_response(send, 418, b"", ())


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise LookupError


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/token", "/token"),
        ("/token/", "page"),
        ("/history/AB123456", "page"),
        ("/static/{hash}/site.css", "page"),
    ],
)
def test_only_places_that_are_known_are_counted_by_name(path: str, place: str) -> None:
    before = count(place, 418)
    ask(Measured(tea, PLACES), path)
    assert count(place, 418) == before + 1


def test_an_error_that_nobody_answers_counts_as_500() -> None:
    before = count("/token", 500)
    with pytest.raises(LookupError):
        ask(Measured(broken, PLACES), "/token")
    assert count("/token", 500) == before + 1


def test_a_document_is_counted_without_being_timed() -> None:
    before = count("/jwks", 200)
    count_document("/jwks")
    assert count("/jwks", 200) == before + 1


@pytest.mark.parametrize("client", [("127.0.0.1", 1), ("127.8.8.8", 1), ("::1", 1)])
def test_this_machine_is_answered(client: Any) -> None:
    status, body = ask(metrics_endpoint, "/metrics", client)
    assert status == 200
    assert b"# TYPE thiqa_requests_total counter" in body


@pytest.mark.parametrize(
    "client",
    [None, ("192.0.2.1", 1), ("10.0.0.1", 1), ("::ffff:1.2.3.4", 1), ("unknown", 1), ("", 1)],
)
def test_nobody_else_is_answered(client: Any) -> None:
    assert ask(metrics_endpoint, "/metrics", client) == (404, b"")
