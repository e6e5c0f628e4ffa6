"""What a citizen granted at a counter is fetched by that service, once, with its key."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from citizens import Citizen
from decoupled import begin, begun, confirm, new_counter, poll
from proofs import ProofKey
from services import refusal
from world import World


def test_another_service_fetches_nothing_and_spoils_nothing(
    shared_world: World, citizen: Citizen
) -> None:
    counter, thief = new_counter(shared_world), new_counter(shared_world)
    login = begun(counter, citizen)
    assert refusal(poll(thief, login)) == (400, "invalid_grant")
    confirm(citizen, login)
    assert refusal(poll(thief, login)) == (400, "invalid_grant")
    assert poll(counter, login).status_code == 200


def test_one_of_many_fetches_it(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world)
    login = begun(counter, citizen)
    confirm(citizen, login)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: poll(counter, login), range(16)))
    assert sorted(each.status_code for each in answers) == [200, *[400] * 15]
    assert {refusal(each)[1] for each in answers if each.status_code == 400} == {"invalid_grant"}


def test_a_guess_and_a_request_uri_are_no_login(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world)
    request_uri = counter.push().json()["request_uri"].rpartition(":")[2]
    for guess in ("x", "A" * 43, request_uri, "ⵣ"):
        assert refusal(poll(counter, guess)) == (400, "invalid_grant")
    assert refusal(poll(counter, "")) == (400, "invalid_request")


def test_the_tokens_are_bound_to_the_key_that_is_proved(
    shared_world: World, citizen: Citizen
) -> None:
    counter = new_counter(shared_world, dpop_bound_access_tokens=True)
    login = begun(counter, citizen)
    confirm(citizen, login)
    assert refusal(poll(counter, login)) == (400, "invalid_dpop_proof")
    bound = replace(counter, key=counter.signer, proof_key=ProofKey())
    tokens = poll(bound, login).json()
    assert tokens["token_type"] == "DPoP"
    assert counter.userinfo(tokens["access_token"]).status_code == 401


def test_who_does_not_prove_to_be_the_service_begins_and_fetches_nothing(
    shared_world: World, citizen: Citizen
) -> None:
    counter, other = new_counter(shared_world), new_counter(shared_world)
    forged = other.signer.sign(counter.claims())
    assert refusal(begin(counter, citizen, client_assertion=forged)) == (401, "invalid_client")
    login = begun(counter, citizen)
    confirm(citizen, login)
    assert refusal(poll(counter, login, client_assertion=forged)) == (401, "invalid_client")
    assert poll(counter, login).status_code == 200


def test_a_session_that_ends_takes_it_along(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world)
    login = begun(counter, citizen)
    confirm(citizen, login)
    citizen.post("/sign-out", citizen.fields("/sign-out"))
    assert refusal(poll(counter, login)) == (400, "invalid_grant")
