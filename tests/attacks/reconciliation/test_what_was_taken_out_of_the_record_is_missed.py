"""Who holds the database takes an entry out of it: the service's receipt says so."""

import json

import httpx
import pytest

from reconciling import (
    AGO,
    fields_of,
    findings_about,
    hash_of,
    promise_of,
    receipts_of,
    reconciled,
    release,
    send,
    some_hash,
    unrecorded,
)
from services import Service
from thiqa.database import TEXT, ManyStatement
from thiqa.findings import Kind, new_finding, raise_finding
from thiqa.reconciliation.endpoint import MAX_ENTRIES, MAX_OPEN_FINDINGS
from thiqa.storage import Transaction
from world import World

TAKE_OUT = ManyStatement(
    "DELETE FROM ledger_entry WHERE client_id IN (SELECT client_id FROM {rows})"
    " RETURNING client_id",
    key="client_id",
    columns={"client_id": TEXT},
)


def test_an_entry_that_was_deleted_is_missed(shared_world: World, service: Service) -> None:
    (receipt,) = receipts_of(shared_world, service, 1)

    async def take_out(_: Transaction) -> None:
        assert await TAKE_OUT(service.client_id)

    shared_world.run(take_out)
    answer = reconciled(service, fields_of(shared_world, receipts=[receipt]))
    assert answer["held_by_service_only"] == [hash_of(receipt)]
    (finding,) = findings_about(shared_world, service)
    assert finding.kind is Kind.HELD_BY_SERVICE_ONLY
    assert "by its receipt entry" in finding.detail


def test_a_use_of_an_identity_that_the_service_was_not_told_of_is_missed(
    shared_world: World, service: Service
) -> None:
    """Whoever holds the database uses an identity in the name of a service."""
    release(shared_world, service)
    answer = reconciled(service, fields_of(shared_world))
    assert len(answer["held_by_us_only"]) == 1
    assert [each.kind for each in findings_about(shared_world, service)] == [Kind.HELD_BY_US_ONLY]


def test_a_made_up_receipt_is_not_ours_and_accuses_nobody(
    shared_world: World, service: Service
) -> None:
    (receipt,) = receipts_of(shared_world, service, 1)
    made_up = receipt.replace("index ", "index 1")
    answer = reconciled(service, fields_of(shared_world, [hash_of(receipt)], [made_up]))
    assert answer["not_our_receipts"] == [0]
    assert answer["held_by_service_only"] == []
    assert [each.kind for each in findings_about(shared_world, service)] == [Kind.NOT_OUR_RECEIPT]


def test_a_receipt_of_another_service_is_refused(shared_world: World, service: Service) -> None:
    other = shared_world.new_service()
    receipts = receipts_of(shared_world, service, 1)
    response = send(other, fields_of(shared_world, receipts=receipts))
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert "another service" in response.json()["error_description"]
    assert findings_about(shared_world, other) == findings_about(shared_world, service) == []


def test_a_receipt_is_not_hidden_in_another_period(shared_world: World, service: Service) -> None:
    receipts = receipts_of(shared_world, service, 1)
    end = str(int(fields_of(shared_world)["from"] or ""))
    early = fields_of(shared_world, receipts=receipts, **{"from": str(int(end) - 60), "to": end})
    assert send(service, early).status_code == httpx.codes.BAD_REQUEST


def test_a_proof_of_who_calls_is_good_for_one_batch(shared_world: World, service: Service) -> None:
    fields = {**service.credentials(), **fields_of(shared_world)}
    assert service.post("/reconciliation", fields).status_code == httpx.codes.OK
    assert service.post("/reconciliation", fields).status_code == httpx.codes.UNAUTHORIZED


def test_nobody_drowns_the_operators_in_findings(shared_world: World, service: Service) -> None:

    async def fill(records: Transaction) -> None:
        for number in range(MAX_OPEN_FINDINGS):
            finding = new_finding(
                Kind.HELD_BY_SERVICE_ONLY,
                f"made up {number}",
                now=shared_world.clock(),
                detail="",
                client_id=service.client_id,
            )
            await raise_finding(records, finding)

    shared_world.run(fill)
    response = send(service, fields_of(shared_world, [some_hash()]))
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert len(findings_about(shared_world, service)) == MAX_OPEN_FINDINGS
    assert send(service, fields_of(shared_world)).status_code == httpx.codes.OK


def test_a_batch_costs_us_little(shared_world: World, service: Service) -> None:
    release(shared_world, service, MAX_ENTRIES + 1)
    response = send(service, fields_of(shared_world))
    assert response.status_code == httpx.codes.BAD_REQUEST
    assert "this period" in response.json()["error_description"]


@pytest.mark.parametrize("receipts", ["[" * 5_000, json.dumps(["x" * 30_000])])
def test_a_hostile_batch_is_an_answer(shared_world: World, service: Service, receipts: str) -> None:
    response = send(service, fields_of(shared_world, receipts=receipts) | {"receipts": receipts})
    assert response.status_code in {httpx.codes.OK, httpx.codes.BAD_REQUEST}


def test_a_promise_that_was_not_kept_is_evidence(shared_world: World, service: Service) -> None:
    """Whoever holds the database lets an entry vanish before it has its place."""
    at = shared_world.clock() - AGO
    leaf, opening = unrecorded(service, at)
    kept = promise_of(shared_world, leaf, opening, at, within=AGO + 60)
    broken = promise_of(shared_world, leaf, opening, at, within=AGO - 60)
    early = reconciled(service, fields_of(shared_world, receipts=[kept]))
    assert early["broken_promises"] == []
    assert len(early["held_by_service_only"]) == 1
    late = reconciled(service, fields_of(shared_world, receipts=[broken]))
    assert late["broken_promises"] == early["held_by_service_only"]
    assert late["held_by_service_only"] == []
    kinds = {each.kind for each in findings_about(shared_world, service)}
    assert kinds == {Kind.HELD_BY_SERVICE_ONLY, Kind.BROKEN_PROMISE}


def test_a_promise_by_somebody_else_is_not_ours(shared_world: World, service: Service) -> None:
    at = shared_world.clock() - AGO
    text = promise_of(shared_world, *unrecorded(service, at), at, within=60)
    forged = text.replace("\nby ", "\nby 1")
    answer = reconciled(service, fields_of(shared_world, receipts=[forged]))
    assert answer["not_our_receipts"] == [0]
    assert answer["broken_promises"] == []
