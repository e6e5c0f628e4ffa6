"""A provider with seals of bodies, and a service that has documents issued there."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from services import Service
from sheets_of_bodies import draft
from thiqa.base import b64decode
from thiqa.specimen.bodies import BODIES
from thiqa.specimen.sealing import allow_sealing
from world import SpecimenCountry, World, provider_world

NAMES = {
    body.seal: {
        "ar": "هيئة للتجربة",
        "fr": body.organization,
        "zgh": "ⵜⴰⵎⵙⵙⵓⵔⵜ",
        "en": "A body of a demonstration",
    }
    for body in BODIES
}

QUESTION = {
    "ar": "هل سجله خال مما يهم هذا العمل؟",
    "fr": "Son casier est-il vierge de ce qui importe à cet emploi ?",
    "zgh": "ⵉⵙ ⵓⵔ ⵉⵍⵍⵉ ⴽⵔⴰ ⴳ ⵓⵙⴽⵍⵙ ⵏⵏⵙ?",
    "en": "Is there no entry relevant to this job?",
}


def furnish_seals(country: SpecimenCountry, data: Path, client_id: str = "trial") -> None:
    """Give a provider's folder its file of seals, which allows a service some of them."""
    request = {
        "service": client_id,
        "seals": [
            {"id": "dgsn", "name": NAMES["dgsn"], "documents": ["fiche-anthropometrique"]},
            {"id": "tribunal", "name": NAMES["tribunal"], "answers": ["no-relevant-entry"]},
        ],
    }
    furnish_authorities(country, data, request)


def furnish_authorities(country: SpecimenCountry, data: Path, request: Mapping[str, Any]) -> None:
    """Give a provider's folder its file of seals, with what a service asks for."""
    allow_sealing(data / "seals.toml", country.folder.seals, request)


@contextmanager
def issuing_world(country: SpecimenCountry, template: Path, data: Path) -> Iterator[World]:
    """Serve a provider that issues documents, on SQLite."""
    furnish_seals(country, data)
    database = data / "thiqa.db"
    database.write_bytes(template.read_bytes())
    with provider_world(country, f"sqlite:///{database}", data) as world:
        yield world


def issuer_of(world: World) -> "Issuer":
    """Return the first service after a citizen identified to it."""
    tokens = world.service.identify(world.citizen())
    subject = world.service.userinfo(tokens["access_token"]).json()["sub"]
    return Issuer(world.service, subject)


@dataclass(frozen=True)
class Issuer:
    """A service that has things issued about a citizen who identified to it."""

    service: Service
    subject: str

    def order_document(self, **changes: Any) -> httpx.Response:
        """Order a document; `changes` are those of its sheet."""
        sheet = {name: value for name, value in draft().items() if name != "issuer"}
        now = self.service.clock()
        document = {**sheet, "valid_until": now + 7_776_000, **changes}
        fields = {
            "seal": "dgsn",
            "type": "fiche-anthropometrique",
            "document": json.dumps(document),
        }
        return self.send("/documents", fields)

    def document(self, **changes: Any) -> tuple[dict[str, Any], bytes]:
        """Have a document issued; return what was answered, and the PDF."""
        response = self.order_document(**changes)
        assert response.status_code == httpx.codes.CREATED, response.text
        found = response.json()
        return found, b64decode(found["pdf"])

    def order_answer(self, **changes: Any) -> httpx.Response:
        """Order an answer; `changes` are those of its members."""
        members = {
            "question": QUESTION,
            "yes": True,
            "audience": "https://employer.example",
            "valid_until": self.service.clock() + 86_400,
            **changes,
        }
        fields = {"seal": "tribunal", "type": "no-relevant-entry", "answer": json.dumps(members)}
        return self.send("/answers", fields)

    def answer(self, **changes: Any) -> dict[str, Any]:
        """Have an answer issued."""
        response = self.order_answer(**changes)
        assert response.status_code == httpx.codes.CREATED, response.text
        found: dict[str, Any] = response.json()
        return found

    def send(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        """Send an order with a key of its own."""
        key, subject = secrets.token_urlsafe(16), self.subject
        given = {"subject": subject, "key": key, **self.service.credentials(), **fields}
        return self.service.post(path, given)
