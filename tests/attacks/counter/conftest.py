from collections.abc import Iterator

import pytest

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
