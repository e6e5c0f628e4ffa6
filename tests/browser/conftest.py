"""A browser and the gallery of pages for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browser.chromium import EXECUTABLE, chromium
from browser.gallery import served_gallery

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run these tests last: while Playwright runs, its loop keeps `asyncio.run` from working."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def gallery_origin() -> Iterator[str]:
    """The origin of the running gallery."""
    with served_gallery() as origin:
        yield origin


@pytest.fixture(scope="module")
def chromium_browser() -> Iterator[Browser]:
    """A running Chromium, for one module: while it runs, no other event loop can in this thread."""
    if not EXECUTABLE.exists():
        pytest.fail(f"Chromium is missing: {EXECUTABLE}", pytrace=False)
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser_context(chromium_browser: Browser) -> Iterator[BrowserContext]:
    """A browser without cookies, as wide as a small phone."""
    context = chromium_browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


@pytest.fixture
def browser_page(browser_context: BrowserContext) -> Page:
    """A tab of that browser."""
    return browser_context.new_page()
