"""The one place that wires everything together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import structlog
from cryptography.x509 import Certificate
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from thiqa.base import (
    Clock,
    StorageUnavailableError,
    ThiqaError,
    digest,
    new_secret,
    system_clock,
)
from thiqa.console.app import beside, console_app
from thiqa.console.console import Console
from thiqa.console.journal import ConsoleJournal
from thiqa.console.pages import console_pages
from thiqa.crypto import FAPI_ALGORITHMS, Algorithm, KeyDirectory, KeyRing, PassingKeys
from thiqa.crypto.federation_keys import FederationKeys
from thiqa.data import open_database_of
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.sequencer import Sequencer
from thiqa.login.card import CardLogin
from thiqa.login.ocsp_fetch import HttpOcspFetch, OcspConnections
from thiqa.login.policy import OcspPolicy, WebEidPolicy
from thiqa.login.web_eid import WebEidValidator
from thiqa.logs import configure_logs
from thiqa.metrics import Measured, count_document, metrics_endpoint
from thiqa.oidc.backchannel.delivery import PingDelivery
from thiqa.oidc.clients import ClientDirectory
from thiqa.oidc.dpop_nonce import DpopNonces
from thiqa.oidc.endpoints import documents, endpoints
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.member import Member, read_federation_file
from thiqa.oidc.federation.trust_policy import TrustPolicy
from thiqa.oidc.logout_delivery import LogoutDelivery
from thiqa.oidc.models import Policy
from thiqa.oidc.provider import Provider
from thiqa.pki.anchors import TrustAnchors, load_authority
from thiqa.pki.errors import PkiError
from thiqa.portal.app import portal_app
from thiqa.portal.pages import portal_pages
from thiqa.portal.portal import Portal
from thiqa.sandbox.cards import SandboxCards
from thiqa.sandbox.key_ring import SandboxKeyRing
from thiqa.sandbox.paths import SANDBOX_PATH
from thiqa.sandbox.rehearsal import open_sandbox
from thiqa.settings import Settings, SettingsError, certificates_in
from thiqa.specimen.population import SpecimenFolder
from thiqa.storage import OpenDatabase, Transaction
from thiqa.storage.purge import purge
from thiqa.web import Cookies, SecureHeaders, dispatch, endpoint, send_response
from thiqa.web.client_certificate import ClientCertificates
from thiqa.web.fetch import Fetcher
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
    directory.ensure(clock(), _algorithms(settings))
    directory.signing_keys()
    directory.record_key()
    _anchors(settings.card_authorities)
    _client_authorities(settings.client_authorities)
    _fetcher(settings)
    if _federation(settings) is not None:
        _federation_keys(settings).ensure(clock())


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
    directory.ensure(clock(), _algorithms(settings))
    signer = NoteSigner(settings.record_origin, directory.record_key())
    async with (
        open_database_of(settings) as database,
        OcspConnections() as connections,
    ):
        sequencer = Sequencer(database, signer, [signer.verifier_key], report=_not_sequenced)
        journal = ConsoleJournal(clock)
        provider = _provider(settings, clock, directory, database, sequencer, signer, journal)
        card_login = _card_login(settings, database, HttpOcspFetch(connections))
        portal = _portal(settings, directory, provider, card_login, signer)
        console = _console(settings, directory, provider, database)
        cards = _sandbox_cards(settings)
        tasks = [
            asyncio.create_task(sequencer.run()),
            asyncio.create_task(_purge_forever(database, clock)),
            asyncio.create_task(journal.run(database)),
            asyncio.create_task(LogoutDelivery(provider, _fetcher(settings).post).run()),
            asyncio.create_task(PingDelivery(provider, _fetcher(settings).post).run()),
        ]
        hot = {
            **endpoints(provider, portal.receipts),
            **portal.pages.assets.endpoints,
            **console.pages.assets.endpoints,
            LIVE_PATH: endpoint(_alive, "GET"),
            READY_PATH: endpoint(_health(database, tasks[0], clock), "GET"),
            METRICS_PATH: endpoint(metrics_endpoint, "GET"),
        }
        first: list[Route] = []
        if cards is not None:
            sandbox = open_sandbox(portal, database, cards, _passing_keys(settings))
            hot, first = sandbox.around(hot), sandbox.routes()
        site = beside(console_app(console), portal_app(portal, first))
        pages = SecureHeaders(site, https=settings.https)
        try:
            measured = Measured(dispatch(hot, pages), set(hot))
            public = PublicDocuments(documents(provider), count_document)
            yield _Running(measured, public, database, tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _provider(
    settings: Settings,
    clock: Clock,
    directory: KeyDirectory,
    database: OpenDatabase[Transaction],
    sequencer: Sequencer,
    signer: NoteSigner,
    journal: ConsoleJournal,
) -> Provider:
    fetcher = _fetcher(settings)
    member = _member(settings, clock, database, fetcher)
    return Provider(
        policy=Policy(
            settings.issuer,
            timezone=ZoneInfo(settings.timezone),
            mutual_tls_origin=settings.mutual_tls_origin or None,
            sandbox=settings.specimen,
            federated=member is not None,
        ),
        database=database,
        keys=_key_ring(settings, directory, clock()),
        clients=ClientDirectory(
            database,
            clock,
            fetcher.json_object,
            member.strangers if member else None,
            sandbox=settings.specimen,
        ),
        pairwise_secret=directory.secret("pairwise"),
        recorder=Recorder(notify=sequencer.wake),
        record_key=signer.verifier_key.text,
        clock=clock,
        nonces=DpopNonces(directory.secret("nonce")),
        certificates=ClientCertificates(settings.client_certificate_header, settings.proxies),
        client_authorities=_client_authorities(settings.client_authorities),
        entity=member.configuration if member else None,
        journal=journal,
    )


def _member(
    settings: Settings, clock: Clock, database: OpenDatabase[Transaction], fetcher: Fetcher
) -> Member | None:
    trust = _federation(settings)
    if trust is None:
        return None
    keys = _federation_keys(settings)
    return Member.join(settings.issuer, trust, keys, fetcher.text, database, clock)


def _federation_keys(settings: Settings) -> FederationKeys:
    return FederationKeys(settings.keys / "federation")


def _federation(settings: Settings) -> TrustPolicy | None:
    if not settings.federation:
        return None
    try:
        return read_federation_file(Path(settings.federation))
    except RegistrationError as error:
        raise SettingsError(f"THIQA_FEDERATION: {error}") from error


def _fetcher(settings: Settings) -> Fetcher:
    """Return what asks the addresses that services have registered."""
    files = certificates_in(settings.service_authorities)
    if not files:
        return Fetcher(allow_loopback=settings.specimen)
    tls = httpx.create_ssl_context()
    for file in files:
        try:
            tls.load_verify_locations(file)
        except OSError as error:
            raise SettingsError(f"{file}: not a certificate (PEM)") from error
    return Fetcher(allow_loopback=settings.specimen, tls=tls)


def _portal(
    settings: Settings,
    directory: KeyDirectory,
    provider: Provider,
    card_login: CardLogin,
    signer: NoteSigner,
) -> Portal:
    cookies = Cookies(https=settings.https)
    timezone = ZoneInfo(settings.timezone)
    return Portal(
        provider=provider,
        card_login=card_login,
        receipts=Receipts(provider.database, signer.name, [signer.verifier_key]),
        pages=portal_pages(cookies=cookies, timezone=timezone, specimen=settings.specimen),
        cookies=cookies,
        form_key=directory.secret("form"),
        card_client_url=settings.card_client,
        record_origin=settings.record_origin,
        specimens_path=None if _sandbox_cards(settings) is None else SANDBOX_PATH,
    )


def _sandbox_cards(settings: Settings) -> SandboxCards | None:
    """Return the cards of the sandbox: without the setting there are none, whatever lies there."""
    folder = SpecimenFolder(settings.data / "specimen").sandbox
    return SandboxCards(folder) if settings.specimen and folder.is_dir() else None


def _passing_keys(settings: Settings) -> PassingKeys:
    return PassingKeys(settings.keys / "passing")


def _algorithms(settings: Settings) -> tuple[Algorithm, ...]:
    """Learners of plain OpenID Connect are used to one algorithm more."""
    return tuple(Algorithm) if settings.specimen else FAPI_ALGORITHMS


def _key_ring(settings: Settings, directory: KeyDirectory, now: int) -> KeyRing:
    if _sandbox_cards(settings) is None:
        return KeyRing(directory, now)
    return SandboxKeyRing(directory, _passing_keys(settings), now)


def _console(
    settings: Settings,
    directory: KeyDirectory,
    provider: Provider,
    database: OpenDatabase[Transaction],
) -> Console:
    cookies = Cookies(https=settings.https)
    timezone = ZoneInfo(settings.timezone)
    return Console(
        provider=provider,
        database=database,
        pages=console_pages(cookies=cookies, timezone=timezone, specimen=settings.specimen),
        cookies=cookies,
        form_key=directory.secret("form"),
        fetcher=_fetcher(settings),
    )


def _card_login(
    settings: Settings, database: OpenDatabase[Transaction], fetch: HttpOcspFetch
) -> CardLogin:
    policy = WebEidPolicy(
        origin=settings.issuer,
        anchors=_anchors(settings.card_authorities),
        revocation=OcspPolicy(cache_seconds=settings.ocsp_cache_seconds),
    )
    return CardLogin(database, WebEidValidator(policy, fetch))


def _client_authorities(directory: Path) -> TrustAnchors | None:
    files = certificates_in(directory)
    return TrustAnchors(tuple(_authority(file) for file in files)) if files else None


def _anchors(directory: Path) -> TrustAnchors:
    files = certificates_in(directory)
    if not files:
        raise SettingsError(f"{directory} has no certificate (*.pem) of an authority for cards")
    return TrustAnchors(tuple(_authority(file) for file in files))


def _authority(file: Path) -> Certificate:
    try:
        return load_authority(file.read_bytes())
    except PkiError as error:
        raise SettingsError(f"{file}: {error}") from error


def _health(
    database: OpenDatabase[Transaction], sequencing: "asyncio.Task[None]", clock: Clock
) -> ASGIApp:
    """Return the readiness endpoint: ready when the record and the database can be written."""

    async def touch(records: Transaction) -> None:
        await records.oidc.use_once(digest(new_secret()), clock())

    async def ready(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await database.run(touch)
        except StorageUnavailableError:
            await send_response(send, HTTPStatus.SERVICE_UNAVAILABLE, b"no database", TEXT)
            return
        if sequencing.done():
            await send_response(send, HTTPStatus.SERVICE_UNAVAILABLE, b"no record", TEXT)
            return
        await send_response(send, HTTPStatus.OK, b"ready", TEXT)

    return ready


async def _alive(scope: Scope, receive: Receive, send: Send) -> None:
    await send_response(send, HTTPStatus.OK, b"alive", TEXT)


def _not_sequenced(error: ThiqaError) -> None:
    log.warning("not_sequenced", error=type(error).__name__)


async def _purge_forever(database: OpenDatabase[Transaction], clock: Clock) -> None:
    while True:
        await asyncio.sleep(PURGE_SECONDS)
        try:
            removed = await purge(database, clock())
            log.info("purged", rows=removed)
        except StorageUnavailableError:
            log.warning("not_purged")
