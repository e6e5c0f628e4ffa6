"""The citizens of the benchmark, each with a card of their own, and the authority behind them."""

import asyncio
import hashlib
import itertools
import json
import os
import sys
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from bench.client import raw_signature
from bench.processes import answers_on, free_port, running
from thiqa.card import Persona, load_personas
from thiqa.people import Person
from thiqa.pki.specimen import SpecimenPki
from thiqa.settings import Settings
from thiqa.specimen.population import SpecimenFolder, make_authorities
from thiqa.storage import Transaction, open_database
from thiqa.storage.migrate import migrate

CITIZENS = 200
MODEL_PERSONA = "adult"
P384_BYTES = 48
COMMAND = Path(sys.executable).with_name("thiqa")


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the card client sees it: it signs, after the PIN, for one site and challenge."""

    key: ec.EllipticCurvePrivateKey
    certificate: str

    def token(self, origin: str, nonce: str) -> str:
        """Return the Web eID token, ES384."""
        signed = hashlib.sha384(origin.encode()).digest() + hashlib.sha384(nonce.encode()).digest()
        der = self.key.sign(signed, ec.ECDSA(hashes.SHA384()))
        members = {
            "unverifiedCertificate": self.certificate,
            "algorithm": "ES384",
            "signature": b64encode(raw_signature(der, P384_BYTES)).decode(),
            "format": "web-eid:1.0",
            "appVersion": "bench",
        }
        return json.dumps(members, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Population:
    """Citizens with their cards, and the authority that providers trust."""

    folder: SpecimenFolder
    ocsp_url: str
    people: Sequence[Person]
    cards: Iterator[Card]

    def trusted_by(self, settings: Settings) -> None:
        """Make a provider trust the authority, and register every citizen with it."""
        now = int(time.time())
        make_authorities(self.folder, settings.card_authorities, now=now, ocsp_url=self.ocsp_url)
        asyncio.run(self._register(settings))

    async def _register(self, settings: Settings) -> None:
        async def unit(records: Transaction) -> None:
            for person in self.people:
                await records.people.put(person)

        await migrate(settings.database_url)
        async with open_database(settings.database_url) as opened:
            await opened.run(unit)


@contextmanager
def population(*, core: int, home: Path) -> Iterator[Population]:
    """Make the citizens; run their authority's OCSP responder until the block ends."""
    port = free_port()
    folder = SpecimenFolder(home / "specimen")
    url = f"http://127.0.0.1:{port}/"
    pki = make_authorities(folder, home / "card-authorities", now=int(time.time()), ocsp_url=url)
    model = load_personas()[MODEL_PERSONA]
    numbers = [f"ZZ{number:06d}" for number in range(1, CITIZENS + 1)]
    cards = [_card(pki, model, number) for number in numbers]
    people = [_person(model, number) for number in numbers]
    with running(
        [str(COMMAND), "specimen", "ocsp", "--port", str(port)],
        core=core,
        log=home / "ocsp.log",
        ready=answers_on(port),
        environment=environment(THIQA_DATA=str(home)),
    ):
        yield Population(folder, url, people, itertools.cycle(cards))


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with no settings of Thiqa but these."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("THIQA_")}
    return inherited | settings


def _card(pki: SpecimenPki, model: Persona, national_number: str) -> Card:
    key = ec.generate_private_key(ec.SECP384R1())
    validity = model.validity(int(time.time()))
    certificate = pki.issue_card_certificate(
        key.public_key(),
        given_name=model.certificate.given_name,
        family_name=model.certificate.family_name,
        national_number=national_number,
        not_before=validity.not_before,
        not_after=validity.not_after,
    )
    return Card(key, b64encode(certificate.public_bytes(Encoding.DER)).decode())


def _person(model: Persona, national_number: str) -> Person:
    claims = {**model.claims, "national_number": national_number}
    return Person(uuid.uuid4().hex, national_number, claims)
