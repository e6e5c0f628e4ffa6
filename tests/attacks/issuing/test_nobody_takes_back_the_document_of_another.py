"""Whoever knows a number can ask about its document, and do nothing else with it."""

import pytest

from issuing_office import Office, with_office
from services import refusal

BACK = {"status": "withdrawn", "reason": "mistake"}


def test_another_service_does_not_withdraw_it(database_url: str) -> None:
    async def test(office: Office) -> None:
        number = (await office.issued())["number"]
        response = await office.post(f"/documents/{number}/status", BACK, office.other)
        assert refusal(response) == (400, "invalid_request")
        unknown = await office.post("/documents/00000-00000-00000-00000/status", BACK, office.other)
        assert unknown.text == response.text, "unknown and another's are told alike"
        assert (await office.status(number))["status"] == "valid"

    with_office(database_url, test)


def test_another_service_does_not_replace_it(database_url: str) -> None:
    async def test(office: Office) -> None:
        number = (await office.issued())["number"]
        response = await office.post("/documents", office.order(replaces=number), office.other)
        assert refusal(response) == (400, "invalid_request")
        assert (await office.status(number))["status"] == "valid"

    with_office(database_url, test)


def test_another_service_does_not_get_its_receipt(database_url: str) -> None:
    async def test(office: Office) -> None:
        number = (await office.issued())["number"]
        await office.publish()
        response = await office.post(f"/documents/{number}/receipt", {}, office.other)
        assert refusal(response) == (400, "invalid_request")

    with_office(database_url, test)


@pytest.mark.parametrize("path", ["status", "receipt"])
def test_nobody_acts_without_proof_of_who_asks(database_url: str, path: str) -> None:
    async def test(office: Office) -> None:
        number = (await office.issued())["number"]
        response = await office.http.post(f"/documents/{number}/{path}", data=BACK)
        assert refusal(response) == (401, "invalid_client")
        assert (await office.status(number))["status"] == "valid"

    with_office(database_url, test)


def test_what_was_withdrawn_stays_so(database_url: str) -> None:
    async def test(office: Office) -> None:
        number = (await office.issued())["number"]
        path = f"/documents/{number}/status"
        await office.post(path, BACK)
        for fields in ({"status": "valid"}, {**BACK, "reason": "wish"}, {"reason": "mistake"}):
            assert refusal(await office.post(path, fields)) == (400, "invalid_request")
        assert refusal(await office.post("/documents", office.order(replaces=number)))[0] == 400
        assert (await office.status(number))["status"] == "withdrawn"
        assert len(await office.history()) == 2

    with_office(database_url, test)
