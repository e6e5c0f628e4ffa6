"""Files sent from a browser: in pieces over a line that breaks, and without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from counter_files import CARD
from counter_site import Site, counter_site
from photos import jpeg, photo, png
from thiqa.counter.requests.uploading import IS_THERE
from thiqa.counter.uploads.photo import NOT_PLAIN
from thiqa.web import Language, load_catalogues, translate
from thiqa.web.catalogues import Catalogues

COUNTER = Path(__file__).parents[2] / "src" / "thiqa" / "counter"
SEND = "form.upload button"
FILE = "form.upload input[type=file]"
STATUS = "form.upload [role=status]"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with counter_site(tmp_path_factory.mktemp("counter")) as running:
        yield running


@pytest.fixture(scope="module")
def texts() -> Catalogues:
    return load_catalogues([COUNTER / "locale"])


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with a photo of many pieces, and one that is refused."""
    (tmp_path / "good.png").write_bytes(png(photo(size=(1400, 1800))))
    (tmp_path / "busy.jpg").write_bytes(jpeg(photo(busy=True)))
    return tmp_path


def draft(browser: Browser, site: Site, language: str, *, script: bool, subject: str) -> Page:
    """Sign in, and open a new draft to renew the card."""
    site.provider.subject = subject
    context = browser.new_context(
        locale=language, java_script_enabled=script, viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{site.url}/services/{CARD}?lang={language}")
    page.locator('form[action="/identify"] button').click()
    page.wait_for_url("**/requests/*")
    return page


def test_a_broken_line_costs_no_piece_and_no_typed_word(
    chromium_browser: Browser, site: Site, texts: Catalogues, pictures: Path
) -> None:
    page = draft(chromium_browser, site, "ar", script=True, subject="with-a-script")
    page.fill('textarea[name="f.address"]', "حي السلام")
    offsets: list[int] = []

    def sometimes(route: Route) -> None:
        offsets.append(int(route.request.headers["upload-offset"]))
        if len(offsets) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/pieces", sometimes)
    page.set_input_files(FILE, pictures / "good.png")
    page.click(SEND)
    there = translate(texts[Language.AR], IS_THERE)
    expect(page.locator(STATUS)).to_have_text(there, timeout=30_000)
    assert len(offsets) > 3
    assert offsets[1] == offsets[2]
    assert sorted(set(offsets)) == offsets[:1] + offsets[2:]
    assert page.input_value('textarea[name="f.address"]') == "حي السلام"
    page.set_input_files(FILE, pictures / "busy.jpg")
    page.click(SEND)
    page.wait_for_selector(f"{STATUS}.mistake")
    assert page.inner_text(STATUS) == translate(texts[Language.AR], NOT_PLAIN)


def test_a_file_is_sent_without_a_script(
    chromium_browser: Browser, site: Site, texts: Catalogues, pictures: Path
) -> None:
    page = draft(chromium_browser, site, "fr", script=False, subject="without-a-script")
    page.set_input_files(FILE, pictures / "busy.jpg")
    page.click(SEND)
    assert translate(texts[Language.FR], NOT_PLAIN) in page.inner_text("#files")
    page.set_input_files(FILE, pictures / "good.png")
    page.click(SEND)
    assert translate(texts[Language.FR], IS_THERE) in page.inner_text("#files")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
