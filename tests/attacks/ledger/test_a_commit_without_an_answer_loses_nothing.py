"""The connection to the database is lost in the middle of a commit, again and again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cutting_proxy import Cut, CuttingProxy, cutting_proxy
from postgres_server import PostgresServer
from sign_ins import check_what_was_said, new_journals, observing, signing_in, wait_for
from world import Processes, SpecimenCountry, provider_processes

AT_ONCE = 4
CUTS = 10
SIGN_INS_BETWEEN = 3
PAUSE_SECONDS = 30

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def proxy(postgres_server: PostgresServer) -> Iterator[CuttingProxy]:
    """What stands between the provider and its database."""
    with cutting_proxy(postgres_server.folder) as made:
        yield made


@pytest.fixture
def world(
    country: SpecimenCountry, proxy: CuttingProxy, postgres_url: str, tmp_path: Path
) -> Iterator[Processes]:
    """A provider that reaches its database through the proxy."""
    data = tmp_path / "provider"
    data.mkdir()
    with provider_processes(country, proxy.url(postgres_url), data) as made:
        yield made


@pytest.mark.parametrize("how", Cut)
def test_what_was_acknowledged_is_in_the_one_log(
    world: Processes, proxy: CuttingProxy, how: Cut
) -> None:
    journals = new_journals(world, AT_ONCE, receipt_every=0)
    with observing(world.issuer) as observer, signing_in(journals) as running:
        for _ in range(CUTS):
            before = proxy.made
            proxy.cut(how)
            deadline = time.monotonic() + PAUSE_SECONDS
            while proxy.made == before:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            wait_for(journals, running, SIGN_INS_BETWEEN)
    check_what_was_said(world, journals, observer)
