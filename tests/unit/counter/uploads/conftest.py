import secrets
from collections.abc import Iterator

import pytest

from counter_site import Browser, Site, counter_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with counter_site(tmp_path_factory.mktemp("counter")) as running:
        yield running


@pytest.fixture
def browser(site: Site) -> Iterator[Browser]:
    """A browser of a citizen who has not been here before."""
    site.provider.subject = secrets.token_hex(8)
    with site.browser() as opened:
        yield opened
