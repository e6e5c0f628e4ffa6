"""What citizens contest in the tests, and what the pages say of it."""

import re
from dataclasses import dataclass

import httpx

from citizens import Citizen
from console_owners import form_of, plain
from thiqa.disputes import State
from thiqa.storage import Transaction
from world import World

_ENTRIES = re.compile(r'href="/receipts/([0-9a-f]{36})"')


def entries_of(citizen: Citizen) -> list[str]:
    """Return the entries of a citizen's history, the newest first."""
    return list(dict.fromkeys(_ENTRIES.findall(citizen.browser.get("/history").text)))


def newest_entry(citizen: Citizen, saying: str = "It received") -> str:
    """Return the newest entry of a citizen's history that says something."""
    page = citizen.browser.get("/history").text
    for item in page.split("<li class=")[1:]:
        found = _ENTRIES.search(item)
        if saying in item and found:
            return found[1]
    raise AssertionError(f"no entry says {saying!r}: {plain(page)}")


@dataclass
class Contested:
    """A dispute, by its page."""

    citizen: Citizen
    url: str

    @property
    def id(self) -> str:
        """Its identifier."""
        return self.url.rpartition("/")[2]

    @property
    def text(self) -> str:
        """What its page says."""
        return plain(self.citizen.browser.get(self.url).text)

    def take_back(self) -> httpx.Response:
        """Take it back, with the form of the page."""
        action = f"{self.url}/take-back"
        page = self.citizen.browser.get(self.url).text
        return self.citizen.post(action, form_of(page, action))


def contest(
    citizen: Citizen, entry: str = "", claim: str = "not_allowed", statement: str = ""
) -> Contested:
    """Contest an entry of the citizen's, the newest release unless another is named."""
    response = press(citizen, entry or newest_entry(citizen), claim, statement=statement)
    assert response.status_code == httpx.codes.SEE_OTHER, plain(response.text)
    return Contested(citizen, response.headers["location"])


def press(citizen: Citizen, entry: str, claim: str, /, **changes: str) -> httpx.Response:
    """Open the page that asks, and send its form."""
    page = citizen.browser.get(f"/disputes/new?entry={entry}&claim={claim}")
    assert page.status_code == httpx.codes.OK, plain(page.text)
    return citizen.post("/disputes/new", {**form_of(page.text, "/disputes/new"), **changes})


def close_all(world: World) -> None:
    """Close every dispute, so that the citizens of other tests are as they were."""

    async def unit(records: Transaction) -> None:
        for dispute in await records.disputes.list_open(1_000):
            state = State.TAKEN_BACK
            await records.disputes.close(dispute.id, state, "", "", now=0, until=2**40)
            await records.oidc.lift_freezes(dispute.id)

    world.run(unit)
