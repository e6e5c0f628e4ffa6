"""The page that checks receipts by itself: from a server, and from a file without any."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.test_pages import LANGUAGES, WCAG
from national_receipt import INDEX, national_policy, national_receipt
from specimen_log import POLICY, MemoryLog, release
from thiqa.base.digits import digits_of
from thiqa.ledger.compact import pack_receipt
from verify_site import served, verify_page

RECEIPT = national_receipt()
DIGITS = digits_of(pack_receipt(RECEIPT))
PAGE = verify_page(national_policy())
MAX_PAGE_BYTES = 80_000

QR_READER = """window.BarcodeDetector = class {
  async detect() { return FOUND.map((rawValue) => ({ rawValue })); }
};"""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page as a file."""
    file = tmp_path_factory.mktemp("verify") / "thiqa-verify.html"
    file.write_bytes(PAGE.html)
    return file.as_uri()


@pytest.fixture(params=["http", "file"])
def address(request: pytest.FixtureRequest, page_file: str) -> Iterator[str]:
    """The address of the page: of a server, and of a file."""
    if request.param == "file":
        yield page_file
    else:
        with served(PAGE) as (url, _):
            yield url


def outcome(page: Page) -> str | None:
    """Return what the page says of the receipt."""
    return page.locator("#result").get_attribute("data-outcome")


def test_a_code_that_a_phone_reads_is_checked_as_the_page_opens(
    browser_page: Page, address: str
) -> None:
    browser_page.goto(f"{address}?lang=fr#{DIGITS}")
    assert outcome(browser_page) == "holds"
    result = browser_page.locator("#result")
    for text in ("Ce reçu est valable", "Numéro de la carte nationale", str(INDEX), "Témoins"):
        expect(result).to_contain_text(text)
    assert result.locator(".steps .held").count() == 5


def test_a_pasted_text_a_pasted_link_and_a_file_are_checked(
    browser_page: Page, address: str, tmp_path: Path
) -> None:
    browser_page.goto(address)
    for pasted in (RECEIPT, f"  {RECEIPT.strip()}", f"https://thiqa.example/verify#{DIGITS}\n"):
        browser_page.locator("#text").fill("nothing")
        browser_page.locator("[type=submit]").click()
        assert outcome(browser_page) == "ReceiptFormatError"
        browser_page.locator("#text").fill(pasted)
        browser_page.locator("[type=submit]").click()
        assert outcome(browser_page) == "holds"
    file = tmp_path / "receipt.txt"
    file.write_text(RECEIPT)
    browser_page.goto(f"{address}?again")
    browser_page.locator("#file").set_input_files(file)
    browser_page.wait_for_selector("#result[data-outcome=holds]")


def test_a_dropped_file_is_checked(browser_page: Page, address: str) -> None:
    browser_page.goto(address)
    browser_page.evaluate(
        """(text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "receipt.txt", { type: "text/plain" }));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
        }""",
        RECEIPT,
    )
    browser_page.wait_for_selector("#result[data-outcome=holds]")


def test_a_photograph_is_read_where_the_browser_can(
    browser_context: BrowserContext, page_file: str, tmp_path: Path
) -> None:
    """Chromium reads codes on Android and macOS; here its reader is played."""
    picture = tmp_path / "photograph.png"
    picture.write_bytes(PICTURE)
    link = f"https://thiqa.example/verify#{DIGITS}"
    for reader, expected in (
        (QR_READER.replace("FOUND", f"['{link}']"), "holds"),
        (QR_READER.replace("FOUND", "[]"), "no_code"),
        ("delete window.BarcodeDetector", "no_reader"),
    ):
        page = browser_context.new_page()
        page.add_init_script(reader)
        page.goto(page_file)
        page.locator("#file").set_input_files(picture)
        page.wait_for_selector(f"#result[data-outcome={expected}]")


def test_whom_to_trust_is_the_readers_choice(browser_page: Page, address: str) -> None:
    browser_page.goto(address)
    browser_page.locator("summary").click()
    policy = browser_page.locator("#policy")
    assert policy.input_value() == national_policy().text
    browser_page.locator("#text").fill(RECEIPT)
    texts = {
        "holds": national_policy().text,
        "WrongOriginError": "quorum none\n",
        "PolicyFormatError": "quorum\n",
    }
    for expected, text in texts.items():
        policy.fill(text)
        browser_page.locator("[type=submit]").click()
        assert outcome(browser_page) == expected


def test_that_no_witness_was_asked_is_said_and_not_claimed(browser_page: Page) -> None:
    log_alone = national_policy().text.splitlines()[0] + "\nquorum none\n"
    with served(PAGE) as (url, _):
        browser_page.goto(f"{url}?lang=en")
        browser_page.locator("summary").click()
        browser_page.locator("#policy").fill(log_alone)
        browser_page.locator("#text").fill(RECEIPT)
        browser_page.locator("[type=submit]").click()
        result = browser_page.locator("#result")
        expect(result).to_contain_text("No witness was asked")
        assert result.locator(".steps .held").count() == 4


def test_nothing_is_asked_of_anybody_and_nothing_can_be_sent(browser_page: Page) -> None:
    with served(PAGE) as (url, asked):
        browser_page.goto(f"{url}#{DIGITS}")
        assert outcome(browser_page) == "holds"
        assert set(asked) <= {"/verify", "/favicon.ico"}
        for attempt in (
            "fetch('/leak')",
            "new Promise((held, failed) => { const i = new Image(); i.onload = held;"
            " i.onerror = failed; i.src = '/leak'; })",
        ):
            refused = browser_page.evaluate(f"{attempt}.then(() => false, () => true)")
            assert refused
        browser_page.evaluate("navigator.sendBeacon('/leak', 'x')")
        browser_page.wait_for_timeout(100)
        assert "/leak" not in asked


def test_what_a_receipt_says_is_text(browser_page: Page, page_file: str) -> None:
    """An article, or a purpose, is whatever somebody registered."""
    hostile = "<img src=x onerror=document.body.dataset.bad=1>\u202egnol"
    log = MemoryLog()
    log.add(dataclasses.replace(release(), article=hostile, purpose="</script><b>"))
    browser_page.goto(page_file)
    browser_page.locator("#policy").evaluate("(area, text) => area.value = text", POLICY.text)
    browser_page.locator("#text").fill(log.receipt(0))
    browser_page.locator("[type=submit]").click()
    assert outcome(browser_page) == "holds"
    result = browser_page.locator("#result")
    assert result.locator("img, b, script").count() == 0
    expect(result).to_contain_text(hostile.replace("\u202e", "\ufffd"))


def test_it_speaks_four_languages_each_in_its_direction(browser_page: Page, address: str) -> None:
    browser_page.goto(f"{address}#{DIGITS}")
    for button in browser_page.locator("#languages button").all():
        button.click()
        language = button.get_attribute("lang")
        root = browser_page.locator("html")
        assert root.get_attribute("lang") == language
        assert root.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert outcome(browser_page) == "holds"


def test_without_scripts_it_says_what_it_needs(chromium_browser: Browser, page_file: str) -> None:
    context = chromium_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file)
    assert page.locator("#too-old p").count() == 4
    assert page.get_by_text("JavaScript").first.is_visible()
    assert not page.locator("form").is_visible()
    context.close()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium_browser: Browser, page_file: str
) -> None:
    context = chromium_browser.new_context(reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    for language in LANGUAGES:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{page_file}?lang={language}#{DIGITS}")
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
            assert found.violations_count == 0, f"{language}, {scheme}: {found.generate_report()}"
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (language, width)
    context.close()


def test_the_page_is_one_small_file() -> None:
    assert len(PAGE.html) < MAX_PAGE_BYTES
    assert b"{{" not in PAGE.html
    assert b'src="' not in PAGE.html
