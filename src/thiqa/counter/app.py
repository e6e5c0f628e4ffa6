"""The one place that wires the service together."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

import thiqa.web
from thiqa.base import Clock, StorageUnavailableError, ThiqaError, system_clock
from thiqa.counter.bookkeeping.pages import payment_routes
from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.catalogue.pages import CataloguePages
from thiqa.counter.database import CounterDatabase
from thiqa.counter.delivery.delivering import Delivery
from thiqa.counter.delivery.issuer import Issuer
from thiqa.counter.delivery.pages import DeliveryPages
from thiqa.counter.desk.clerks import Desk
from thiqa.counter.desk.purpose import DESK
from thiqa.counter.desk.routes import desk_routes
from thiqa.counter.errors import SettingsError
from thiqa.counter.identity.client import Client, Wait
from thiqa.counter.identity.front import Front
from thiqa.counter.identity.pages import IdentityPages
from thiqa.counter.identity.proof import Prover
from thiqa.counter.identity.provider import Provider
from thiqa.counter.identity.reconciliation import reconcile_forever
from thiqa.counter.identity.transport import new_http_client
from thiqa.counter.notices.opening import open_notices
from thiqa.counter.notices.routes import NoticePages
from thiqa.counter.notices.sending import Sending
from thiqa.counter.partners import make_partners
from thiqa.counter.requests.calendar import Calendar, read_holidays
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.pages import RequestPages
from thiqa.counter.requests.uploading import Uploads
from thiqa.counter.routes import Entrance
from thiqa.counter.settings import PREFIX, Settings, read_settings
from thiqa.counter.tasks.worker import Handlers, work_forever
from thiqa.counter.uploads.receiving import Looker
from thiqa.crypto.key_file import ensure_signer
from thiqa.database import StorageError
from thiqa.ledger.errors import PolicyFormatError
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.web import (
    Assets,
    Cookies,
    Pages,
    SecureHeaders,
    Site,
    dispatch,
    load_catalogues,
)
from thiqa.web.messages import message

OUR_FOLDER = Path(__file__).parent
FRAME_FOLDER = Path(thiqa.web.__file__).parent
TIME_ZONE = "Africa/Casablanca"
PURGE_EVERY_SECONDS = 60

logger = logging.getLogger("thiqa.counter")

SITE = Site(
    name=message("Public-service counter"),
    tagline=message("Requests to public bodies, from home."),
    notice=message("A demonstration: no public body runs it, and nothing that you do here counts."),
)


def create() -> ASGIApp:
    """Return the service of the environment; each worker process makes its own."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return make_app(read_settings(os.environ))


def make_app(
    settings: Settings, *, clock: Clock = system_clock, wait: Wait = asyncio.sleep
) -> ASGIApp:
    """Return the service; its key and its database lie where the settings say."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = CounterDatabase(settings.database_url)
    http = new_http_client()
    cookies = Cookies(https=settings.https)
    assets = Assets([FRAME_FOLDER / "static", OUR_FOLDER / "static"])
    front = Front(settings, _pages(assets, cookies), cookies, database, clock)
    client = _client(settings, http, clock, wait)
    identity = IdentityPages(front, client)
    catalogue = load_catalogue(settings.catalogue)
    services = CataloguePages(front, catalogue)
    entrance = Entrance(front, identity, services)
    life = Life(catalogue, Calendar(ZoneInfo(TIME_ZONE), read_holidays(settings.holidays)))
    partners = make_partners(front, life, http)
    uploads = Uploads(front, life, Looker(database))
    delivery = Delivery(life, database, Issuer(client), clock)
    papers = DeliveryPages(front, life, delivery.issuer)
    sections = (papers.section, uploads.section, *partners.sections())
    requests = RequestPages(front, life, sections, uploads.uploaded)
    carriers = open_notices(settings, http, clock)
    notices = NoticePages(front, carriers)
    sending = Sending(database, carriers, front.pages.catalogues, settings.url, clock)
    desk = Desk(front, life, lambda request, goal: identity.begin(request, DESK, goal))
    handlers: Handlers = {
        **sending.handlers(),
        **partners.handlers(),
        **delivery.handlers(),
    }

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with database:
            await partners.begin()
            tasks = [
                asyncio.create_task(_purge(database, clock)),
                asyncio.create_task(reconcile_forever(client, database)),
                asyncio.create_task(work_forever(database, handlers, clock)),
            ]
            yield
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await http.aclose()

    kinds = (ThiqaError, HTTPException, Exception)
    pages = Starlette(
        routes=[
            *entrance.routes(),
            *services.routes(),
            *identity.routes(),
            *requests.routes(),
            *uploads.routes(),
            *partners.routes(),
            *papers.routes(),
            *notices.routes(),
            *desk_routes(desk),
            *payment_routes(desk),
        ],
        exception_handlers=dict.fromkeys(kinds, entrance.failure),
        lifespan=lifespan,
    )
    return dispatch(assets.endpoints, SecureHeaders(pages, https=settings.https))


def _client(settings: Settings, http: httpx.AsyncClient, clock: Clock, wait: Wait) -> Client:
    return Client(
        settings.client_id,
        settings.redirect_uri,
        ensure_signer(settings.key_file),
        Prover(ensure_signer(settings.proof_key_file), clock),
        Provider(settings.issuer, http, clock),
        http,
        clock,
        wait,
        _record_policy(settings.record_policy),
    )


def _record_policy(file: Path | None) -> LogPolicy:
    """Return whose cosignatures a receipt must have; nobody's, if nothing is said."""
    if file is None:
        return LogPolicy.of_log()
    try:
        return parse_policy(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, PolicyFormatError) as error:
        raise SettingsError(f"{PREFIX}RECORD_POLICY: {file}: {error}") from error


def _pages(assets: Assets, cookies: Cookies) -> Pages:
    return Pages(
        SITE,
        templates=[OUR_FOLDER / "templates", FRAME_FOLDER / "templates"],
        catalogues=load_catalogues([FRAME_FOLDER / "locale", OUR_FOLDER / "locale"]),
        assets=assets,
        cookies=cookies,
        timezone=ZoneInfo(TIME_ZONE),
    )


async def _purge(database: CounterDatabase, clock: Clock) -> None:
    while True:
        try:
            await database.purge(clock())
        except (StorageError, StorageUnavailableError) as error:
            logger.warning("not purged: %s", error)
        await asyncio.sleep(PURGE_EVERY_SECONDS)
