"""A counter at a provider that issues: a citizen asks, a body grants, a document comes."""

import html
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx

from counter_databases import CounterUnits
from counter_site import Browser
from documents_of_bodies import furnish_authorities
from serving import free_port, serving
from thiqa.counter.app import make_app
from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.catalogue.models import Outcome
from thiqa.counter.delivery.command import sealing_request
from thiqa.counter.records import Records
from thiqa.counter.registration import registration
from thiqa.counter.requests import by_citizen, by_clerk, by_others
from thiqa.counter.requests.calendar import Calendar
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import Clerk, Decision, Request
from thiqa.counter.settings import Settings
from thiqa.crypto.key_file import ensure_signer
from thiqa.oidc.clients.registration import read_registration
from world import SpecimenCountry, World, provider_world

Found = TypeVar("Found")
CLIENT_ID = "counter"
LIFE = Life(load_catalogue(), Calendar(ZoneInfo("Africa/Casablanca")))
WAIT_SECONDS = 90


@dataclass
class Town:
    """The provider, the counter, and a citizen's browser at both."""

    world: World
    settings: Settings
    browser: Browser

    @property
    def units(self) -> CounterUnits:
        """The counter's own database."""
        return CounterUnits(self.settings.database_url)

    @property
    def now(self) -> int:
        """The clock of everybody."""
        return self.world.clock()

    def identified(self, service: str, persona: str = "adult") -> str:
        """Sign a citizen in for a service; return the number of the draft that it opens."""
        citizen = self.world.citizen(persona)
        back = citizen.consent(citizen.sign_in(self.browser.go_to_provider(service)))
        goal = self.browser.get(back).headers["location"]
        draft = self.browser.get(goal).headers["location"]
        return draft.rpartition("/")[2]

    def granted(self, service: str, fields: dict[str, str], decision: dict[str, str]) -> str:
        """Have a request granted; return its number."""
        number = self.identified(service)
        subject = self.request(number).subject
        self.units.run(partial(granted, number, subject, fields, decision, self.now))
        return number

    def request(self, number: str) -> Request:
        """Return a request."""

        async def unit(records: Records) -> Request:
            found = await records.requests.get(number)
            assert found is not None
            return found

        return self.units.read(unit)

    def awaited(self, look: Callable[[], Found | None]) -> Found:
        """Return what comes of a task, once it has come."""
        deadline = time.monotonic() + WAIT_SECONDS
        while (found := look()) is None:
            assert time.monotonic() < deadline, "it did not come"
            time.sleep(0.05)
        return found

    def document(self, number: str) -> Any:
        """Return the document of a request, once it has come."""
        return self.awaited(
            lambda: self.units.read(lambda records: records.delivery.document(number))
        )

    def page(self, number: str) -> str:
        """Return the page of a request."""
        return html.unescape(self.browser.get(f"/requests/{number}").text)

    def form_key(self, number: str, action: str) -> str:
        """Return the key of a form on the page of a request."""
        form = self.page(number).partition(f'action="{action}"')[2]
        found = re.search(r'name="key" value="([^"]+)"', form)
        assert found is not None
        return found[1]


async def granted(
    number: str,
    subject: str,
    fields: dict[str, str],
    decision: dict[str, str],
    now: int,
    records: Records,
) -> None:
    await records.requests.put_fields(number, fields, now)
    request = await by_citizen.submit(LIFE, records, number, subject, now)
    if request.due_fee is not None:
        await by_others.mark_paid(LIFE, records, number, now)
    clerk, second = (Clerk(name, request.body) for name in ("first", "second"))
    await by_clerk.take(records, number, clerk, now)
    verdict = Decision(Outcome.GRANTED, dict.fromkeys(("ar", "fr", "zgh", "en"), "Bien."), decision)
    await by_clerk.decide(LIFE, records, number, clerk, verdict, now)
    if LIFE.service(request.service).steps.four_eyes:
        await by_clerk.take(records, number, second, now)
        await by_clerk.approve(LIFE, records, number, second, now)


@contextmanager
def counter_town(
    country: SpecimenCountry, provider_database: str, counter_database: str, folder: Path
) -> Iterator[Town]:
    """Serve a provider that issues, and a counter that is registered there."""
    data, port = folder / "provider", free_port()
    data.mkdir()
    furnish_authorities(country, data, sealing_request(load_catalogue(), CLIENT_ID))
    with provider_world(country, provider_database, data) as world:
        settings = Settings(
            issuer=world.issuer,
            url=f"http://127.0.0.1:{port}",
            client_id=CLIENT_ID,
            data=folder / "counter",
            key_file=folder / "counter" / "counter.pem",
            database=counter_database,
        )
        settings.data.mkdir()
        client = read_registration(registration(settings, ensure_signer(settings.key_file)))
        world.run(lambda records: records.oidc.put_client(client))
        with (
            serving(make_app(settings, clock=world.clock), port),
            httpx.Client(
                base_url=settings.url, headers={"accept-language": "en"}, timeout=30
            ) as http,
        ):
            yield Town(world, settings, Browser(settings.url, http))
