"""Specimen citizens with a card, at a browser that keeps cookies."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs, urlsplit

import httpx

from thiqa.card import CardApplication, InProcessConnection, load_personas, open_card
from thiqa.card.login.web_eid import make_authentication_token
from thiqa.specimen.population import SpecimenFolder


@dataclass
class Citizen:
    """A specimen citizen at a browser; `origin` is what the card client sees, if not the issuer."""

    issuer: str
    cards: SpecimenFolder
    persona: str = "adult"
    origin: str | None = None
    language: str = "en"

    @cached_property
    def browser(self) -> httpx.Client:
        """The browser, which follows no redirect by itself."""
        headers = {"accept-language": self.language}
        return httpx.Client(base_url=self.issuer, timeout=30, headers=headers)

    @property
    def session(self) -> str | None:
        """The secret in the session's cookie."""
        return self.browser.cookies.get("session")

    @property
    def national_number(self) -> str:
        """What the card says."""
        return load_personas()[self.persona].national_number

    def token(self, challenge: str) -> str:
        """Sign a challenge with the card, for the origin that the card client sees."""
        connection = InProcessConnection(open_card(self.cards.card(self.persona)))
        token = make_authentication_token(
            CardApplication.select(connection),
            pin=load_personas()[self.persona].pin,
            origin=self.origin or self.issuer,
            challenge_nonce=challenge,
        )
        return json.dumps(token)

    def post(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        """Send a form as our own page would."""
        return self.browser.post(path, data=dict(fields), headers={"origin": self.issuer})

    def open(self, authorize_url: str) -> str:
        """Follow a service's link; return the address of the page that it leads to."""
        response = self.browser.get(authorize_url)
        assert response.status_code == httpx.codes.SEE_OTHER, response.text
        return response.headers["location"]

    def fields(self, location: str) -> dict[str, str]:
        """Open a page and return the fields of its form as they stand."""
        page = self.browser.get(location)
        assert page.status_code == httpx.codes.OK, page.text
        return form_fields(page.text)

    def login_fields(self, location: str) -> dict[str, str]:
        """Open a login page; return its fields, with the card's answer."""
        fields = self.fields(location)
        return {**fields, "auth_token": self.token(fields["challenge"])}

    def login(self, location: str = "/login") -> str:
        """Sign in with the card at a login page; return where that leads to."""
        response = self.post("/login/card", self.login_fields(location))
        assert response.status_code == httpx.codes.SEE_OTHER, response.text
        return response.headers["location"]

    def sign_in(self, authorize_url: str) -> str:
        """Follow a service's link and sign in; return where that leads to."""
        return self.login(self.open(authorize_url))

    def consent(self, location: str, *, leave_out: Iterable[str] = (), **changes: str) -> str:
        """Open a consent page and agree; return where that leads to."""
        fields = {**self.fields(location), "decision": "agree", **changes}
        for claim in leave_out:
            del fields[f"claim.{claim}"]
        response = self.post("/consent", fields)
        assert response.status_code == httpx.codes.SEE_OTHER, response.text
        return response.headers["location"]

    def walk(
        self, authorize_url: str, *, leave_out: Iterable[str] = (), **consent: str
    ) -> dict[str, str]:
        """Go the whole way from the service and back; return the answer's parameters."""
        return answer_of(self.travel(authorize_url, leave_out=leave_out, **consent))

    def travel(self, authorize_url: str, *, leave_out: Iterable[str] = (), **consent: str) -> str:
        """Go the whole way from the service and back; return the address of the answer."""
        location = self.open(authorize_url)
        if urlsplit(location).path == "/login":
            location = self.login(location)
        if urlsplit(location).path == "/consent":
            location = self.consent(location, leave_out=leave_out, **consent)
        return location


def form_fields(page: str) -> dict[str, str]:
    """Return the fields that a browser would send from a page as it stands."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        members = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        checked = members.get("type") != "checkbox" or " checked" in tag
        if "name" in members and checked:
            fields[members["name"]] = html.unescape(members.get("value", ""))
    return fields


def answer_of(location: str) -> dict[str, str]:
    """Return the parameters of an answer to the service."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
