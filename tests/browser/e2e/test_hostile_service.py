"""Names that carry script, put past every check into the database, in a real browser."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from browser.e2e.conftest import Visit
from browser.e2e.journey import AGREE, hand_over, sign_in
from browser.e2e.landing import Landing, landing
from browser.e2e.town import Town
from browser.e2e.visitor import Visitor
from services import Service
from thiqa.oidc.metadata import END_SESSION_PATH
from thiqa.oidc.models import Client, Purpose

HOSTILE = (
    "</title></bdi></q><script>document.title='broken';alert(1)</script>"
    '"><img src=https://evil.example/x.png onerror=alert(2)><svg onload=alert(3)>'
    "<iframe src=javascript:alert(4)></iframe>{{7*7}}\u202eknab\u202c"
)
VICTIM = "birth-year-only"
"""Keeps the consents that are remembered here out of the other tests' sight."""
NAMES = dict.fromkeys(("ar", "fr", "zgh", "en"), HOSTILE)


@pytest.fixture(scope="module")
def site() -> Iterator[Landing]:
    """Where the hostile service is."""
    with landing() as made:
        yield made


def _disguised(client: Client) -> Client:
    return replace(
        client, name=NAMES, purposes={key: _purpose(each) for key, each in client.purposes.items()}
    )


def _purpose(purpose: Purpose) -> Purpose:
    return replace(purpose, name=NAMES, law=NAMES)


def _hostile_service(town: Town, site: Landing, client_id: str) -> Service:
    """Return a service whose every text is an attack."""
    service = site.service(town.places.provider, client_id)
    town.register(service, disguise=_disguised)
    return service


def _is_text(visitor: Visitor, page: str) -> None:
    """Assert that the attack can be read, and did nothing else."""
    assert "alert(1)" in visitor.text(), page
    assert visitor.page.title() != "broken"
    assert visitor.page.locator("img[src*=evil], iframe, svg, main script").count() == 0
    visitor.look(f"hostile: {page}")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_hostile_texts_are_text_on_every_page(
    town: Town, visit: Visit, site: Landing, language: str
) -> None:
    service = _hostile_service(town, site, f"hostile-{language}")
    visitor = visit(language)
    visitor.other_origins.append(site.origin)
    visitor.go(service.pushed())
    _is_text(visitor, "login")
    hand_over(visitor)
    _is_text(visitor, "card client")
    visitor.page.go_back()
    sign_in(visitor, VICTIM)
    visitor.page.wait_for_selector(AGREE)
    _is_text(visitor, "consent")
    visitor.page.locator('input[name="remember"]').check()
    visitor.page.locator(AGREE).click()
    visitor.page.wait_for_url(f"{site.callback}?*")
    for path in ("/history", "/consents"):
        visitor.go(f"{town.places.provider}{path}")
        _is_text(visitor, path)
    visitor.go(f"{town.places.provider}/history")
    visitor.press('.entries li:first-child a[href^="/receipts"]')
    _is_text(visitor, "receipt")
    visitor.go(f"{town.places.provider}{END_SESSION_PATH}?client_id={service.client_id}")
    _is_text(visitor, "sign out?")


def test_the_policy_stops_what_would_get_in_anyway(town: Town, visit: Visit) -> None:
    """A script in the page, by whatever hole, neither runs nor calls home."""
    visitor = visit("fr")
    visitor.expected += ["Content Security Policy", "Refused to", "violates"]
    for origin in town.origins:
        visitor.go(f"{origin}/")
        visitor.page.evaluate(
            """() => {
              document.body.insertAdjacentHTML("beforeend",
                "<img src='https://evil.example/x.png' onerror='alert(1)'>" +
                "<a id='trap' href='javascript:alert(2)'>x</a><base href='https://evil.example/'>");
              const script = document.createElement("script");
              script.textContent = "document.title = 'broken'";
              document.body.append(script);
              document.getElementById("trap").click();
            }"""
        )
        visitor.page.wait_for_timeout(100)
        assert visitor.page.title() != "broken"
    visitor.faults = [each for each in visitor.faults if "evil.example" not in each]


def test_no_page_can_be_framed(town: Town, visit: Visit, site: Landing) -> None:
    visitor = visit("fr")
    visitor.other_origins.append(site.origin)
    visitor.expected += ["frame-ancestors", "Refused to frame", "X-Frame-Options"]
    visitor.go(f"{site.origin}/")
    for origin in town.origins:
        visitor.page.evaluate(
            """(src) => new Promise((done) => {
              const frame = document.createElement("iframe");
              frame.onload = done;
              frame.src = src;
              document.body.append(frame);
            })""",
            f"{origin}/",
        )
    framed = [frame.url for frame in visitor.page.frames[1:]]
    assert not any(url.startswith(town.origins) for url in framed), framed
