"""The town, and visitors for it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from browser.e2e.town import Town, any_places, running_town
from browser.e2e.visitor import MEASURED, USUAL, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Every process of the demonstration, for all tests of this folder."""
    with running_town(any_places(tmp_path_factory.mktemp("town"))) as running:
        yield running


@pytest.fixture
def visit(town: Town, chromium_browser: Browser) -> Iterator[Visit]:
    """Opens browsers, each without cookies; at the end none of them has seen anything odd."""
    visitors: list[Visitor] = []

    def visit(language: str = "fr", **options: Any) -> Visitor:
        context = chromium_browser.new_context(
            viewport=USUAL, locale=f"{language}-MA", reduced_motion="reduce", **options
        )
        context.set_default_timeout(15_000)
        visitors.append(Visitor(town, context, language))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        visitor.context.close()
    for visitor in visitors:
        visitor.assert_quiet()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the first view of each page weighs."""
    if MEASURED.bytes_of:
        terminalreporter.section("first views, bytes on the wire")
        for name, size in sorted(MEASURED.bytes_of.items(), key=lambda item: -item[1]):
            terminalreporter.write_line(f"{size:6}  {name}")
