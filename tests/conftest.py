"""Databases for the tests: each test has its own, with all tables, on SQLite and on PostgreSQL."""

import asyncio
import itertools
import shutil
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog

from counter_databases import CounterUnits
from drawers import Database, Drawers, WithDatabase, make_drawers
from postgres_server import PostgresMissingError, PostgresServer
from security_module import (
    SecurityModule,
    SecurityModuleMissingError,
    make_security_module,
)
from thiqa.counter.database import bring_up_to_date
from thiqa.database import open_with
from thiqa.storage.migrate import migrate
from world import (
    Citizen,
    Processes,
    Service,
    SpecimenCountry,
    World,
    provider_processes,
    provider_world,
    specimen_country,
)

DATABASES = ("sqlite", "postgresql")
TEMPLATE = "thiqa_template"
COUNTER_TEMPLATE = "counter_template"
_numbers = itertools.count()

# A busy machine is no mistake of the code.
hypothesis.settings.register_profile("thiqa", deadline=None)
hypothesis.settings.load_profile("thiqa")
# Providers in threads log while a command's output is being read: not there.
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test run alone."""
    try:
        server = PostgresServer()
    except PostgresMissingError as error:
        pytest.fail(str(error), pytrace=False)
    with server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables."""
    path = tmp_path_factory.mktemp("template") / "thiqa.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a PostgreSQL database with all tables."""
    asyncio.run(postgres_server.execute(f"CREATE DATABASE {TEMPLATE}"))
    asyncio.run(migrate(postgres_server.url(TEMPLATE)))
    return TEMPLATE


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a new PostgreSQL database without tables."""
    yield from _new_postgres_database(postgres_server, "template0")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a new SQLite database with all tables."""
    return _new_sqlite_database(tmp_path, sqlite_template)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The address of a new PostgreSQL database with all tables."""
    yield from _new_postgres_database(postgres_server, postgres_template)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a new database with all tables, once for each kind of database."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture(scope="session")
def counter_sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables of a counter."""
    path = tmp_path_factory.mktemp("counter-template") / "counter.db"
    asyncio.run(bring_up_to_date(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def counter_postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a PostgreSQL database with all tables of a counter."""
    asyncio.run(postgres_server.execute(f"CREATE DATABASE {COUNTER_TEMPLATE}"))
    asyncio.run(bring_up_to_date(postgres_server.url(COUNTER_TEMPLATE)))
    return COUNTER_TEMPLATE


@pytest.fixture(params=DATABASES)
def counter_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a counter's own new database, once for each kind of database."""
    if request.param == "sqlite":
        yield _new_sqlite_database(tmp_path, request.getfixturevalue("counter_sqlite_template"))
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("counter_postgres_template")
    yield from _new_postgres_database(server, template)


@pytest.fixture
def counter_units(counter_url: str) -> CounterUnits:
    """Runs units of work of a counter, on each kind of database."""
    return CounterUnits(counter_url)


@pytest.fixture
def drawer_url(database_url: str) -> str:
    """The address of a database that also has the table of drawers."""
    make_drawers(database_url)
    return database_url


@pytest.fixture
def with_drawers(drawer_url: str) -> WithDatabase:
    """Runs a test's coroutine function with an open database of drawers."""

    def with_drawers(test: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:
        async def main() -> Any:
            database = await open_with(drawer_url, Drawers())
            try:
                return await test(database)
            finally:
                await database.close()

        return asyncio.run(main())

    return with_drawers


def _new_sqlite_database(folder: Path, template: Path) -> str:
    path = folder / "thiqa.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def _new_postgres_database(server: PostgresServer, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    asyncio.run(server.execute(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server.url(name)
    asyncio.run(server.execute(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpecimenCountry]:
    """The specimen authorities and cards of this test run."""
    with specimen_country(tmp_path_factory.mktemp("country")) as made:
        yield made


@pytest.fixture
def world(country: SpecimenCountry, database_url: str, tmp_path: Path) -> Iterator[World]:
    """A provider with a citizen and a service, on each kind of database."""
    data = tmp_path / "provider"
    data.mkdir()
    with provider_world(country, database_url, data) as made:
        yield made


@pytest.fixture(scope="session", params=DATABASES)
def shared_database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Makes databases of one kind that live as long as the test run."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield lambda: _new_sqlite_database(tmp_path_factory.mktemp("shared"), template)
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    new_database = contextmanager(_new_postgres_database)
    with ExitStack() as stack:
        yield lambda: stack.enter_context(new_database(server, template))


@pytest.fixture(scope="session")
def shared_world(
    country: SpecimenCountry,
    shared_database_url: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """A provider on each kind of database that the tests share: leave its clock alone."""
    data = tmp_path_factory.mktemp("shared-provider")
    with provider_world(country, shared_database_url(), data) as made:
        yield made


@pytest.fixture(scope="session")
def two_processes(
    country: SpecimenCountry,
    shared_database_url: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Processes]:
    """A provider that is two processes on one database, for tests that leave both running."""
    data = tmp_path_factory.mktemp("two-processes")
    with provider_processes(country, shared_database_url(), data, count=2) as made:
        yield made


@pytest.fixture
def service(shared_world: World) -> Service:
    """A service of this test alone, at the shared provider."""
    return shared_world.new_service()


@pytest.fixture
def citizen(shared_world: World) -> Citizen:
    """A citizen at a fresh browser, at the shared provider."""
    return shared_world.citizen()


@pytest.fixture(scope="session")
def security_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecurityModule]:
    """The security module of this test run: its library reads its configuration once."""
    try:
        with make_security_module(tmp_path_factory.mktemp("softhsm")) as made:
            yield made
    except SecurityModuleMissingError as error:
        pytest.fail(str(error), pytrace=False)
