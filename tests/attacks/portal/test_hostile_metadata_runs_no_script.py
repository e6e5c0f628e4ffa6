"""Names and values that carry script, shown by Chromium under the content policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from browser.chromium import chromium
from browser.gallery import served_gallery
from browser.samples import VIEWS


@pytest.fixture(scope="module")
def gallery_origin() -> Iterator[str]:
    with served_gallery() as origin:
        yield origin


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "name", [name for name in VIEWS if "hostile" in name] + ["error-service", "history"]
)
def test_a_hostile_name_is_shown_as_text(page: Page, gallery_origin: str, name: str) -> None:
    dialogs: list[str] = []
    urls: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: urls.append(request.url))
    page.goto(f"{gallery_origin}/page/{name}?lang=ar", wait_until="networkidle")
    assert dialogs == []
    assert page.title() != "broken"
    assert all(url.startswith(gallery_origin) for url in urls)
    assert "alert(1)" in page.locator("main").inner_text()


def test_the_policy_stops_a_script_that_got_in(page: Page, gallery_origin: str) -> None:
    page.goto(f"{gallery_origin}/page/consent?lang=en")
    stopped = page.evaluate(
        """() => new Promise((resolve) => {
          const found = [];
          document.addEventListener("securitypolicyviolation", (event) => {
            found.push(event.effectiveDirective);
            if (found.length === 4) resolve(found.sort());
          });
          const add = (tag, change) => {
            const element = document.createElement(tag);
            change(element);
            document.body.append(element);
          };
          add("script", (element) => { element.textContent = "document.title = 'broken'"; });
          add("script", (element) => { element.src = "https://evil.example/x.js"; });
          add("img", (element) => { element.src = "https://evil.example/x.png"; });
          add("form", (element) => {
            element.action = "https://evil.example/";
            element.method = "post";
          });
          document.body.lastChild.submit();
        })"""
    )
    assert stopped == ["form-action", "img-src", "script-src-elem", "script-src-elem"]
    assert page.title() != "broken"


def test_no_site_can_put_our_page_into_a_frame(page: Page, gallery_origin: str) -> None:
    page.goto("about:blank")
    page.set_content(f'<iframe src="{gallery_origin}/page/consent?lang=en"></iframe>')
    page.wait_for_timeout(500)
    frame = page.frames[1]
    assert "/page/consent" not in frame.url
