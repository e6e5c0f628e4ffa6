"""A code that is bound to a DPoP key is redeemed with that key alone, each proof once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import httpx
import pytest

from citizens import Citizen
from proofs import ProofKey
from services import Service, http, refusal
from thiqa.crypto import read_claims_unverified as claims_of
from world import Processes, World

THREADS = 20
OFFLINE = "openid offline_access"


@pytest.fixture
def bound(shared_world: World) -> Service:
    """A service whose tokens are bound to its key; it knows the provider's nonce already."""
    made = shared_world.new_service(proof_key=ProofKey(shared_world.clock))
    assert made.push().status_code == 201
    return made


def key_of(service: Service) -> ProofKey:
    assert service.proof_key is not None
    return service.proof_key


def with_key(service: Service, key: ProofKey | None) -> Service:
    """Return the service, in possession of its client's key, with another DPoP key."""
    return replace(service, key=service.signer, proof_key=key)


def another_key(service: Service) -> ProofKey:
    return ProofKey(service.clock, nonce=key_of(service).nonce)


def post(service: Service, path: str, proof: str | None, **fields: str) -> httpx.Response:
    """Send a form with a proof of the test's own making."""
    headers = {} if proof is None else {"dpop": proof}
    form = {**service.credentials(), **fields}
    address = f"{service.address or service.issuer}{path}"
    return http().post(address, data=form, headers=headers)


def code_fields(service: Service, code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": service.redirect_uri,
        "code_verifier": service.verifier,
    }


def test_the_proof_of_the_pushed_request_binds_the_code(bound: Service, citizen: Citizen) -> None:
    code = citizen.walk(bound.pushed())["code"]
    thief = with_key(bound, another_key(bound))
    assert refusal(thief.redeem(code)) == (400, "invalid_grant")
    assert bound.redeem(code).status_code == 200


def test_dpop_jkt_binds_the_code(bound: Service, citizen: Citizen) -> None:
    unproved = with_key(bound, None)
    url = unproved.pushed(dpop_jkt=key_of(bound).jkt)
    code = citizen.walk(url)["code"]
    thief = replace(with_key(bound, another_key(bound)), verifier=unproved.verifier)
    assert refusal(thief.redeem(code)) == (400, "invalid_grant")
    assert replace(bound, key=bound.signer, verifier=unproved.verifier).redeem(code).is_success


def test_the_code_of_a_service_that_may_do_without_is_bound_too(
    service: Service, citizen: Citizen
) -> None:
    key = ProofKey(service.clock)
    code = citizen.walk(service.pushed(dpop_jkt=key.jkt))["code"]
    assert refusal(service.redeem(code)) == (400, "invalid_grant")
    tokens = with_key(service, key).redeem(code)
    assert tokens.json()["token_type"] == "DPoP"


@pytest.mark.parametrize("thumbprint", ["", "x", "A" * 42, "A" * 44, "é" * 43])
def test_a_dpop_jkt_that_is_none_is_refused(service: Service, thumbprint: str) -> None:
    response = service.push(dpop_jkt=thumbprint)
    if thumbprint:
        assert refusal(response) == (400, "invalid_request")
    else:  # RFC 6749, section 3.1: without a value it counts as absent
        assert response.status_code == 201


def test_dpop_jkt_and_the_proof_beside_it_are_of_one_key(bound: Service) -> None:
    assert bound.push(dpop_jkt=key_of(bound).jkt).status_code == 201
    response = bound.push(dpop_jkt=another_key(bound).jkt)
    assert refusal(response) == (400, "invalid_dpop_proof")


def test_without_a_proof_there_are_no_tokens(bound: Service, citizen: Citizen) -> None:
    unproved = with_key(bound, None)
    code = citizen.walk(unproved.pushed(scope=OFFLINE))["code"]
    assert refusal(unproved.redeem(code)) == (400, "invalid_dpop_proof")
    tokens = replace(bound, key=bound.signer, verifier=unproved.verifier).redeem(code).json()
    assert refusal(unproved.refresh(tokens["refresh_token"])) == (400, "invalid_dpop_proof")
    assert bound.refresh(tokens["refresh_token"]).is_success


def test_a_refresh_token_is_bound_to_the_service_and_not_to_its_key(
    bound: Service, citizen: Citizen
) -> None:
    tokens = bound.identify(citizen, scope=OFFLINE)
    renewed = with_key(bound, another_key(bound))
    refreshed = renewed.refresh(tokens["refresh_token"]).json()
    assert claims_of(refreshed["access_token"])["cnf"] == {"jkt": key_of(renewed).jkt}
    assert renewed.userinfo(refreshed["access_token"]).is_success
    assert bound.userinfo(refreshed["access_token"]).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"htu": "/par"},
        {"htu": "/userinfo"},
        {"htm": "GET"},
        {"nonce": None},
        {"header": {"alg": "none"}},
        {"header": {"jwk": None}},
        {"header": {"typ": "JWT"}},
    ],
    ids=str,
)
def test_a_proof_of_something_else_buys_no_tokens_and_spoils_no_code(
    bound: Service, citizen: Citizen, changes: dict[str, str]
) -> None:
    code = citizen.walk(bound.pushed())["code"]
    if "htu" in changes:
        changes = {"htu": f"{bound.issuer}{changes['htu']}"}
    proof = key_of(bound).proof("POST", f"{bound.issuer}/token", **changes)
    response = post(bound, "/token", proof, **code_fields(bound, code))
    expected = "use_dpop_nonce" if "nonce" in changes else "invalid_dpop_proof"
    assert refusal(response) == (400, expected)
    assert response.headers["dpop-nonce"]
    assert bound.redeem(code).is_success


def test_a_nonce_that_is_asked_for_costs_nothing_but_another_attempt(
    bound: Service, citizen: Citizen
) -> None:
    code, credentials = citizen.walk(bound.pushed())["code"], bound.credentials()
    form = {**credentials, **code_fields(bound, code)}
    for nonce, status in ((None, 400), (key_of(bound).nonce, 200)):
        proof = key_of(bound).proof("POST", f"{bound.issuer}/token", nonce=nonce)
        answer = http().post(f"{bound.issuer}/token", data=form, headers={"dpop": proof})
        assert answer.status_code == status, answer.text


def test_a_proof_works_at_one_endpoint_once(bound: Service) -> None:
    proof = key_of(bound).proof("POST", f"{bound.issuer}/par")
    request = bound.request()
    assert post(bound, "/par", proof, **request).status_code == 201
    assert refusal(post(bound, "/par", proof, **request)) == (400, "invalid_dpop_proof")
    used = key_of(bound).proof("POST", f"{bound.issuer}/token", jti="the same")
    fields = {"grant_type": "refresh_token", "refresh_token": "x"}
    assert refusal(post(bound, "/token", used, **fields)) == (400, "invalid_grant")
    for _ in range(2):
        assert refusal(post(bound, "/token", used, **fields)) == (400, "invalid_dpop_proof")
    other = key_of(bound).proof("POST", f"{bound.issuer}/par", jti="the same")
    assert refusal(post(bound, "/par", other, **request)) == (400, "invalid_dpop_proof")


def test_of_many_uses_at_two_processes_one_succeeds(two_processes: Processes) -> None:
    service = two_processes.new_service(proof_key=ProofKey(two_processes.clock))
    assert service.push().status_code == 201
    services = [service.at(each.address) for each in two_processes.processes]
    proof, together = key_of(service).proof("POST", f"{service.issuer}/par"), Barrier(THREADS)
    request = service.request()

    def use(thread: int) -> int:
        together.wait()
        return post(services[thread % 2], "/par", proof, **request).status_code

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = list(pool.map(use, range(THREADS)))
    assert sorted(statuses) == [201, *[400] * (THREADS - 1)]


def test_a_nonce_of_one_process_is_good_at_the_other_and_after_a_restart(
    two_processes: Processes,
) -> None:
    service = two_processes.new_service(proof_key=ProofKey(two_processes.clock))
    first, second = (service.at(each.address) for each in two_processes.processes)
    assert first.push().status_code == 201
    nonce = key_of(service).nonce
    process = two_processes.processes[0]
    process.kill()
    process.start()
    process.wait_until_ready()
    for each in (second, first):
        proof = key_of(service).proof("POST", f"{service.issuer}/par", nonce=nonce)
        answer = post(each, "/par", proof, **each.request())
        assert answer.status_code == 201, answer.text
