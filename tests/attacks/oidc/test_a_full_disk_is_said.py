"""When the disk is full, services and citizens are told so; nothing is half done; it heals."""

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from citizens import Citizen
from postgres_server import PostgresServer
from services import Service, http, refusal
from small_disk import database_on, filled, mounted_disk, needs_root
from stored_log import fetch
from thiqa.ledger.entry import open_entry
from thiqa.ledger.events import Release
from thiqa.ledger.models import ALL
from world import SpecimenCountry, World, provider_processes, provider_world

ATTEMPTS = 2_000
UNAVAILABLE = (503, "temporarily_unavailable")

Full = Callable[[], AbstractContextManager[None]]


@dataclass
class Work:
    """What was begun before the disk was full, and can be gone on with."""

    service: Service
    citizen: Citizen
    code: str
    verifier: str
    refresh_token: str
    access_token: str
    consent: dict[str, str]

    def redeem(self) -> httpx.Response:
        return self.service.redeem(self.code, code_verifier=self.verifier)

    def refresh(self) -> httpx.Response:
        return self.service.refresh(self.refresh_token)

    def agree(self) -> httpx.Response:
        return self.citizen.post("/consent", self.consent)


def begin(world: World) -> Work:
    service, citizen = world.service, world.citizen()
    tokens = service.identify(citizen, scope="openid offline_access")
    code = citizen.walk(service.pushed())["code"]
    verifier = service.verifier
    consent = {**citizen.fields(citizen.open(service.pushed())), "decision": "agree"}
    refresh_token, access_token = tokens["refresh_token"], tokens["access_token"]
    return Work(service, citizen, code, verifier, refresh_token, access_token, consent)


def push_until_full(service: Service) -> httpx.Response:
    for _ in range(ATTEMPTS):
        response = service.push()
        if response.status_code != 201:
            return response
    raise AssertionError("the disk was never full")


def assert_page_says_so(page: httpx.Response) -> None:
    assert page.status_code == 503
    assert "We cannot do this at the moment" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers


def assert_grants_have_entries(world: World, work: Work) -> None:
    """Check that a code exists if and only if its entry does."""
    name = work.service.client_id
    entries = world.run(lambda records: records.ledger.list_of_client(name, ALL, 9_999))
    events = [open_entry(entry.leaf, entry.opening).event for entry in entries]
    granted = "SELECT count(*) FROM oidc_authorization WHERE code IS NOT NULL"
    releases = [event for event in events if isinstance(event, Release)]
    assert fetch(world.settings.database, granted) == [(len(releases),)]


def assert_said_and_healed(world: World, full: Full, *, at_every_write: bool) -> None:
    """Fill the disk, see what everybody is told, free it, and go on where it stopped."""
    work = begin(world)
    with full():
        said = push_until_full(work.service)
        assert refusal(said) == UNAVAILABLE
        assert said.headers["retry-after"]
        tries = {each: each() for each in (work.redeem, work.refresh)}
        for answer in tries.values():
            assert answer.status_code == 200 or refusal(answer) == UNAVAILABLE
        agreed = work.agree()
        if agreed.status_code != 303:
            assert_page_says_so(agreed)
        assert work.service.userinfo(work.access_token).status_code == 200
        assert http().get(f"{world.issuer}/health/live").status_code == 200
        assert work.citizen.browser.get("/history").status_code == 200
        if at_every_write:
            assert agreed.status_code == 503
            assert {answer.status_code for answer in tries.values()} == {503}
            assert_page_says_so(world.citizen().browser.get("/login"))
            assert http().get(f"{world.issuer}/health/ready").status_code == 503
        assert_grants_have_entries(world, work)
    for again, answer in tries.items():
        assert again().status_code == (200 if answer.status_code == 503 else 400)
    assert work.agree().status_code == (303 if agreed.status_code == 503 else 400)
    tokens = work.service.identify(world.citizen())
    assert work.service.recorded(tokens["access_token"])
    assert http().get(f"{world.issuer}/health/ready").status_code == 200
    assert_grants_have_entries(world, work)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a few megabytes."""
    with mounted_disk() as folder:
        yield folder


@needs_root
def test_under_sqlite(
    country: SpecimenCountry, sqlite_template: Path, small_disk: Path, tmp_path: Path
) -> None:
    shutil.copyfile(sqlite_template, small_disk / "thiqa.db")
    with provider_world(country, f"sqlite:///{small_disk}/thiqa.db", tmp_path) as world:
        assert_said_and_healed(world, lambda: filled(small_disk), at_every_write=True)


@needs_root
def test_under_postgresql(
    country: SpecimenCountry,
    postgres_server: PostgresServer,
    postgres_template: str,
    small_disk: Path,
    tmp_path: Path,
) -> None:
    with (
        database_on(small_disk, postgres_server, postgres_template) as url,
        provider_world(country, url, tmp_path) as world,
    ):
        assert_said_and_healed(world, lambda: filled(small_disk), at_every_write=False)


def test_when_no_file_may_grow(country: SpecimenCountry, sqlite_url: str, tmp_path: Path) -> None:
    data = tmp_path / "provider"
    data.mkdir()
    with provider_processes(country, sqlite_url, data) as world:

        @contextmanager
        def limited() -> Iterator[None]:
            pid, kind = world.processes[0].pid, resource.RLIMIT_FSIZE
            wal = Path(f"{sqlite_url.removeprefix('sqlite:///')}-wal").stat().st_size
            before = resource.prlimit(pid, kind, (wal, resource.RLIM_INFINITY))
            yield
            resource.prlimit(pid, kind, before)

        assert_said_and_healed(world, limited, at_every_write=True)
