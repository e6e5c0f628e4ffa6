"""A service orders a document, and gets it when it is on the record; everybody can ask of it."""

import asyncio
import hashlib

import httpx

from issuing_office import DAY, NEIGHBOUR, Office, with_office
from services import refusal
from specimen_log import signer as record_signer
from thiqa.base import b64decode, b64url_encode
from thiqa.issuing.errors import BusyError
from thiqa.ledger.events import DocumentIssued
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt
from thiqa.storage.purge import purge


def test_what_is_given_out_is_on_the_record(database_url: str) -> None:
    async def test(office: Office) -> None:
        given = await office.issued()
        (entry,) = await office.history()
        event = entry.event
        assert isinstance(event, DocumentIssued)
        assert (event.client_id, event.document_type) == ("trial", "residence")
        assert event.subject == office.subject()
        assert event.document_hash == b64url_encode(sha256(b64decode(given["pdf"])))
        assert given["status_uri"] == f"https://id.example/documents/{given['number']}"
        assert given["verify_uri"] == "https://id.example/documents"

    with_office(database_url, test)


def test_the_service_fetches_the_receipt(database_url: str) -> None:
    async def test(office: Office) -> None:
        given = await office.issued()
        await office.publish()
        path = given["receipt_uri"].removeprefix("https://id.example")
        response = await office.post(path, {})
        assert response.status_code == httpx.codes.OK
        policy = LogPolicy.of_log(record_signer().verifier_key)
        event = verify_receipt(response.text, policy).entry.event
        assert isinstance(event, DocumentIssued)

    with_office(database_url, test)


def test_everybody_learns_what_a_document_is_worth_and_nothing_else(database_url: str) -> None:
    async def test(office: Office) -> None:
        given = await office.issued()
        expected = {
            "number": given["number"],
            "status": "valid",
            "at": office.now,
            "issued_at": office.now,
            "valid_until": office.now + DAY,
        }
        assert await office.status(given["number"]) == expected
        typed = given["number"].replace("-", " ").lower().replace("0", "o")
        assert await office.status(typed) == expected
        office.now += DAY + 1
        assert (await office.status(given["number"]))["status"] == "expired"

    with_office(database_url, test)


def test_what_was_never_given_is_unknown(database_url: str) -> None:
    async def test(office: Office) -> None:
        for number in ("0000-0000", "00000-00000-00000-00000", "x" * 2_000):
            response = await office.http.get(f"/documents/{number}")
            assert response.status_code == httpx.codes.NOT_FOUND
            assert response.json()["status"] == "unknown"

    with_office(database_url, test)


def test_the_same_order_again_is_answered_with_the_same_document(database_url: str) -> None:
    async def test(office: Office) -> None:
        order = office.order()
        first = (await office.post("/documents", order)).json()
        again = (await office.post("/documents", order)).json()
        assert again == first
        assert len(office.press.made) == 1
        assert len(await office.history()) == 1

    with_office(database_url, test)


def test_the_same_order_at_once_is_one_document(database_url: str) -> None:
    async def test(office: Office) -> None:
        order = office.order()
        answers = await asyncio.gather(*(office.post("/documents", order) for _ in range(5)))
        codes = {each.status_code for each in answers}
        assert codes <= {httpx.codes.CREATED, httpx.codes.SERVICE_UNAVAILABLE}
        given = {each.json()["pdf"] for each in answers if each.is_success}
        assert len(given) == 1
        assert len(await office.history()) == 1
        assert (await office.post("/documents", order)).json()["pdf"] in given

    with_office(database_url, test)


def test_one_key_does_not_stand_for_two_orders(database_url: str) -> None:
    async def test(office: Office) -> None:
        order = office.order()
        await office.post("/documents", order)
        response = await office.post("/documents", {**order, "type": "tax-receipt"})
        assert refusal(response) == (400, "invalid_request")
        other = await office.post("/documents", order, office.other)
        assert other.status_code == httpx.codes.CREATED, "another service's key is another key"

    with_office(database_url, test)


def test_after_a_day_an_order_is_answered_without_its_document(database_url: str) -> None:
    async def test(office: Office) -> None:
        order = office.order()
        first = (await office.post("/documents", order)).json()
        office.now += DAY
        await purge(office.database, office.now)
        again = await office.post("/documents", order)
        assert again.json() == {
            name: value for name, value in first.items() if name not in {"pdf", "code"}
        }

    with_office(database_url, test)


def test_a_document_is_taken_back_with_a_reason(database_url: str) -> None:
    async def test(office: Office) -> None:
        number = (await office.issued())["number"]
        office.now += 60
        for _ in range(2):
            response = await office.post(
                f"/documents/{number}/status", {"status": "withdrawn", "reason": "mistake"}
            )
            assert response.json()["status"] == "withdrawn"
        found = await office.status(number)
        assert (found["status"], found["changed_at"]) == ("withdrawn", office.now)
        assert "mistake" not in str(found)
        withdrawn, _ = (each.event for each in await office.history())
        assert isinstance(withdrawn, DocumentIssued)
        assert (withdrawn.state, withdrawn.reason) == ("withdrawn", "mistake")

    with_office(database_url, test)


def test_a_document_is_replaced_by_another_about_the_same_citizen(database_url: str) -> None:
    async def test(office: Office) -> None:
        old = (await office.issued())["number"]
        new = (await office.issued(replaces=old))["number"]
        assert (await office.status(old))["status"] == "replaced"
        assert new not in str(await office.status(old)), (
            "who has the old one learns no other number"
        )
        assert (await office.status(new))["status"] == "valid"
        again = await office.post("/documents", office.order(replaces=old))
        assert refusal(again) == (400, "invalid_request")
        foreign = office.order(replaces=new, subject=office.subject(NEIGHBOUR))
        assert refusal(await office.post("/documents", foreign)) == (400, "invalid_request")

    with_office(database_url, test)


def test_who_comes_when_all_workers_are_busy_is_told_when_to_come_again(database_url: str) -> None:
    async def test(office: Office) -> None:
        order = office.order()
        office.press.trouble = BusyError("too much work waits")
        response = await office.post("/documents", order)
        assert response.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert int(response.headers["retry-after"]) > 0
        assert await office.history() == []
        office.press.trouble = None
        assert (await office.post("/documents", order)).status_code == httpx.codes.CREATED

    with_office(database_url, test)


def sha256(data: bytes) -> bytes:
    """Return the hash of data."""
    return hashlib.sha256(data).digest()
