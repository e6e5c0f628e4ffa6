"""Whoever copies a bound access token, or a whole request with it, has nothing."""

from typing import Any

import httpx
import pytest

from citizens import Citizen
from proofs import ProofKey
from services import Service, http, token_refusal
from thiqa.crypto import Algorithm
from thiqa.crypto import read_claims_unverified as claims_of
from world import Processes, World

PATHS = ["/userinfo", "/receipt"]


@pytest.fixture
def bound(shared_world: World) -> Service:
    """A service whose tokens are bound to its key."""
    return shared_world.new_service(proof_key=ProofKey(shared_world.clock))


@pytest.fixture
def tokens(bound: Service, citizen: Citizen) -> dict[str, Any]:
    """The tokens of one sign-in."""
    return bound.identify(citizen)


def ask(
    service: Service,
    token: str,
    proof: str | None,
    *,
    scheme: str = "DPoP",
    path: str = "/userinfo",
) -> httpx.Response:
    headers = {"authorization": f"{scheme} {token}", **({} if proof is None else {"dpop": proof})}
    return http().get(f"{service.address or service.issuer}{path}", headers=headers)


def proof_of(service: Service, token: str | None, *, path: str = "/userinfo", **how: Any) -> str:
    assert service.proof_key is not None
    return service.proof_key.proof("GET", f"{service.issuer}{path}", access_token=token, **how)


def test_a_bound_token_says_which_key_it_is_bound_to(
    bound: Service, tokens: dict[str, Any]
) -> None:
    assert bound.proof_key is not None
    assert tokens["token_type"] == "DPoP"
    assert claims_of(tokens["access_token"])["cnf"] == {"jkt": bound.proof_key.jkt}


@pytest.mark.parametrize("path", PATHS)
def test_its_own_service_can_use_it(bound: Service, tokens: dict[str, Any], path: str) -> None:
    token = tokens["access_token"]
    assert ask(bound, token, proof_of(bound, token, path=path), path=path).status_code in {200, 202}
    assert ask(bound, token, proof_of(bound, token, path=path), path=path, scheme="dpop").is_success


@pytest.mark.parametrize("path", PATHS)
def test_as_a_bearer_token_it_is_refused(bound: Service, tokens: dict[str, Any], path: str) -> None:
    token = tokens["access_token"]
    for proof in (None, proof_of(bound, token, path=path)):
        response = ask(bound, token, proof, scheme="Bearer", path=path)
        assert token_refusal(response) == (401, "invalid_token")


@pytest.mark.parametrize("path", PATHS)
def test_without_a_proof_it_is_refused(bound: Service, tokens: dict[str, Any], path: str) -> None:
    response = ask(bound, tokens["access_token"], None, path=path)
    assert token_refusal(response) == (401, "invalid_dpop_proof")


@pytest.mark.parametrize("path", PATHS)
def test_with_the_proof_of_another_key_it_is_refused(
    bound: Service, tokens: dict[str, Any], path: str
) -> None:
    token, thief = tokens["access_token"], ProofKey()
    assert bound.proof_key is not None
    thief.nonce = bound.proof_key.nonce
    proof = thief.proof("GET", f"{bound.issuer}{path}", access_token=token)
    assert token_refusal(ask(bound, token, proof, path=path)) == (401, "invalid_token")


@pytest.mark.parametrize("path", PATHS)
def test_a_proof_that_was_seen_is_used_up(
    bound: Service, tokens: dict[str, Any], path: str
) -> None:
    token = tokens["access_token"]
    proof = proof_of(bound, token, path=path)
    assert ask(bound, token, proof, path=path).is_success
    for _ in range(2):
        response = ask(bound, token, proof, path=path)
        assert token_refusal(response) == (401, "invalid_dpop_proof")


def test_the_same_identifier_in_another_proof_is_used_up(
    bound: Service, tokens: dict[str, Any]
) -> None:
    token = tokens["access_token"]
    assert ask(bound, token, proof_of(bound, token, jti="the same")).is_success
    response = ask(bound, token, proof_of(bound, token, jti="the same", iat=1))
    assert token_refusal(response) == (401, "invalid_dpop_proof")
    again = ask(
        bound, token, proof_of(bound, token, jti="the same", path="/receipt"), path="/receipt"
    )
    assert token_refusal(again) == (401, "invalid_dpop_proof")


CHANGES: dict[str, dict[str, Any]] = {
    "no ath": {"ath": None},
    "ath of another token": {"ath": "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"},
    "another method": {"htm": "POST"},
    "another endpoint": {"htu": "/receipt"},
    "another server": {"htu": "https://other.example/userinfo"},
    "no method": {"htm": None},
    "no address": {"htu": None},
    "no time": {"iat": None},
    "no identifier": {"jti": None},
    "another type": {"header": {"typ": "JWT"}},
    "no type": {"header": {"typ": None}},
    "no key": {"header": {"jwk": None}},
    "no algorithm": {"header": {"alg": None}},
    "unsigned": {"header": {"alg": "none"}},
    "a hash with the public key": {"header": {"alg": "HS256"}},
    "another algorithm": {"header": {"alg": "PS256"}},
    "a critical extension": {"header": {"crit": ["x"], "x": 1}},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_proof_of_something_else_is_refused(
    bound: Service, tokens: dict[str, Any], change: str
) -> None:
    token, changes = tokens["access_token"], dict(CHANGES[change])
    if str(changes.get("htu", "")).startswith("/"):
        changes["htu"] = f"{bound.issuer}{changes['htu']}"
    response = ask(bound, token, proof_of(bound, token, **changes))
    assert token_refusal(response) == (401, "invalid_dpop_proof")


def test_a_proof_that_shows_its_private_key_is_refused(
    bound: Service, tokens: dict[str, Any]
) -> None:
    assert bound.proof_key is not None
    token, secret = tokens["access_token"], bound.proof_key.signer._private_key.private_numbers()
    jwk = {**bound.proof_key.jwk, "d": str(secret.private_value)}
    response = ask(bound, token, proof_of(bound, token, header={"jwk": jwk}))
    assert token_refusal(response) == (401, "invalid_dpop_proof")


def test_two_proofs_at_once_are_refused(bound: Service, tokens: dict[str, Any]) -> None:
    token = tokens["access_token"]
    proofs = [("dpop", proof_of(bound, token)) for _ in range(2)]
    headers = [("authorization", f"DPoP {token}"), *proofs]
    response = http().get(f"{bound.issuer}/userinfo", headers=headers)
    assert token_refusal(response) == (401, "invalid_dpop_proof")


@pytest.mark.parametrize("nonce", [None, "invented", "A" * 24])
def test_without_a_nonce_of_ours_a_proof_is_refused_and_told_the_right_one(
    bound: Service, tokens: dict[str, Any], nonce: str | None
) -> None:
    token = tokens["access_token"]
    response = ask(bound, token, proof_of(bound, token, nonce=nonce))
    assert token_refusal(response) == (401, "use_dpop_nonce")
    told = response.headers["dpop-nonce"]
    assert ask(bound, token, proof_of(bound, token, nonce=told)).is_success


def test_a_token_that_is_bound_to_nothing_is_not_used_with_a_proof(
    service: Service, citizen: Citizen
) -> None:
    token = service.identify(citizen)["access_token"]
    key = ProofKey()
    key.nonce = (
        http().get(f"{service.issuer}/userinfo", headers={"dpop": "x"}).headers["dpop-nonce"]
    )
    proof = key.proof("GET", f"{service.issuer}/userinfo", access_token=token)
    assert token_refusal(ask(service, token, proof)) == (401, "invalid_token")
    assert token_refusal(ask(service, token, None)) == (401, "invalid_token")


@pytest.mark.parametrize("algorithm", [Algorithm.EDDSA, Algorithm.PS256])
def test_each_kind_of_key_works(
    shared_world: World, citizen: Citizen, algorithm: Algorithm
) -> None:
    key = ProofKey(shared_world.clock, algorithm)
    service = shared_world.new_service(proof_key=key)
    token = service.identify(citizen)["access_token"]
    assert service.userinfo(token).status_code == 200


def test_a_proof_used_at_one_process_is_used_up_at_the_other_and_after_a_restart(
    two_processes: Processes,
) -> None:
    service = two_processes.new_service(proof_key=ProofKey(two_processes.clock))
    token = service.identify(two_processes.citizen())["access_token"]
    first, second = (service.at(each.address) for each in two_processes.processes)
    proof = proof_of(service, token)
    assert ask(first, token, proof).is_success
    assert token_refusal(ask(second, token, proof)) == (401, "invalid_dpop_proof")
    process = two_processes.processes[0]
    process.kill()
    process.start()
    process.wait_until_ready()
    assert token_refusal(ask(first, token, proof)) == (401, "invalid_dpop_proof")
    assert ask(first, token, proof_of(service, token)).is_success
