"""A service gets documents about citizens whom it met, and who do not contest what it did."""

from issuing_office import CITIZEN, NEIGHBOUR, Office, with_office
from services import refusal
from thiqa.oidc.models import Freeze
from thiqa.storage import Transaction


def test_an_identifier_of_another_sector_names_nobody(database_url: str) -> None:
    async def test(office: Office) -> None:
        for subject in (office.subject(sector="health"), "made-up", CITIZEN.id, "AB123456"):
            response = await office.post("/documents", office.order(subject=subject))
            assert refusal(response) == (400, "invalid_request")
        assert office.press.made == []

    with_office(database_url, test)


def test_a_citizen_who_contests_what_a_service_did_is_out_of_its_reach(database_url: str) -> None:
    async def test(office: Office) -> None:
        await _freeze(office)
        response = await office.post("/documents", office.order())
        assert refusal(response) == (400, "access_denied")
        assert office.press.made == []
        neighbour = office.order(subject=office.subject(NEIGHBOUR))
        assert (await office.post("/documents", neighbour)).is_success

    with_office(database_url, test)


def test_a_dispute_that_is_opened_while_it_is_sealed_counts(database_url: str) -> None:
    async def test(office: Office) -> None:
        office.press.before = lambda: _freeze(office)
        response = await office.post("/documents", office.order())
        assert refusal(response) == (400, "access_denied")
        assert await office.history() == []

    with_office(database_url, test)


async def _freeze(office: Office) -> None:
    async def unit(records: Transaction) -> None:
        await records.oidc.put_freeze(Freeze(CITIZEN.id, "trial", "d-1", office.now))

    await office.database.run(unit)
