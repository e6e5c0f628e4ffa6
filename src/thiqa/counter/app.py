"""The one place that wires the service together."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

import thiqa.web
from thiqa.base import Clock, system_clock
from thiqa.counter.client import Client, Wait
from thiqa.counter.errors import CounterError, SettingsError
from thiqa.counter.key_file import ensure_signer
from thiqa.counter.proof import Prover
from thiqa.counter.provider import Provider
from thiqa.counter.reconciliation import reconcile_forever
from thiqa.counter.routes import Service
from thiqa.counter.settings import PREFIX, Settings
from thiqa.counter.store import Store
from thiqa.counter.transport import new_http_client
from thiqa.ledger.errors import PolicyFormatError
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.web import (
    Assets,
    Cookies,
    Pages,
    SecureHeaders,
    Site,
    WebError,
    dispatch,
    load_catalogues,
)
from thiqa.web.messages import message

OUR_FOLDER = Path(__file__).parent
FRAME_FOLDER = Path(thiqa.web.__file__).parent
TIME_ZONE = "Africa/Casablanca"
PURGE_EVERY_SECONDS = 60

SITE = Site(
    name=message("Police record counter"),
    tagline=message("A public service that asks Thiqa who you are."),
    notice=message("A demonstration: no public body runs it, and nothing that you do here counts."),
)


def make_app(
    settings: Settings, *, clock: Clock = system_clock, wait: Wait = asyncio.sleep
) -> ASGIApp:
    """Return the service; its key and its database lie where the settings say."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = ensure_signer(settings.key_file)
    prover = Prover(ensure_signer(settings.proof_key_file), clock)
    store = Store(settings.data / "counter.sqlite")
    http = new_http_client()
    provider = Provider(settings.issuer, http, clock)
    cookies = Cookies(https=settings.https)
    assets = Assets([FRAME_FOLDER / "static", OUR_FOLDER / "static"])
    client = Client(
        settings.client_id,
        settings.redirect_uri,
        signer,
        prover,
        provider,
        http,
        clock,
        wait,
        _record_policy(settings.record_policy),
    )
    service = Service(
        settings=settings,
        pages=_pages(assets, cookies),
        cookies=cookies,
        client=client,
        store=store,
        clock=clock,
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(_purge(store, clock)),
            asyncio.create_task(reconcile_forever(client, store)),
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await http.aclose()
        store.close()

    kinds = (CounterError, WebError, HTTPException, sqlite3.Error, Exception)
    pages = Starlette(
        routes=service.routes(),
        exception_handlers=dict.fromkeys(kinds, service.failure),
        lifespan=lifespan,
    )
    return dispatch(assets.endpoints, SecureHeaders(pages, https=settings.https))


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


async def _purge(store: Store, clock: Clock) -> None:
    while True:
        store.purge(clock())
        await asyncio.sleep(PURGE_EVERY_SECONDS)
