"""Decoupled logins: what a service at a counter does, and the citizen at their own device."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from citizens import Citizen, form_fields
from services import Service, without_none
from serving import free_port, serving
from thiqa.base import b64url_encode, digest
from thiqa.oidc.models import CIBA_GRANT
from thiqa.web import read_body
from world import Processes, World

PATIENCE_SECONDS = 20
TOKEN = "notify-" + "0123456789abcdef" * 2
_FORM = re.compile(r'<form method="post" action="/requests/answer">.*?</form>', re.DOTALL)
_NUMBER = re.compile(r'name="number" value="([0-9]+)"')
POLLING = {
    "grant_types": ["authorization_code", "refresh_token", CIBA_GRANT],
    "backchannel_token_delivery_mode": "poll",
}


def new_counter(world: World | Processes, **changes: Any) -> Service:
    """Register a service that begins decoupled logins, and polls unless changed."""
    return world.new_service(changes={**POLLING, **changes})


def begin(
    service: Service, citizen: Citizen | None = None, **changes: str | None
) -> httpx.Response:
    """Begin a login of a citizen, by the national number unless changed."""
    number = None if citizen is None else citizen.national_number
    fields = {"scope": "openid", "login_hint": number, **changes}
    return service.post("/bc-authorize", {**service.credentials(), **without_none(fields)})


def begun(service: Service, citizen: Citizen, **changes: str | None) -> dict[str, Any]:
    """Begin a login that must be accepted; return the answer."""
    response = begin(service, citizen, **changes)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def poll(service: Service, login: dict[str, Any] | str, **changes: str | None) -> httpx.Response:
    """Ask for the tokens of a login."""
    auth_req_id = login if isinstance(login, str) else login["auth_req_id"]
    fields = {"grant_type": CIBA_GRANT, "auth_req_id": auth_req_id, **service.credentials()}
    return service.post("/token", {**fields, **changes})


def page_of(citizen: Citizen) -> str:
    """Return the page of requests of a citizen, who signs in if need be."""
    if citizen.session is None:
        citizen.login("/login")
    response = citizen.browser.get("/requests")
    assert response.status_code == 200, response.text
    return response.text


def requests_on(page: str) -> list[dict[str, str]]:
    """Return the fields of each request that has not been opened."""
    return [form_fields(form) for form in _FORM.findall(page)]


def name_of(login: dict[str, Any]) -> str:
    """Return how pages name a login."""
    return b64url_encode(digest(login["auth_req_id"]))


def request_on(page: str, login: dict[str, Any]) -> dict[str, str]:
    """Return the fields of a login that has not been opened."""
    [fields] = [each for each in requests_on(page) if each["a"] == name_of(login)]
    return fields


def numbers_on(page: str, login: dict[str, Any]) -> list[int]:
    """Return the numbers that a page offers for a login."""
    forms = [form for form in _FORM.findall(page) if name_of(login) in form]
    return [int(each) for form in forms for each in _NUMBER.findall(form)]


def pick(
    citizen: Citizen, login: dict[str, Any], number: int | str | None = None
) -> httpx.Response:
    """Pick a number for a login: the right one unless another is named."""
    picked = str(login["number_to_match"] if number is None else number)
    fields = request_on(page_of(citizen), login)
    return citizen.post("/requests/answer", {**fields, "number": picked})


def confirm(citizen: Citizen, login: dict[str, Any], decision: str = "agree") -> httpx.Response:
    """Pick the right number, read the consent page and answer it."""
    response = pick(citizen, login)
    assert response.status_code == 303, response.text
    location = response.headers["location"]
    assert location.startswith("/consent?"), location
    return citizen.post("/consent", {**citizen.fields(location), "decision": decision})


@dataclass
class Ear:
    """A service's ear for pings; `answers` are the statuses of the next ones, then it is 204."""

    port: int = field(default_factory=free_port)
    answers: list[int] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[bytes, bytes]] = field(default_factory=list)

    @property
    def uri(self) -> str:
        """The backchannel_client_notification_endpoint to register."""
        return f"http://127.0.0.1:{self.port}/ping"

    @property
    def registration(self) -> dict[str, Any]:
        """The changes of a registration that make the provider ping here."""
        return {
            "backchannel_token_delivery_mode": "ping",
            "backchannel_client_notification_endpoint": self.uri,
        }

    def wait(self, number: int = 1) -> "Ear":
        """Wait until so many pings have come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.heard) < number:
            assert time.monotonic() < deadline, f"{len(self.heard)} of {number} came"
            time.sleep(0.01)
        return self

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = json.loads(await read_body(receive))
        status = self.answers.pop(0) if self.answers else 204
        self.headers.append(dict(scope["headers"]))
        self.heard.append(body)
        headers = [(b"location", self.uri.encode())] if status in {301, 302, 307} else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


@contextmanager
def hearing(*answers: int) -> Iterator[Ear]:
    """Serve an ear for as long as the block runs."""
    ear = Ear(answers=list(answers))
    with serving(ear, ear.port):
        yield ear
