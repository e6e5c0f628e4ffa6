from collections.abc import Iterator

import pytest

from counter_requests import WithOffice, WithOffices, at_office, at_two_offices, life
from counter_site import Browser, Site, counter_site


@pytest.fixture(scope="module")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with counter_site(tmp_path_factory.mktemp("counter")) as running:
        yield running


@pytest.fixture
def site(running_site: Site) -> Site:
    """A counter whose provider is well again, a day later: nothing is cached."""
    running_site.provider.reset()
    return running_site


@pytest.fixture
def browser(site: Site) -> Iterator[Browser]:
    with site.browser() as opened:
        yield opened


@pytest.fixture
def with_office(counter_url: str) -> WithOffice:
    """Runs a test's coroutine function with an office, on each kind of database."""
    return at_office(counter_url, life())


@pytest.fixture
def with_offices(counter_url: str) -> WithOffices:
    """The same with two offices, as in two processes."""
    return at_two_offices(counter_url, life())
