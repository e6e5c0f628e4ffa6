"""The counter is killed while citizens submit: each request is there once, and whole."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from counter_databases import CounterUnits
from counter_process import CounterProcess
from serving import free_port
from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.forms import FIELD_PREFIX
from thiqa.counter.identity.models import CheckedReceipt, Identity
from thiqa.counter.records import Records
from thiqa.counter.requests.models import Event, Request, State, Step
from thiqa.counter.settings import Settings

CITIZENS = 24
SERVICE = "fiche-anthropometrique"
CLAIMS = {"family_name": "SPECIMEN", "given_name": "Salma", "birthdate": "1990-05-17"}
KEY = re.compile(r'name="key" value="([^"]+)"')


@dataclass
class Citizen:
    """A citizen who is signed in, and the form that they are about to send."""

    number: int
    url: str
    browser: httpx.Client = field(init=False)
    page: str = ""
    form: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browser = httpx.Client(base_url=self.url, timeout=20)
        self.browser.cookies.set("counter-session", f"secret-{self.number}")

    def begin(self) -> None:
        """Open a draft, and fill in its form."""
        self.page = self.browser.get(f"/services/{SERVICE}/begin").headers["location"]
        key = KEY.search(self.browser.get(self.page).text)
        assert key is not None
        typed = {"reason": "employment", "details": f"number {self.number}"}
        self.form = {FIELD_PREFIX + name: text for name, text in typed.items()}
        self.form |= {"key": key[1], "do": "submit"}

    def submit(self) -> bool:
        """Send the form, as it was sent before; tell whether an answer came."""
        try:
            answer = self.browser.post(
                f"{self.page}/form", data=self.form, headers={"origin": self.url}
            )
        except httpx.TransportError:
            return False
        assert answer.headers["location"].removeprefix(self.url) == self.page.removeprefix(self.url)
        return True


@pytest.fixture
def process(counter_url: str, tmp_path: Path) -> Iterator[CounterProcess]:
    port = free_port()
    settings = Settings(
        url=f"http://127.0.0.1:{port}",
        data=tmp_path / "data",
        key_file=tmp_path / "data" / "key.pem",
        database=counter_url,
    )
    with CounterProcess(settings, port, tmp_path / "log", workers=2) as running:
        yield running


async def _sign_everybody_in(records: Records) -> None:
    now = int(time.time())
    for number in range(CITIZENS):
        identity = Identity(
            subject=f"citizen-{number}",
            purpose=load_catalogue()[SERVICE].purpose.id,
            claims=CLAIMS,
            acr="high",
            auth_time=now,
            id_token="a.b.c",
            sid=f"sid-{number}",
            receipt=CheckedReceipt("receipt", number, "log", "key", CITIZENS, now),
        )
        await records.identity.begin_session(f"secret-{number}", identity, now, replaces=None)


async def _all(records: Records) -> list[tuple[Request, list[Step]]]:
    found = []
    for number in range(CITIZENS):
        requests = await records.requests.list_of_citizen(f"citizen-{number}", 9)
        found += [(each, await records.requests.steps(each.number)) for each in requests]
    return found


def _check_that_each_is_whole(found: list[tuple[Request, list[Step]]]) -> None:
    assert len(found) == CITIZENS
    for request, steps in found:
        places = [step.place for step in steps]
        assert places == sorted(set(places))
        assert places[-1] <= request.revision
        submitted = [step for step in steps if step.event is Event.SUBMITTED]
        assert len(submitted) == (request.state is not State.DRAFT)


def test_what_was_answered_is_kept_and_what_is_sent_again_is_one_request(
    process: CounterProcess, counter_url: str
) -> None:
    units = CounterUnits(counter_url)
    units.run(_sign_everybody_in)
    citizens = [Citizen(number, process.settings.url) for number in range(CITIZENS)]
    for citizen in citizens:
        citizen.begin()
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(citizen.submit) for citizen in citizens]
        while not any(each.done() for each in sent):
            time.sleep(0.001)
        process.kill()
        answered = [each.result() for each in sent]
    found = units.read(_all)
    _check_that_each_is_whole(found)
    for (request, _), was_answered in zip(found, answered, strict=True):
        assert request.state is not State.DRAFT or not was_answered
    process.start()
    for citizen in citizens:
        assert citizen.submit()
    found = units.read(_all)
    _check_that_each_is_whole(found)
    assert {request.state for request, _ in found} == {State.SUBMITTED}
