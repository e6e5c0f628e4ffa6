"""A citizen finds in the history that two officers linked identifiers, and no service does."""

import asyncio

import pytest

from relinking_office import REASON
from thiqa.base import system_clock
from thiqa.crypto import KeyDirectory
from thiqa.database import OpenDatabase
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.officers import Officer, Role
from thiqa.relinking import Answer, Desk, answer, approve, ask
from thiqa.storage import Transaction, open_database
from world import Citizen, Service, World

FROM, TO = "health", "social"
ASKER, APPROVER = "flow-asker", "flow-approver"
SAID = {
    "ar": "ربط موظفان مخوّلان معرّفَيكم في قطاعين",
    "fr": "Deux agents habilités ont relié vos identifiants de deux secteurs",
    "zgh": "ⵙⵉⵏ ⵉⵎⵙⵡⵓⵔⵉⵏ ⵣⴷⵉⵏ ⵉⵎⴰⵙⵙⴰⵏⵏ ⵏⵏⵓⵏ ⴳ ⵙⵉⵏ ⵉⴳⵔⴰⵏ",
    "en": "Two officers linked your identifiers in two sectors",
}


@pytest.fixture
def services(shared_world: World) -> tuple[Service, Service]:
    """A service of each sector."""
    return shared_world.new_service(sector=FROM), shared_world.new_service(sector=TO)


def test_the_answer_is_what_the_other_sector_knows_and_the_citizen_sees_it(
    shared_world: World, services: tuple[Service, Service], citizen: Citizen
) -> None:
    subjects = [_subject(service, citizen) for service in services]
    told = asyncio.run(_link(shared_world, subjects[0]))
    assert told.subject == subjects[1]
    for language, said in SAID.items():
        page = citizen.browser.get(f"/history?lang={language}").text
        assert said in page
        assert REASON in page
        assert not any(subject in page for subject in subjects)
    history = citizen.browser.get("/history?lang=en").text
    path = history.partition(REASON)[2].partition('href="')[2].partition('"')[0]
    receipt = citizen.browser.get(f"{path}?lang=en")
    assert REASON in receipt.text
    assert "Social protection" in receipt.text


def test_no_service_can_fetch_the_entry(
    shared_world: World, services: tuple[Service, Service], citizen: Citizen
) -> None:
    tokens = services[0].identify(citizen)
    sub = services[0].userinfo(tokens["access_token"]).json()["sub"]
    asyncio.run(_link(shared_world, sub))
    for service in services:
        seen = asyncio.run(_seen_by(shared_world, service))
        assert not any(entry.event.kind == "relinking" for entry in seen)
    assert REASON not in services[0].receipt(tokens["access_token"]).text


def _subject(service: Service, citizen: Citizen) -> str:
    tokens = service.identify(citizen)
    subject: str = service.userinfo(tokens["access_token"]).json()["sub"]
    return subject


async def _link(world: World, subject: str) -> Answer:
    async with open_database(world.settings.database) as database:
        for person_id in (ASKER, APPROVER):
            officer = Officer(person_id, Role.RELINKING, 1)
            await database.run(lambda records, officer=officer: records.officers.add(officer))
        desk = _desk(world, database)
        request = await ask(
            desk, ASKER, from_sector=FROM, subject=subject, to_sector=TO, reason=REASON
        )
        await approve(desk, APPROVER, request.id, request.fingerprint)
        return await answer(desk, ASKER, request.id)


async def _seen_by(world: World, service: Service) -> list[object]:
    async with open_database(world.settings.database) as database:
        return await _desk(world, database).receipts.history_of_client(service.client_id)


def _desk(world: World, database: OpenDatabase[Transaction]) -> Desk:
    keys = KeyDirectory(world.settings.keys)
    signer = NoteSigner(world.settings.record_origin, keys.record_key())
    return Desk(
        database,
        keys.secret("pairwise"),
        Recorder(),
        Receipts(database, LogPolicy.of_log(signer.verifier_key)),
        system_clock,
    )
