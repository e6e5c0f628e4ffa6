"""A seal speaks for a body: only what the operator allows is sealed, and only for that service."""

import pytest

from issuing_office import Office, with_office
from services import refusal


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "court-decision"},
        {"type": "no-entry"},
        {"type": ""},
        {"seal": "court"},
        {"seal": "unknown"},
        {"seal": None},
    ],
)
def test_a_service_gets_no_other_seal_and_no_other_type(
    database_url: str, changes: dict[str, str | None]
) -> None:
    async def test(office: Office) -> None:
        response = await office.post("/documents", office.order(**changes))
        assert refusal(response) == (400, "unauthorized_client")
        assert office.press.made == []

    with_office(database_url, test)


def test_another_service_gets_only_its_own_types(database_url: str) -> None:
    async def test(office: Office) -> None:
        response = await office.post("/documents", office.order(type="tax-receipt"), office.other)
        assert refusal(response) == (400, "unauthorized_client")

    with_office(database_url, test)


def test_nobody_orders_without_proof_of_who_asks(database_url: str) -> None:
    async def test(office: Office) -> None:
        response = await office.http.post("/documents", data=office.order())
        assert refusal(response) == (401, "invalid_client")

    with_office(database_url, test)


def test_a_proof_of_who_asks_works_once(database_url: str) -> None:
    async def test(office: Office) -> None:
        fields = {**office.service.credentials(), **office.order()}
        assert (await office.http.post("/documents", data=fields)).is_success
        assert refusal(await office.http.post("/documents", data=fields)) == (401, "invalid_client")
        assert len(office.press.made) == 1

    with_office(database_url, test)


def test_a_proof_is_used_up_by_an_order_that_is_refused(database_url: str) -> None:
    async def test(office: Office) -> None:
        credentials = office.service.credentials()
        wrong = {**credentials, **office.order(subject="nobody")}
        assert refusal(await office.http.post("/documents", data=wrong)) == (400, "invalid_request")
        right = {**credentials, **office.order()}
        assert refusal(await office.http.post("/documents", data=right)) == (401, "invalid_client")

    with_office(database_url, test)
