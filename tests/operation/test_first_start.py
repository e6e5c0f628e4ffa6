"""The first start makes what it needs, for its owner alone, and only once."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from operation.conftest import Run
from provider_process import ProviderProcess
from serving import free_port
from specimen_log import witnessed_policy
from thiqa.settings import Settings
from world import SpecimenCountry


@pytest.fixture
def fresh(country: SpecimenCountry, tmp_path: Path) -> Settings:
    """Settings of a provider that has authorities for cards, and nothing else yet."""
    data = tmp_path / "provider"
    data.mkdir()
    (data / "card-authorities").symlink_to(country.authorities)
    policy = tmp_path / "record.policy"
    policy.write_text(witnessed_policy().text)
    port = free_port()
    return Settings(
        issuer=f"http://localhost:{port}", port=port, data=data, record_policy=str(policy)
    )


def private(path: Path) -> bool:
    """Tell whether nobody but the owner can do anything with a file or folder."""
    return path.stat().st_mode & 0o077 == 0


def test_the_first_start_makes_keys_and_tables_for_their_owner_alone(fresh: Settings) -> None:
    with ProviderProcess(fresh, fresh.port) as process:
        process.wait_until_ready()
        keys = list(fresh.keys.iterdir())
        kinds = sorted(path.name.rpartition("-")[0] for path in fresh.keys.glob("*.pem"))
        assert kinds == ["record", "sign-ES256", "sign-EdDSA", "sign-PS256"]
        assert fresh.keys.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in keys} == {0o600}
        database = list(fresh.data.glob("thiqa.db*"))
        assert database
        assert all(private(path) for path in database)


def test_two_first_starts_at_once_agree(fresh: Settings) -> None:
    ports = [fresh.port, free_port()]
    processes = [ProviderProcess(fresh, port) for port in ports]
    try:
        starting = [threading.Thread(target=process.start) for process in processes]
        for thread in starting:
            thread.start()
        for thread in starting:
            thread.join()
        for process in processes:
            process.wait_until_ready()
        first, second = (httpx.get(f"{process.address}/jwks").json() for process in processes)
        assert first == second
        assert len(first["keys"]) == 3
        assert len(list(fresh.keys.glob("*.pem"))) == 4
    finally:
        for process in processes:
            process.kill()


def test_migrating_twice_is_migrating_once(
    thiqa: Run, tmp_path: Path, empty_postgres_url: str
) -> None:
    for url in ("", empty_postgres_url):
        for _ in range(2):
            done = thiqa("migrate", THIQA_DATA=tmp_path, THIQA_DATABASE=url)
            assert (done.returncode, done.stdout) == (0, "the database is up to date\n")


def test_a_database_of_a_newer_version_is_left_alone(thiqa: Run, tmp_path: Path) -> None:
    settings = {"THIQA_DATA": tmp_path}
    assert thiqa("migrate", **settings).returncode == 0
    with closing(sqlite3.connect(tmp_path / "thiqa.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (("migrate",), ("client", "list")):
        done = thiqa(*command, **settings)
        assert done.returncode == 1
        assert "newer than this program" in done.stderr
