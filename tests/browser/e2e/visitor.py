"""A citizen at a real browser, and what is true of every page that they meet."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

import thiqa.console
import thiqa.counter
import thiqa.sandbox
import thiqa.web
from browser.e2e.town import Town
from thiqa.card_client.pages import locale_folders
from thiqa.web import Catalogues, Language, load_catalogues, translate

MAX_FIRST_VIEW_BYTES = 30_000
"""Page, style, scripts and pictures as they went over the wire, headers included."""
NARROW, USUAL = {"width": 320, "height": 640}, {"width": 360, "height": 740}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": WCAG}}

WAYS_ON = ":is(main, nav.places) :is(a[href], button):visible"

_looked_at: set[tuple[str, str, str]] = set()


@dataclass
class Ledger:
    """What was measured of each page: the bytes of its heaviest first view."""

    bytes_of: dict[str, int] = field(default_factory=dict)

    def note(self, name: str, size: int) -> None:
        """Keep the heaviest."""
        self.bytes_of[name] = max(size, self.bytes_of.get(name, 0))


MEASURED = Ledger()


@cache
def catalogues() -> Catalogues:
    """Return the texts of every site."""
    sites = (thiqa.console, thiqa.counter, thiqa.sandbox)
    own = [Path(str(site.__file__)).parent / "locale" for site in sites]
    return load_catalogues([*locale_folders(), *own])


@dataclass
class Visitor:
    """One browser with one tab; whatever must not happen is noted while it happens."""

    town: Town
    context: BrowserContext
    language: str
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Errors in the console that a test means to cause, by a part of their texts."""
    other_origins: list[str] = field(default_factory=list)
    """Sites of a test beside the town's three."""
    sent: int = 0
    """The bytes since the last document was asked for."""
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        """Open a tab of this browser; what it must not do is noted, what it transfers counted."""
        page = self.context.new_page()
        page.on("dialog", lambda dialog: (self.faults.append("dialog"), dialog.dismiss()))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._see)
        wire = self.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.requestWillBeSent", self._begin)
        wire.on("Network.loadingFinished", self._count)
        return page

    @property
    def path(self) -> str:
        """The path of the page that the tab shows."""
        return urlsplit(self.page.url).path

    def say(self, message: str, **values: object) -> str:
        """Return a text of the pages in this visitor's language."""
        text = translate(catalogues()[Language(self.language)], message)
        return text.format_map(values) if values else text

    def reads(self, message: str, **values: object) -> None:
        """Assert that the page says something in the visitor's language."""
        wanted, shown = self.say(message, **values), self.text()
        assert " ".join(wanted.split()) in shown, f"{wanted!r} is not in {shown!r}"

    def text(self) -> str:
        """Return what the page says, in one line and without marks of direction."""
        return " ".join(self.page.locator("main").inner_text().split())

    def go(self, url: str) -> None:
        """Open an address."""
        self.page.goto(url)

    def press(self, selector: str) -> None:
        """Press a button or a link, and wait for the page that comes next."""
        with self.page.expect_navigation():
            self.page.locator(selector).click()

    def look(self, name: str) -> None:
        """Assert what is true of every page: light, readable when narrow, accessible, quiet."""
        MEASURED.note(name, self.sent)
        assert self.sent <= MAX_FIRST_VIEW_BYTES, f"{name} weighs {self.sent} bytes"
        html = self.page.locator("html")
        assert html.get_attribute("lang") == self.language, name
        assert html.get_attribute("dir") == ("rtl" if self.language == "ar" else "ltr"), name
        assert self.page.locator(WAYS_ON).count(), f"{name} is a dead end"
        self._look_narrow(name)
        self._look_with_axe(name)
        self.assert_quiet()

    def assert_quiet(self) -> None:
        """Assert that nothing happened that must not."""
        assert self.faults == []

    def _look_narrow(self, name: str) -> None:
        self.page.set_viewport_size(NARROW)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW["width"], f"{name} is {width} wide"
        self.page.set_viewport_size(USUAL)

    def _look_with_axe(self, name: str) -> None:
        """Once for each page and language: it is by far the slowest look."""
        seen = (name, self.language, self.page.title())
        if seen in _looked_at:
            return
        _looked_at.add(seen)
        found = Axe().run(self.page, options=AXE)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in self.expected):
            self.faults.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        origins = (*self.town.origins, *self.other_origins)
        if not request.url.startswith((*(f"{each}/" for each in origins), "data:", "about:")):
            self.faults.append(f"request to {request.url}")

    def _begin(self, event: dict[str, Any]) -> None:
        if event.get("type") == "Document" and "redirectResponse" not in event:
            self.sent = 0

    def _count(self, event: dict[str, Any]) -> None:
        self.sent += int(event["encodedDataLength"])
