"""Prometheus metrics: how many requests, how they ended, how long they took; no personal data."""

import ipaddress
import os
import time
from collections.abc import Iterable
from http import HTTPStatus

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thiqa.ledger.gate import Waits
from thiqa.web import send_response

MULTIPROCESS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""Set before the workers start: where they share their counts."""
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
PAGES = "page"
"""All pages count as one place: their addresses name authorizations."""

REQUESTS = Counter("thiqa_requests_total", "Requests by place and status", ["place", "status"])
SECONDS = Histogram("thiqa_request_seconds", "Seconds to answer", ["place"], buckets=BUCKETS)
WAITING = Gauge(
    "thiqa_record_waiting_seconds",
    "Age of the oldest entry of the record that waits",
    ["until"],
    multiprocess_mode="livemostrecent",
)


class Measured:
    """ASGI middleware that counts and times every request."""

    def __init__(self, app: ASGIApp, places: Iterable[str], below: Iterable[str] = ()) -> None:
        """Take the places by their paths; each of `below` is one place with all below it."""
        self._app = app
        self._below = tuple(below)
        self._places = {place: place for place in places if not place.startswith("/static/")}
        self._seconds = {place: SECONDS.labels(place) for place in self._all_places()}
        self._counts: dict[tuple[str, int], Counter] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        place = self._place_of(scope["path"])
        status = 500

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, send_noting_status)
        finally:
            self._seconds[place].observe(time.perf_counter() - began)
            self._count(place, status).inc()

    def _all_places(self) -> set[str]:
        return {*self._places.values(), *self._below, PAGES}

    def _place_of(self, path: str) -> str:
        if path in self._places:
            return self._places[path]
        return next((place for place in self._below if path.startswith(place)), PAGES)

    def _count(self, place: str, status: int) -> Counter:
        counter = self._counts.get((place, status))
        if counter is None:
            counter = self._counts[place, status] = REQUESTS.labels(place, status)
        return counter


def count_document(place: str) -> None:
    """Count a public document that was answered before anything was parsed."""
    REQUESTS.labels(place, HTTPStatus.OK.value).inc()


def note_waiting(waits: Waits) -> None:
    """Note how long the oldest entries have waited, whichever worker looked last."""
    WAITING.labels("placed").set(waits.for_their_place)
    WAITING.labels("published").set(waits.for_being_published)


async def metrics_endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the metrics of all workers, to this machine only."""
    if not _is_this_machine(scope.get("client")):
        await send_response(send, 404, b"", ())
        return
    registry = REGISTRY
    if MULTIPROCESS_DIRECTORY in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    headers = ((b"content-type", CONTENT_TYPE_LATEST.encode()),)
    await send_response(send, 200, generate_latest(registry), headers)


def _is_this_machine(client: tuple[str, int] | None) -> bool:
    """Tell whether a client is on this machine; a proxy may have put any text in its place."""
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
