"""Clerks at a counter that runs, and files that wait for them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from counter_databases import CounterUnits
from counter_site import Browser, Site
from fake_provider import CITIZEN
from thiqa.base import new_secret
from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.desk.enrolment import invite
from thiqa.counter.desk.models import Role
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen, by_others
from thiqa.counter.requests.calendar import Calendar
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import Need, Request, Step

FORM = "application/x-www-form-urlencoded"
LIFE = Life(load_catalogue(), Calendar(ZoneInfo("Africa/Casablanca")))


@dataclass
class Clerk:
    """A clerk's browser."""

    site: Site
    browser: Browser
    subject: str

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.browser.get(path)

    def post(self, path: str, **form: str) -> httpx.Response:
        """Send a form."""
        headers = {"origin": self.browser.site, "content-type": FORM}
        return self.browser.http.post(path, data=form, headers=headers)

    def sign_in(self, goal: str = "/desk") -> httpx.Response:
        """Sign in for the desk; return the answer to the callback."""
        self.site.provider.subject = self.subject
        began = self.post("/desk/sign-in", goal=goal)
        assert began.status_code == 303, began.text
        at_provider = httpx.get(began.headers["location"])
        return self.browser.get(at_provider.headers["location"])

    def key_on(self, path: str) -> str:
        """Return the key of the forms on a page."""
        page = self.get(path).text
        return page.partition('name="key" value="')[2].partition('"')[0]


@dataclass
class Office:
    """A counter whose database a test can reach."""

    site: Site

    @property
    def units(self) -> CounterUnits:
        return CounterUnits(self.site.settings.database_url)

    def invitation(self, body: str, role: Role = Role.CLERK) -> str:
        """Return the path of a new invitation."""
        now = self.site.clock()
        code = self.units.run(lambda records: invite(records, body, role, "", now))
        return f"/desk/join/{code}"

    @contextmanager
    def person(self, subject: str | None = None, language: str = "en") -> Iterator[Clerk]:
        """Open the browser of somebody who is no clerk yet."""
        with self.site.browser(language) as browser:
            yield Clerk(self.site, browser, subject or new_secret())

    @contextmanager
    def clerk(
        self, body: str, role: Role = Role.CLERK, subject: str | None = None, language: str = "en"
    ) -> Iterator[Clerk]:
        """Open the browser of a new clerk who has signed in."""
        path = self.invitation(body, role)
        with self.person(subject, language) as person:
            person.sign_in(path)
            assert person.post(path).status_code == 303
            yield person

    def file(
        self,
        service_id: str,
        subject: str | None = None,
        *,
        claims: Mapping[str, Any] = CITIZEN,
        fields: Mapping[str, str] | None = None,
    ) -> str:
        """Return the number of a request that is complete and waits for its body."""
        now = self.site.clock()

        async def unit(records: Records) -> str:
            draft = await by_citizen.open_draft(
                LIFE, records, service_id, subject or new_secret(), claims, now
            )
            await records.requests.put_fields(draft.number, fields or {}, now)
            request = await by_citizen.submit(LIFE, records, draft.number, draft.subject, now)
            if Need.PAYMENT in request.needs:
                await by_others.mark_paid(LIFE, records, draft.number, now)
            return draft.number

        return self.units.run(unit)

    def request(self, number: str) -> Request:
        """Return a request as it is kept."""
        found = self.units.read(lambda records: records.requests.get(number))
        assert found is not None
        return found

    def steps(self, number: str) -> list[Step]:
        """Return what happened to a request."""
        return self.units.read(lambda records: records.requests.steps(number))

    def events(self, number: str) -> list[str]:
        """Return the names of what happened to a request."""
        return [step.event.value for step in self.steps(number)]
