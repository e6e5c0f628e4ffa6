"""A provider with everything around it: the authority that answers for cards, citizens with
cards at browsers, and services. All over real HTTP on the loopback.
"""

import asyncio
import itertools
import shutil
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from citizens import Citizen
from provider_process import ProviderProcess
from services import Service
from serving import free_port, serving
from thiqa.app import application
from thiqa.base import system_clock
from thiqa.card import load_personas
from thiqa.crypto import Algorithm, KeyDirectory
from thiqa.oidc.clients.registration import read_registration
from thiqa.pki.specimen import SpecimenPki
from thiqa.pki.specimen_seals import SpecimenSeals
from thiqa.settings import Settings
from thiqa.specimen.authorities_app import AuthoritiesApp, authorities_app
from thiqa.specimen.bodies import make_seals
from thiqa.specimen.population import (
    SpecimenFolder,
    make_authorities,
    make_cards,
    register_citizens,
)
from thiqa.storage import Transaction, open_database

__all__ = [
    "Citizen",
    "Processes",
    "Service",
    "SpecimenCountry",
    "World",
    "on_one_database",
    "provider_processes",
    "provider_world",
    "specimen_country",
]

on_one_database = pytest.mark.parametrize(
    "shared_database_url", ["sqlite"], indirect=True, scope="session"
)
"""For tests of what is decided before a database is asked: on `shared_world`, once."""

_numbers = itertools.count()


@dataclass
class MovableClock:
    """The machine's clock, and how far a test has moved it."""

    moved: int = 0

    def __call__(self) -> int:
        """Return the seconds since the epoch."""
        return system_clock() + self.moved

    def advance(self, seconds: int) -> None:
        """Let time pass."""
        self.moved += seconds


@dataclass(frozen=True)
class SpecimenCountry:
    """Authorities, cards, a provider's keys and a clock, made once for a test run."""

    folder: SpecimenFolder
    authorities: Path
    keys: Path
    pki: SpecimenPki
    seals: SpecimenSeals
    ocsp_port: int
    clock: MovableClock = field(default_factory=MovableClock)

    def authorities_app(self) -> AuthoritiesApp:
        """Return the application that answers for cards, seals and time stamps."""
        return authorities_app(self.pki, self.seals, self.clock)

    def furnish(self, data: Path) -> None:
        """Give a provider's folder the authorities that it trusts, keys, and specimen cards."""
        (data / "card-authorities").symlink_to(self.authorities)
        for name in ("seal-authorities", "time-stamp-authorities"):
            (data / name).symlink_to(self.folder.path.parent / name)
        (data / "specimen").symlink_to(self.folder.path)
        shutil.copytree(self.keys, data / "keys")


@contextmanager
def specimen_country(path: Path) -> Iterator[SpecimenCountry]:
    """Make the authorities and the cards of every specimen citizen; answer for the cards."""
    folder, authorities, port = SpecimenFolder(path / "specimen"), path / "authorities", free_port()
    now = system_clock()
    url = f"http://127.0.0.1:{port}/"
    pki = make_authorities(folder, authorities, now=now, ocsp_url=url)
    seals = make_seals(
        folder.seals,
        seal_authorities=path / "seal-authorities",
        time_stamp_authorities=path / "time-stamp-authorities",
        now=now,
        base_url=url,
    )
    make_cards(folder, pki, now=now)
    KeyDirectory(path / "keys").ensure(now, tuple(Algorithm))
    country = SpecimenCountry(folder, authorities, path / "keys", pki, seals, port)
    with serving(country.authorities_app(), port):
        yield country


@dataclass(frozen=True)
class World:
    """A provider with its country and its first registered service."""

    issuer: str
    country: SpecimenCountry
    settings: Settings
    service: Service

    @property
    def clock(self) -> MovableClock:
        """The clock of everybody."""
        return self.country.clock

    def citizen(self, persona: str = "adult", **changes: Any) -> Citizen:
        """Return a citizen at a fresh browser."""
        return Citizen(self.issuer, self.country.folder, persona, **changes)

    def new_service(self, *, changes: dict[str, Any] | None = None, **fields: Any) -> Service:
        """Register another service; `changes` are those of its registration."""
        fields = {"client_id": f"service-{next(_numbers)}", **fields}
        service = Service(self.issuer, clock=self.clock, **fields)
        self.register(service, **(changes or {}))
        return service

    def register(self, service: Service, **changes: Any) -> None:
        """Register a service, or replace its registration."""
        client = read_registration(service.registration(**changes))
        self.run(lambda records: records.oidc.put_client(client))

    def retire(self, service: Service) -> None:
        """Retire a service."""

        async def retire(records: Transaction) -> None:
            client = await records.oidc.get_client(service.client_id)
            assert client is not None
            await records.oidc.put_client(replace(client, retired_at=self.clock()))

        self.run(retire)

    def run(self, unit: Callable[[Transaction], Coroutine[Any, Any, Any]]) -> Any:
        """Run a unit of work on the provider's database, beside the provider."""
        other = self.settings.authentication_database
        return run_on(self.settings.database, unit, authentication_url=other)


def run_on(
    database_url: str,
    unit: Callable[[Transaction], Coroutine[Any, Any, Any]],
    *,
    authentication_url: str = "",
) -> Any:
    """Run one unit of work on a database."""

    async def run() -> Any:
        async with open_database(database_url, authentication_url=authentication_url) as database:
            return await database.run(unit)

    return asyncio.run(run())


@contextmanager
def provider_world(
    country: SpecimenCountry, database_url: str, data: Path, **changes: Any
) -> Iterator[World]:
    """Serve a provider inside this process, on a migrated database, with a clock to move.

    `changes` are those of its settings.
    """
    world = _populated(country, database_url, data, **changes)
    try:
        with serving(application(world.settings, world.clock), world.settings.port):
            yield world
    finally:
        country.clock.moved = 0


@dataclass(frozen=True)
class Processes(World):
    """A provider that is one or more processes of its own, which a test may kill."""

    processes: tuple[ProviderProcess, ...] = ()


@contextmanager
def provider_processes(
    country: SpecimenCountry,
    database_url: str,
    data: Path,
    *,
    count: int = 1,
    workers: int = 1,
    **changes: Any,
) -> Iterator[Processes]:
    """Serve a provider as processes (`thiqa serve`) that share the database and the issuer.

    `changes` are those of its settings.
    """
    world = _populated(country, database_url, data, **changes)
    ports = [world.settings.port, *(free_port() for _ in range(count - 1))]
    processes = tuple(ProviderProcess(world.settings, port, workers) for port in ports)
    with ExitStack() as stack:
        for process in processes:
            stack.enter_context(process)
        for process in processes:
            process.wait_until_ready()
        yield Processes(world.issuer, country, world.settings, world.service, processes=processes)


def _populated(country: SpecimenCountry, database_url: str, data: Path, **changes: Any) -> World:
    port = free_port()
    issuer = f"http://localhost:{port}"
    country.furnish(data)
    given = {"issuer": issuer, "port": port, "data": data, "database": database_url}
    settings = Settings(**{**given, "specimen": True, **changes})
    world = World(issuer, country, settings, Service(issuer, clock=country.clock))
    asyncio.run(_register_citizens(database_url))
    world.register(world.service)
    return world


async def _register_citizens(database_url: str) -> None:
    async with open_database(database_url) as database:
        await register_citizens(database, list(load_personas().values()))
