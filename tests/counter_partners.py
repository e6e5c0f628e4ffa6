"""A counter together with the payment provider and the bodies of the sandbox."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from counter_site import Browser, Site, counter_site
from fake_provider import Clock
from serving import free_port, serving
from thiqa.counter.sandbox.bodies.answering import Bodies
from thiqa.counter.sandbox.bodies.app import SOCIAL_REGISTER, TAX_BODY, make_bodies
from thiqa.counter.sandbox.payments.app import Provider, make_provider

PATIENCE_SECONDS = 60
"""What a worker of the counter does in the background has come to pass by then."""


@dataclass
class Town:
    """The counter, whom it works with, and the clock that they share."""

    counter: Site
    provider: Provider
    provider_url: str
    bodies: Bodies
    clock: Clock

    def submit(self, browser: Browser, service: str, **fields: str) -> str:
        """Ask for a service and submit the form; return the address of the request's page."""
        browser.log_in(service)
        url = urlsplit(browser.get(f"/services/{service}/begin").headers["location"]).path
        form = {f"f.{name}": value for name, value in fields.items()}
        answer = browser.press(f"{url}/form", **form, do="submit", key="once")
        assert answer.headers["location"] == f"{self.counter.url}{url}", answer.headers["location"]
        return str(url)

    def see(self, browser: Browser, url: str, text: str) -> str:
        """Look at a page until it shows a text; return the page."""
        until = time.monotonic() + PATIENCE_SECONDS
        while text not in (page := browser.get(url).text):
            assert time.monotonic() < until, page
            time.sleep(0.05)
        return page

    def pay(self, browser: Browser, url: str, course: str = "paid") -> str:
        """Press the button, pay at the provider's page; return where the browser is sent back."""
        page_url = browser.press(f"{url}/pay").headers["location"]
        assert page_url.startswith(f"{self.provider_url}/pay/")
        form = {"act": "cancel" if course == "cancel" else "pay", "course": course}
        answer = httpx.post(page_url, data=form, headers={"origin": self.provider_url})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def all_notifications_taken(self) -> None:
        """Wait until the provider has no notification to send any more."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.provider.till.store.due_events(self.clock(), 1):
            assert time.monotonic() < until
            time.sleep(0.05)


def buttons(page: str) -> set[str]:
    """Return where the forms of a page lead."""
    return set(re.findall(r'<form method="post" action="([^"]+)"', page))


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """Serve a counter and whom it works with."""
    clock = Clock()
    port, provider_port, bodies_port = free_port(), free_port(), free_port()
    counter_url, provider_url, bodies_url = (
        f"http://127.0.0.1:{each}" for each in (port, provider_port, bodies_port)
    )
    provider = make_provider(provider_url, folder / "provider", [counter_url], clock=clock)
    bodies = make_bodies(bodies_url, folder / "bodies", [counter_url], clock=clock)
    addresses = {"dgi": bodies_url + TAX_BODY, "registre-social": bodies_url + SOCIAL_REGISTER}
    with (
        serving(bodies.app, bodies_port),
        serving(provider.app, provider_port),
        counter_site(
            folder / "counter", port=port, clock=clock, payments=provider_url, bodies=addresses
        ) as site,
    ):
        yield Town(site, provider, provider_url, bodies.bodies, clock)
