"""An issuing room on a database of a test: a service, a citizen, a seal, a record."""

import asyncio
import json
import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from provider_parts import Parts
from services import Service
from specimen_log import NOON
from specimen_log import signer as record_signer
from thiqa.database import OpenDatabase
from thiqa.issuing import Form, Room, issuing_endpoints, issuing_prefixes
from thiqa.issuing.making import Made
from thiqa.issuing.models import Order
from thiqa.issuing.seals import Seals
from thiqa.ledger.history import HistoryEntry
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.sequencer import Sequencer
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.provider import Provider
from thiqa.people import Person, give_subject, pairwise_subject
from thiqa.storage import Transaction, open_database
from thiqa.web import dispatch

ISSUER = "https://id.example"
CITIZEN = Person("p-citizen", "AB123456", {"given_name": "Salma", "family_name": "Idrissi"})
NEIGHBOUR = Person("p-neighbour", "CD123456", {"given_name": "Omar"})
DAY = 86_400
BODY = {"ar": "هيئة", "fr": "Organisme", "zgh": "ⵜⴰⵎⵙⵙⵓⵔⵜ", "en": "Body"}
SEALS = Seals.of(
    {
        "seal": [
            {"id": "body", "name": BODY, "certificate": "body.pem", "key": "body.key"},
            {"id": "court", "name": BODY, "certificate": "court.pem", "key": "court.key"},
        ],
        "service": [
            {
                "client_id": "trial",
                "seal": "body",
                "documents": ["residence", "tax-receipt"],
                "answers": ["no-entry"],
            },
            {"client_id": "other", "seal": "body", "documents": ["residence"]},
        ],
    },
    Path(),
)


@dataclass
class Press:
    """Stands in for typesetting and sealing: no two pieces are the same, as with real seals."""

    made: list[tuple[Order, str]] = field(default_factory=list)
    before: Callable[[], Coroutine[Any, Any, None]] | None = None
    """Awaited while a piece is being made."""
    trouble: Exception | None = None

    def check(self, order: Order, now: int) -> None:
        """Find nothing wrong."""

    async def make(self, order: Order, number: str, now: int, holder: Mapping[str, Any]) -> Made:
        """Make something of the order."""
        self.made.append((order, number))
        if self.before is not None:
            await self.before()
        if self.trouble is not None:
            raise self.trouble
        content = f"{number} {secrets.token_hex(8)} {dict(holder)}".encode()
        return Made(content, order.content.get("valid_until"), code="https://id.example/d#1")


@dataclass
class Office:
    """The room behind its endpoints, with a clock that can be moved."""

    database: OpenDatabase[Transaction]
    now: int = NOON
    press: Press = field(default_factory=Press)
    room: Room = field(init=False)
    sequencer: Sequencer = field(init=False)
    publisher: Publisher = field(init=False)
    http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        key = record_signer().verifier_key
        policy = LogPolicy.of_log(key)
        self.sequencer = Sequencer(self.database, record_signer(), [key])
        self.publisher = Publisher(self.database, policy, lambda: self.now)
        makers = {Form.DOCUMENT: self.press, Form.ANSWER: self.press}
        receipts = Receipts(self.database, policy)
        self.room = Room(self._provider(), self.database, receipts, SEALS, makers)
        app = dispatch(
            issuing_endpoints(self.room, _no_page), _no_page, below=issuing_prefixes(self.room)
        )
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ISSUER)
        self.service = Service(ISSUER, clock=lambda: self.now)
        self.other = Service(ISSUER, client_id="other", clock=lambda: self.now)

    def _provider(self) -> Provider:
        parts = Parts().provider
        return replace(
            parts,
            database=self.database,
            clients=type(parts.clients)(self.database, lambda: self.now, _fetch_nothing),
            clock=lambda: self.now,
        )

    def subject(self, person: Person = CITIZEN, sector: str = "interior") -> str:
        """Return a citizen's identifier as services of the sector know it."""
        return pairwise_subject(self.room.provider.pairwise_secret, sector, person.id)

    def order(self, **changes: str | None) -> dict[str, str]:
        """Return the fields of an order, with a key of its own."""
        fields = {
            "seal": "body",
            "type": "residence",
            "subject": self.subject(),
            "key": secrets.token_urlsafe(16),
            "document": json.dumps({"valid_until": self.now + DAY}),
            **changes,
        }
        return {name: value for name, value in fields.items() if value is not None}

    async def post(
        self, path: str, fields: Mapping[str, str], service: Service | None = None
    ) -> httpx.Response:
        """Send a form as a service that proves who it is."""
        credentials = (service or self.service).credentials()
        return await self.http.post(path, data={**credentials, **fields})

    async def issued(self, **changes: str | None) -> dict[str, Any]:
        """Have a document issued, which must succeed."""
        response = await self.post("/documents", self.order(**changes))
        assert response.status_code == httpx.codes.CREATED, response.text
        found: dict[str, Any] = response.json()
        return found

    async def status(self, number: str) -> dict[str, Any]:
        """Ask what a document is worth, as anybody."""
        found: dict[str, Any] = (await self.http.get(f"/documents/{number}")).json()
        return found

    async def history(self, person: Person = CITIZEN) -> list[HistoryEntry]:
        """Return what a citizen can read."""
        return await self.room.receipts.history(person.id)

    async def publish(self) -> None:
        """Give all that waits its place in the record, and publish it."""
        while await self.sequencer.integrate():
            pass
        await self.publisher.publish()

    async def furnish(self) -> None:
        """Register services and citizens, each known to the services' sector."""

        async def unit(records: Transaction) -> None:
            for service in (self.service, self.other):
                await records.oidc.put_client(read_registration(service.registration()))
            for person in (CITIZEN, NEIGHBOUR):
                await records.people.put(person)
                secret = self.room.provider.pairwise_secret
                await give_subject(records, secret, self.service.sector, person.id)

        await self.database.run(unit)


def with_office(url: str, test: Callable[[Office], Coroutine[Any, Any, None]]) -> None:
    """Run a test in an issuing room on the database of an address."""

    async def main() -> None:
        async with open_database(url) as database:
            office = Office(database)
            await office.furnish()
            async with office.http:
                await test(office)

    asyncio.run(main())


async def _no_page(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError(f"no page was asked for: {scope['path']}")


async def _fetch_nothing(url: str) -> dict[str, Any]:
    raise AssertionError(url)
