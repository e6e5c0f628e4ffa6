from collections.abc import Iterator
from pathlib import Path

import pytest

from counter_site import Browser, Site, counter_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with counter_site(tmp_path) as running:
        yield running


@pytest.fixture
def browser(site: Site) -> Iterator[Browser]:
    with site.browser() as opened:
        yield opened
