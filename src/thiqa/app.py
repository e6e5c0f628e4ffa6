"""The one place that wires everything together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from thiqa.assembly import (
    algorithms_of,
    card_anchors,
    card_login_of,
    client_anchors,
    console_of,
    federation_keys_of,
    fetcher_of,
    issuing_of,
    passing_keys_of,
    portal_of,
    provider_of,
    sandbox_cards_of,
    seal_tools_of,
    tls_of,
    trust_policy_of,
)
from thiqa.audit import Tallying
from thiqa.base import (
    Clock,
    StorageUnavailableError,
    ThiqaError,
    digest,
    new_secret,
    system_clock,
)
from thiqa.console.app import beside, console_app
from thiqa.console.journal import ConsoleJournal
from thiqa.crypto import KeyDirectory
from thiqa.data import open_database_of
from thiqa.database import OpenDatabase
from thiqa.disputes import watch_deadlines
from thiqa.issuing import issuing_endpoints, issuing_prefixes
from thiqa.issuing.workshop import Workshop
from thiqa.ledger.gate import Gate
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.published import PublishedRecord
from thiqa.login.ocsp_fetch import HttpOcspFetch, OcspConnections
from thiqa.logs import configure_logs
from thiqa.metrics import Measured, count_document, metrics_endpoint
from thiqa.oidc.backchannel.delivery import PingDelivery
from thiqa.oidc.endpoints import documents, endpoints
from thiqa.oidc.metadata import RECONCILIATION_PATH
from thiqa.oidc.sessions.logout_delivery import LogoutDelivery
from thiqa.portal.app import portal_app
from thiqa.reconciliation import reconciliation_endpoint
from thiqa.record_site import record_endpoints, record_tiles
from thiqa.recording import Recording, record_policy, record_signer
from thiqa.sandbox.rehearsal import open_sandbox
from thiqa.settings import Settings
from thiqa.storage import Transaction
from thiqa.storage.purge import purge
from thiqa.web import SecureHeaders, dispatch, endpoint, send_response
from thiqa.web.exchange import Exchange
from thiqa.web.public_documents import PUBLIC_DOCUMENTS, PublicDocuments

PURGE_SECONDS = 60.0
LIVE_PATH = "/health/live"
READY_PATH = "/health/ready"
METRICS_PATH = "/metrics"
TEXT = ((b"content-type", b"text/plain"), (b"cache-control", b"no-store"))

log = structlog.get_logger()


def create() -> ASGIApp:
    """Return the application of a worker process, for the settings in the environment."""
    configure_logs()
    return application(Settings.from_environment())


def prepare(settings: Settings, clock: Clock = system_clock) -> None:
    """Make the keys that a first start lacks; raise what would keep every worker from starting."""
    directory = KeyDirectory(settings.keys)
    directory.ensure(clock(), algorithms_of(settings))
    directory.signing_keys()
    record_policy(settings, record_signer(settings, directory).verifier_key)
    card_anchors(settings.card_authorities)
    client_anchors(settings.client_authorities)
    fetcher_of(settings)
    seal_tools_of(settings)
    if trust_policy_of(settings) is not None:
        federation_keys_of(settings).ensure(clock())


def application(settings: Settings, clock: Clock = system_clock) -> ASGIApp:
    """Return the provider's ASGI application; it opens its database when it is started."""
    return Application(settings, clock)


@dataclass(slots=True)
class _Running:
    """What exists while the application is up."""

    app: ASGIApp
    documents: PublicDocuments
    database: OpenDatabase[Transaction]
    tasks: list["asyncio.Task[None]"]


class Application:
    """An ASGI application whose parts live from startup to shutdown."""

    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        self._settings = settings
        self._clock = clock
        self._running: _Running | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or the application's own start and end."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif self._running is not None:
            await self._running.app(scope, receive, send)
        else:
            raise RuntimeError("the application has not been started")

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        async with running(self._settings, self._clock) as self._running:
            scope["state"][PUBLIC_DOCUMENTS] = self._running.documents
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self._running = None
        await send({"type": "lifespan.shutdown.complete"})


@asynccontextmanager
async def running(settings: Settings, clock: Clock = system_clock) -> AsyncIterator[_Running]:
    """Open everything that serving needs; close it when the last request is answered."""
    directory = KeyDirectory(settings.keys)
    directory.ensure(clock(), algorithms_of(settings))
    async with (
        open_database_of(settings) as database,
        OcspConnections() as connections,
        Exchange.open(tls_of(settings)) as exchange,
    ):
        recording = Recording.of(settings, clock, directory, database, exchange)
        await recording.gate.look()
        journal = ConsoleJournal(clock)
        provider = provider_of(settings, clock, directory, database, recording, journal)
        card_login = card_login_of(settings, database, HttpOcspFetch(connections))
        workshop = Workshop()
        issuing = issuing_of(settings, provider, database, recording, workshop)
        portal = portal_of(settings, directory, provider, database, card_login, recording, issuing)
        console = console_of(settings, directory, provider, database, portal.disputes)
        cards = sandbox_cards_of(settings)
        tasks = [
            *recording.tasks(),
            asyncio.create_task(_purge_forever(database, clock)),
            asyncio.create_task(journal.run(database)),
            asyncio.create_task(LogoutDelivery(provider, fetcher_of(settings).post).run()),
            asyncio.create_task(PingDelivery(provider, fetcher_of(settings).post).run()),
            asyncio.create_task(watch_deadlines(database, clock)),
            asyncio.create_task(Tallying(database, clock, report=_not_counted).run()),
        ]
        record = PublishedRecord(database)
        tiles = record_tiles(record)
        hot = {
            **record_endpoints(record, recording.policy.text),
            **endpoints(provider, portal.receipts),
            RECONCILIATION_PATH: reconciliation_endpoint(
                provider, database, LogPolicy.of_log(recording.key)
            ),
            **portal.pages.assets.endpoints,
            **console.pages.assets.endpoints,
            LIVE_PATH: endpoint(_alive, "GET"),
            READY_PATH: endpoint(_health(database, recording.gate, clock), "GET"),
            METRICS_PATH: endpoint(metrics_endpoint, "GET"),
        }
        first: list[Route] = []
        if cards is not None:
            sandbox = open_sandbox(portal, database, cards, passing_keys_of(settings))
            hot, first = sandbox.around(hot), sandbox.routes()
        site = beside(console_app(console), portal_app(portal, first))
        pages = SecureHeaders(site, https=settings.https)
        below = {**tiles}
        if issuing is not None:
            hot |= issuing_endpoints(issuing.room, pages)
            below |= issuing_prefixes(issuing.room)
        try:
            measured = Measured(dispatch(hot, pages, below=below), set(hot), set(below))
            public = PublicDocuments(documents(provider), count_document)
            yield _Running(measured, public, database, tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            workshop.close()


def _health(database: OpenDatabase[Transaction], gate: Gate, clock: Clock) -> ASGIApp:
    """Return the readiness endpoint: ready when the record and the database can be written."""

    async def touch(records: Transaction) -> None:
        await records.oidc.use_once(digest(new_secret()), clock())

    async def ready(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await database.run(touch)
        except StorageUnavailableError:
            await send_response(send, HTTPStatus.SERVICE_UNAVAILABLE, b"no database", TEXT)
            return
        trouble = gate.trouble()
        if trouble is not None:
            why = f"no record: {trouble}".encode()
            await send_response(send, HTTPStatus.SERVICE_UNAVAILABLE, why, TEXT)
            return
        await send_response(send, HTTPStatus.OK, b"ready", TEXT)

    return ready


async def _alive(scope: Scope, receive: Receive, send: Send) -> None:
    await send_response(send, HTTPStatus.OK, b"alive", TEXT)


def _not_counted(error: ThiqaError) -> None:
    log.warning("not_counted", error=type(error).__name__)


async def _purge_forever(database: OpenDatabase[Transaction], clock: Clock) -> None:
    while True:
        await asyncio.sleep(PURGE_SECONDS)
        try:
            removed = await purge(database, clock())
            log.info("purged", rows=removed)
        except StorageUnavailableError:
            log.warning("not_purged")
