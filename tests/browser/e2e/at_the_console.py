"""What owners and operators do at the console's pages, in a real browser."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from browser.e2e.town import Town
from browser.e2e.visitor import Visitor
from services import Service
from serving import free_port
from thiqa.crypto.key_file import ensure_signer
from thiqa.demo.processes import Process, running, started
from thiqa.demo.programs import COMMAND

DESKTOP = {"width": 1280, "height": 900}
SUBMIT = "main form .actions button[type=submit]"
SELF_TEST_MS = 60_000
REFUSAL_MS = 10_000


def sign_in(visitor: Visitor, path: str, persona: str) -> None:
    """Open a page of the console; the login that comes first is done with a specimen card."""
    visitor.go(f"{visitor.town.places.provider}{path}")
    assert visitor.path == "/login"
    visitor.press('a[href^="/sandbox"]')
    visitor.press(f'button[name="citizen"][value="{persona}"]')
    assert visitor.path == path


def make_operator(town: Town, persona: str) -> None:
    """Make a specimen citizen an operator, with the command."""
    number = town.persona(persona).national_number
    command = [*COMMAND, "officers", "add", number, "operator"]
    with started(command, town.places.environment()) as said:
        assert said() == f"{number} is now: operator\n"


@dataclass(frozen=True)
class NewService:
    """A service that its owner is about to register: the counter, under a name of its own."""

    town: Town
    folder: Path
    client_id: str
    port: int

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self) -> str:
        """The path of its page."""
        return f"/console/services/{self.client_id}"

    def environment(self, issuer: str) -> Mapping[str, str]:
        """Return the settings of its process; the record of the self-test has no witnesses."""
        places = self.town.places
        return {
            **places.environment(),
            "COUNTER_RECORD_POLICY": str(places.policy) if issuer == places.provider else "",
            "COUNTER_ISSUER": issuer,
            "COUNTER_PORT": str(self.port),
            "COUNTER_CLIENT_ID": self.client_id,
            "COUNTER_DATA": str(self.folder),
        }

    def registration(self) -> dict[str, Any]:
        """Return what it prints about itself."""
        environment = self.environment(self.town.places.provider)
        with started(["-m", "thiqa.counter", "--registration"], environment) as printed:
            found: dict[str, Any] = json.loads(printed())
        return found

    @contextmanager
    def deployed(self, issuer: str) -> Iterator[None]:
        """Run its process, with an issuer, until the block ends."""
        process = Process("its counter", ["-m", "thiqa.counter"], f"{self.origin}/health")
        with running([process], self.environment(issuer), self.folder / "logs"):
            yield

    def refuse_something(self) -> None:
        """Push a request with a redirect URI that is not registered."""
        key = ensure_signer(self.folder / "counter.pem")
        service = Service(self.town.places.provider, client_id=self.client_id, key=key)
        response = service.push(redirect_uri=f"{self.origin}/elsewhere")
        assert response.status_code == 400, response.text


def new_service(town: Town, folder: Path, client_id: str) -> NewService:
    """Return a service that nobody knows yet."""
    return NewService(town, folder, client_id, free_port())


def form_values(document: Mapping[str, Any]) -> dict[str, str]:
    """Return what an owner types for a registration, by the identifier of the field."""
    return {
        "client_id": document["client_id"],
        **{f"name-{language}": text for language, text in document["name"].items()},
        "redirect_uris": "\n".join(document["redirect_uris"]),
        "jwks": json.dumps(document["jwks"]),
        "initiate_login_uri": document["initiate_login_uri"],
        "post_logout_redirect_uris": "\n".join(document["post_logout_redirect_uris"]),
        "backchannel_logout_uri": document["backchannel_logout_uri"],
        **purpose_values(first_purpose(document)),
    }


def first_purpose(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the purpose that an owner begins with: the one that citizens come for."""
    found: dict[str, Any] = next(
        each for each in document["purposes"] if each["id"] == "criminal-record"
    )
    return found


def purpose_values(purpose: Mapping[str, Any]) -> dict[str, str]:
    """Return what an owner types for a purpose, by the identifier of the field."""
    return {
        "purpose_id": purpose["id"],
        **{f"purpose-{language}": text for language, text in purpose["name"].items()},
        **{f"law-{language}": text for language, text in purpose["law"]["reference"].items()},
        "retention_days": str(purpose["retention_days"]),
    }


def purpose_choices(purpose: Mapping[str, Any]) -> dict[str, str]:
    """Return what an owner chooses for a purpose, by the identifier of the field."""
    return {
        f"claim-{each['name'].replace('#', '-')}": "essential" if each["essential"] else "optional"
        for each in purpose["claims"]
    }


def choices(document: Mapping[str, Any]) -> dict[str, str]:
    """Return what an owner chooses for a registration, by the identifier of the field."""
    return {
        "sector": document["sector"],
        "id_token_signed_response_alg": document["id_token_signed_response_alg"],
        **purpose_choices(first_purpose(document)),
    }


def shown(visitor: Visitor, fields: Mapping[str, str]) -> dict[str, str]:
    """Return what fields of the page hold."""
    return {name: field(visitor, name).input_value() for name in fields}


def field(visitor: Visitor, name: str) -> Locator:
    """Return a field of the page by its identifier."""
    return visitor.page.locator(f'[id="{name}"]')


def press_form(visitor: Visitor, path: str) -> None:
    """Press the button of the form that is sent to a path."""
    visitor.press(f'form[action="{path}"] button[type=submit]')


def reload_until(visitor: Visitor, wanted: Locator, milliseconds: int) -> None:
    """Load the page again and again, as it asks for, until something is there."""
    for _ in range(milliseconds // 500):
        if wanted.count():
            return
        visitor.page.wait_for_timeout(500)
        visitor.page.reload()
    raise AssertionError(visitor.text())
