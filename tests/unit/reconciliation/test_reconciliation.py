"""A service sends what it holds; both directions of difference become findings."""

import httpx

from reconciling import (
    fields_of,
    findings_about,
    hash_of,
    receipts_of,
    reconciled,
    send,
    some_hash,
)
from services import Service, http
from thiqa.findings import Kind, Party
from thiqa.reconciliation.batch import SETTLED_SECONDS
from world import World


def test_what_both_hold_raises_nothing(shared_world: World, service: Service) -> None:
    first, second = receipts_of(shared_world, service)
    answer = reconciled(service, fields_of(shared_world, [hash_of(first)], [second]))
    assert answer["matched"] == 2
    assert answer["held_by_service_only"] == answer["held_by_us_only"] == []
    assert answer["findings"] == findings_about(shared_world, service) == []


def test_each_direction_is_a_finding_with_an_owner_and_a_clock(
    shared_world: World, service: Service
) -> None:
    kept, lost = receipts_of(shared_world, service)
    unknown = some_hash()
    answer = reconciled(service, fields_of(shared_world, [hash_of(kept), unknown]))
    assert answer["matched"] == 1
    assert answer["held_by_service_only"] == [unknown]
    assert answer["held_by_us_only"] == [hash_of(lost)]
    found = {each.kind: each for each in findings_about(shared_world, service)}
    ours, theirs = found[Kind.HELD_BY_SERVICE_ONLY], found[Kind.HELD_BY_US_ONLY]
    assert (ours.owner, theirs.owner) == (Party.OPERATOR, Party.SERVICE)
    assert unknown in ours.detail
    assert hash_of(lost) in theirs.detail
    shown = {each["kind"]: each for each in answer["findings"]}
    assert shown[Kind.HELD_BY_US_ONLY]["due_at"] == theirs.due_at
    assert shown[Kind.HELD_BY_US_ONLY]["page"].endswith(f"/console/findings/{theirs.id}")


def test_the_same_batch_again_raises_nothing_new(shared_world: World, service: Service) -> None:
    (receipt,) = receipts_of(shared_world, service, 1)
    fields = fields_of(shared_world, [some_hash()], [receipt.replace("index ", "index 1")])
    first = reconciled(service, fields)
    assert len(first["findings"]) == 3
    again = reconciled(service, fields)
    assert again["held_by_service_only"] == first["held_by_service_only"]
    assert len(findings_about(shared_world, service)) == 3


def test_after_a_login_the_service_holds_what_we_hold(world: World) -> None:
    """The whole way: what the citizen refuses, and the login itself, give a service no receipt."""
    service = world.service
    tokens = service.identify(world.citizen())
    receipt = service.receipt(tokens["access_token"]).text
    world.citizen().walk(service.pushed(), decision="decline")
    world.clock.advance(SETTLED_SECONDS + 5)
    answer = reconciled(service, fields_of(world, [hash_of(receipt)]))
    assert answer["matched"] == 1
    assert answer["findings"] == []


def test_each_service_is_held_against_its_own_entries(
    shared_world: World, service: Service
) -> None:
    other = shared_world.new_service()
    receipts_of(shared_world, service, 1)
    answer = reconciled(other, fields_of(shared_world))
    assert answer["held_by_us_only"] == []


def test_who_lost_count_is_told_where_to_go_on(shared_world: World, service: Service) -> None:
    end = shared_world.clock() - SETTLED_SECONDS - 5
    assert reconciled(service, {})["reconciled_to"] is None

    def advance(start: int, stop: int) -> int:
        fields = fields_of(shared_world, **{"from": str(start), "to": str(stop)})
        reached: int = reconciled(service, fields)["reconciled_to"]
        return reached

    assert advance(end - 300, end - 200) == end - 200
    assert advance(end - 200, end - 100) == end - 100
    assert advance(end - 300, end - 200) == end - 100
    assert advance(end - 50, end) == end - 100, "a gap does not count"
    assert reconciled(service, {})["reconciled_to"] == end - 100


def test_the_metadata_names_the_endpoint(shared_world: World, service: Service) -> None:
    metadata = http().get(f"{service.issuer}/.well-known/openid-configuration").json()
    assert metadata["thiqa_reconciliation_endpoint"] == f"{service.issuer}/reconciliation"


def test_without_proof_of_who_calls_there_is_nothing(shared_world: World, service: Service) -> None:
    response = service.post("/reconciliation", fields_of(shared_world))
    assert response.status_code == httpx.codes.UNAUTHORIZED
    assert send(service, fields_of(shared_world)).status_code == httpx.codes.OK
