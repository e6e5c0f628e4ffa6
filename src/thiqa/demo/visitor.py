"""Somebody with a card in front of a browser."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from thiqa.base import ThiqaError, b64url_decode, parse_json_object
from thiqa.card import Persona
from thiqa.demo.browser import Browser, Form, Page
from thiqa.demo.places import Places

LANGUAGE = "fr"
PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.1


class StepFailedError(ThiqaError):
    """A step of the walk did not go as it must."""


@dataclass
class Visitor:
    """A citizen or a clerk on their way from page to page."""

    places: Places
    persona: Persona
    browser: Browser = field(default_factory=lambda: Browser(LANGUAGE))
    page: Page | None = None
    handed_over: str = ""

    def here(self) -> Page:
        """Return the page that the browser shows."""
        if self.page is None:
            raise StepFailedError("the browser shows no page yet")
        return self.page

    def path(self) -> str:
        """Return the path of the page that the browser shows."""
        return urlsplit(self.here().url).path

    def form(self, action: str) -> Form:
        """Return a form of the page that the browser shows."""
        for form in self.here().forms:
            if form.action == action:
                return form
        raise StepFailedError(f"{self.here().url} has no form to {action}")

    def must(self, holds: bool, what: str) -> None:
        """Go on only if something holds."""
        if not holds:
            page = self.here()
            raise StepFailedError(f"{what}, not {page.title!r} ({page.status}, {page.url})")

    def open(self, url: str) -> None:
        """Open an address."""
        self.page = self.browser.open(url)

    def send(self, form: Form, **filled: str) -> None:
        """Send a form of the page that the browser shows."""
        self.page = self.browser.send(self.here(), form, **filled)

    def open_until(self, url: str, holds: Callable[[Page], bool], what: str) -> None:
        """Open a page again and again until something holds there."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            self.open(url)
            if holds(self.here()):
                return
            self.must(time.monotonic() < deadline, what)
            time.sleep(POLL_SECONDS)

    def hand_over_to_the_card_client(self) -> dict[str, Any]:
        """Take the login page's challenge to the card client; return what it is asked for."""
        link = self.here().link_to(f"{self.places.card_client}/auth#")
        self.handed_over = link.partition("#")[2]
        self.open(link.partition("#")[0])
        self.send(self.form("/auth"), request=self.handed_over)
        self.must(self.places.provider in self.here().html, "the card client must show who asks")
        return dict(parse_json_object(b64url_decode(self.handed_over)))

    def sign_with_card_and_pin(self) -> dict[str, Any]:
        """Type the PIN; return the token that the card client hands back."""
        self.send(self.form("/sign"), card=self.persona.key, pin=self.persona.pin)
        fragment = self.here().hops[-1].partition("#")[2] if self.here().hops else ""
        self.must(bool(fragment), "the card must sign")
        self.handed_over = fragment
        return self._token()

    def show_the_token(self) -> None:
        """Send the token to the provider; the consent page must come next."""
        self.send(self.form("/login/card"), auth_token=json.dumps(self._token()))
        self.must(self.path() == "/consent", "the consent page must come next")

    def sign_in(self) -> None:
        """Do it all, and agree."""
        self.must(self.path() == "/login", "the login page must come next")
        self.hand_over_to_the_card_client()
        self.sign_with_card_and_pin()
        self.show_the_token()
        self.send(self.form("/consent"), decision="agree")

    def _token(self) -> dict[str, Any]:
        return dict(parse_json_object(b64url_decode(self.handed_over))["authToken"])
