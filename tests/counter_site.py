"""The counter, served on the loopback, and browsers that visit it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from fake_provider import Clock, FakeProvider, fake_provider
from serving import free_port, serving
from thiqa.counter.app import make_app
from thiqa.counter.registration import registration
from thiqa.counter.settings import Settings
from thiqa.crypto.key_file import ensure_signer

SERVICE = "fiche-anthropometrique"
"""The service for which most logins are."""
GOAL = f"/services/{SERVICE}/begin"
"""Where a citizen goes on after such a login."""


@dataclass
class Browser:
    """A browser at the counter: it keeps cookies and says where its forms come from."""

    site: str
    http: httpx.Client

    def get(self, url: str) -> httpx.Response:
        """Open an address."""
        return self.http.get(url)

    def press(self, path: str, **fields: str) -> httpx.Response:
        """Send the form of a button."""
        return self.http.post(path, data=fields, headers={"origin": self.site})

    def go_to_provider(self, service: str = SERVICE) -> str:
        """Press the button of a service; return where at the provider the browser is sent."""
        answer = self.press("/identify", service=service)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def come_back(self, service: str = SERVICE) -> str:
        """Log in at the provider; return the address that the provider sends back to."""
        answer = httpx.get(self.go_to_provider(service))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def log_in(self, service: str = SERVICE) -> httpx.Response:
        """Do it all; return the counter's answer to the callback."""
        return self.get(self.come_back(service))


@dataclass
class Site:
    """The counter and its provider."""

    url: str
    settings: Settings
    provider: FakeProvider
    clock: Clock

    @contextmanager
    def browser(self, language: str = "en") -> Iterator[Browser]:
        """Open a new browser, without cookies."""
        headers = {"accept-language": language}
        with httpx.Client(base_url=self.url, headers=headers, timeout=30) as http:
            yield Browser(self.url, http)


@contextmanager
def counter_site(
    folder: Path, *, port: int = 0, clock: Clock | None = None, **changes: Any
) -> Iterator[Site]:
    """Serve a counter with its provider; `changes` are those of the counter's settings."""
    clock = clock or Clock()
    with fake_provider(clock) as provider:
        port = port or free_port()
        url = f"http://127.0.0.1:{port}"
        settings = Settings(
            issuer=provider.issuer, url=url, data=folder, key_file=folder / "counter.pem", **changes
        )
        provider.registration = registration(settings, ensure_signer(settings.key_file))
        app = make_app(settings, clock=clock, wait=clock.wait)
        with serving(app, port):
            yield Site(url, settings, provider, clock)
