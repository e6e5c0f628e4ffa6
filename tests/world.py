"""A provider with everything around it: the authority that answers for cards, a citizen with a
card at a browser, and services. All over real HTTP on the loopback.
"""

import asyncio
import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from serving import free_port, serving
from thiqa.app import application
from thiqa.base import b64url_encode, system_clock
from thiqa.card import CardApplication, InProcessConnection, load_personas, open_card
from thiqa.card.web_eid import make_authentication_token
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.oidc.client_authentication import ASSERTION_TYPE
from thiqa.oidc.registration import read_registration
from thiqa.pki.ocsp_responder import OcspResponder
from thiqa.pki.specimen import SpecimenPki
from thiqa.settings import Settings
from thiqa.specimen.ocsp_app import OcspApp
from thiqa.specimen.population import (
    SpecimenFolder,
    make_authorities,
    make_cards,
    register_citizens,
)
from thiqa.storage import open_database

REDIRECT_URI = "http://127.0.0.1:9/callback"
LOGGED_OUT_URI = "http://127.0.0.1:9/goodbye"
PURPOSE = "criminal-record"
FOUR = ("ar", "fr", "zgh", "en")
NAMES = {
    "ar": "خدمة تجريبية",
    "fr": "Service d'essai",
    "zgh": "ⵜⴰⵏⴰⴼⵓⵜ ⵏ ⵓⵔⴰⵎ",
    "en": "Trial service",
}


@dataclass(frozen=True)
class SpecimenCountry:
    """Authorities and cards, made once for a test run."""

    folder: SpecimenFolder
    authorities: Path
    pki: SpecimenPki
    ocsp_port: int

    def ocsp_app(self) -> OcspApp:
        """Return the application that answers for the cards' revocation."""
        signer = self.pki.ocsp_responder
        responder = OcspResponder(
            self.pki.card_ca.certificate, signer.certificate, signer.private_key, self.pki.status
        )
        return OcspApp(responder, system_clock)


def make_country(path: Path) -> SpecimenCountry:
    """Make the authorities and the cards of every specimen citizen."""
    folder, authorities, port = SpecimenFolder(path / "specimen"), path / "authorities", free_port()
    now = system_clock()
    pki = make_authorities(folder, authorities, now=now, ocsp_url=f"http://127.0.0.1:{port}/")
    make_cards(folder, pki, now=now)
    return SpecimenCountry(folder, authorities, pki, port)


@dataclass
class Service:
    """A relying party of the tests, which can misbehave on demand."""

    issuer: str
    client_id: str = "trial"
    sector: str = "interior"
    algorithm: Algorithm = Algorithm.ES256
    redirect_uri: str = REDIRECT_URI
    signer: Signer = field(init=False)
    verifier: str = ""

    def __post_init__(self) -> None:
        self.signer = Signer(generate_key(self.algorithm))

    def registration(self, **changes: Any) -> dict[str, Any]:
        """Return the registration document."""
        claims = {
            "given_name": True,
            "family_name": True,
            "given_name#ar": True,
            "family_name#ar": True,
            "birthdate": True,
            "address": False,
        }
        return {
            "client_id": self.client_id,
            "name": NAMES,
            "jwks": {"keys": [self.signer.public_jwk]},
            "redirect_uris": [self.redirect_uri],
            "post_logout_redirect_uris": [LOGGED_OUT_URI],
            "sector": self.sector,
            "id_token_signed_response_alg": self.algorithm.value,
            "default_purpose": PURPOSE,
            "purposes": [
                {
                    "id": PURPOSE,
                    "name": NAMES,
                    "law": {"reference": NAMES},
                    "retention_days": 30,
                    "claims": [
                        {"name": name, "essential": essential} for name, essential in claims.items()
                    ],
                },
                {
                    "id": "age",
                    "name": NAMES,
                    "law": {"reference": NAMES},
                    "retention_days": 0,
                    "claims": [{"name": "age_over_18", "essential": True}],
                },
            ],
            **changes,
        }

    def assertion(self, **changes: Any) -> str:
        """Return a client assertion; `changes` replace its claims."""
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + 60,
        }
        return self.signer.sign({**claims, **changes})

    def credentials(self, **changes: Any) -> dict[str, str]:
        """Return the form fields that authenticate the client."""
        return {
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(**changes),
        }

    def request(self, **changes: str | None) -> dict[str, str]:
        """Return the fields of a pushed request; None removes one."""
        self.verifier = secrets.token_urlsafe(32)
        challenge = b64url_encode(hashlib.sha256(self.verifier.encode()).digest())
        fields: dict[str, str | None] = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": secrets.token_urlsafe(8),
            "nonce": secrets.token_urlsafe(8),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def push(self, **changes: str | None) -> httpx.Response:
        """Push an authorization request."""
        data = {**self.request(**changes), **self.credentials()}
        return httpx.post(f"{self.issuer}/par", data=data)

    def pushed(self, **changes: str | None) -> str:
        """Push a request that must be accepted, and return the address to send the browser to."""
        response = self.push(**changes)
        assert response.status_code == 201, response.text
        request_uri = response.json()["request_uri"]
        query = httpx.QueryParams({"client_id": self.client_id, "request_uri": request_uri})
        return f"{self.issuer}/authorize?{query}"

    def redeem(self, code: str, **changes: str | None) -> httpx.Response:
        """Redeem a code."""
        fields: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            **self.credentials(),
            **changes,
        }
        data = {name: value for name, value in fields.items() if value is not None}
        return httpx.post(f"{self.issuer}/token", data=data)

    def refresh(self, refresh_token: str, **changes: str) -> httpx.Response:
        """Redeem a refresh token."""
        data = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            **self.credentials(),
            **changes,
        }
        return httpx.post(f"{self.issuer}/token", data=data)

    def userinfo(self, access_token: str) -> httpx.Response:
        """Ask for the claims."""
        headers = {"authorization": f"Bearer {access_token}"}
        return httpx.get(f"{self.issuer}/userinfo", headers=headers)

    def receipt(self, access_token: str) -> httpx.Response:
        """Ask for the receipt of the record."""
        headers = {"authorization": f"Bearer {access_token}"}
        return httpx.get(f"{self.issuer}/receipt", headers=headers, timeout=20)


@dataclass
class Citizen:
    """A specimen citizen with a card, at a browser that keeps cookies."""

    issuer: str
    country: SpecimenCountry
    persona: str = "adult"
    origin: str | None = None

    @cached_property
    def browser(self) -> httpx.Client:
        """The browser, which follows no redirect by itself."""
        return httpx.Client(base_url=self.issuer, timeout=20, headers={"accept-language": "en"})

    def token(self, challenge: str) -> str:
        """Sign a challenge with the card, for the origin that the card client sees."""
        pin = load_personas()[self.persona].pin
        connection = InProcessConnection(open_card(self.country.folder.card(self.persona)))
        application = CardApplication.select(connection)
        token = make_authentication_token(
            application, pin=pin, origin=self.origin or self.issuer, challenge_nonce=challenge
        )
        return json.dumps(token)

    def post(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        """Send a form as our own page would."""
        return self.browser.post(path, data=dict(fields), headers={"origin": self.issuer})

    def login(self, location: str, **changes: str) -> httpx.Response:
        """Open the login page at a location and answer it with the card."""
        page = self.browser.get(location)
        assert page.status_code == 200, page.text
        fields = form_fields(page.text)
        fields["auth_token"] = self.token(fields["challenge"])
        return self.post("/login/card", {**fields, **changes})

    def consent(self, location: str, **changes: str) -> httpx.Response:
        """Open the consent page at a location and agree."""
        page = self.browser.get(location)
        assert page.status_code == 200, page.text
        return self.post("/consent", {**form_fields(page.text), "decision": "agree", **changes})

    def walk(self, authorize_url: str, **consent: str) -> dict[str, str]:
        """Go the whole way from the service and back; return the answer's parameters."""
        location = self.browser.get(authorize_url).headers["location"]
        if urlsplit(location).path == "/login":
            location = self.login(location).headers["location"]
        if urlsplit(location).path == "/consent":
            location = self.consent(location, **consent).headers["location"]
        return answer_of(location)


@dataclass(frozen=True)
class World:
    """A provider with its country and its one registered service."""

    issuer: str
    country: SpecimenCountry
    database_url: str
    settings: Settings
    service: Service

    def citizen(self, persona: str = "adult") -> Citizen:
        """Return a citizen at a fresh browser."""
        return Citizen(self.issuer, self.country, persona)

    def register(self, service: Service, **changes: Any) -> Service:
        """Register another service."""
        add_client(self.database_url, service.registration(**changes))
        return service


def add_client(database_url: str, document: Mapping[str, Any]) -> None:
    """Register a client in a database."""

    async def add() -> None:
        client = read_registration(document)
        async with open_database(database_url) as database:
            await database.run(lambda records: records.oidc.put_client(client))

    asyncio.run(add())


@contextmanager
def provider_world(
    country: SpecimenCountry, database_url: str, data: Path, *, processes: int = 1
) -> Iterator[World]:
    """Serve a provider on a database; `processes` of them share it behind other ports."""
    port = free_port()
    issuer = f"http://localhost:{port}"
    (data / "card-authorities").symlink_to(country.authorities)
    settings = Settings(issuer=issuer, port=port, data=data, database=database_url, specimen=True)
    asyncio.run(_populate(database_url))
    service = Service(issuer)
    add_client(database_url, service.registration())
    with serving(country.ocsp_app(), country.ocsp_port), serving(application(settings), port):
        yield World(issuer, country, database_url, settings, service)


async def _populate(database_url: str) -> None:
    async with open_database(database_url) as database:
        await register_citizens(database, list(load_personas().values()))


def form_fields(html: str) -> dict[str, str]:
    """Return the fields that a browser would send from a page as it stands."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", html):
        members = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        checked = members.get("type") != "checkbox" or "checked" in tag
        if "name" in members and checked and members["name"] != "remember":
            fields[members["name"]] = members.get("value", "").replace("&#43;", "+")
    return fields


def answer_of(location: str) -> dict[str, str]:
    """Return the parameters of an answer to the service."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
