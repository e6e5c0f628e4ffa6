"""Whoever reads a code on its way cannot redeem it, and cannot spoil it either."""

import hashlib

import pytest

from citizens import Citizen
from services import LOGGED_OUT_URI, Service, refusal
from thiqa.base import b64url_encode
from world import World


def challenge_of(service: Service) -> str:
    return b64url_encode(hashlib.sha256(service.verifier.encode()).digest())


WRONG_VERIFIERS = {
    "another": lambda _: "v" * 43,
    "none": lambda _: None,
    "an empty one": lambda _: "",
    "the challenge, as if the method were plain": challenge_of,
    "the verifier with a letter more": lambda service: service.verifier + "x",
    "a short one": lambda service: service.verifier[:42],
    "a very long one": lambda _: "v" * 10_000,
    "one outside ASCII": lambda service: service.verifier[:-1] + "ï",
}


@pytest.mark.parametrize("verifier", WRONG_VERIFIERS)
def test_a_code_needs_the_verifier_of_its_request(
    service: Service, citizen: Citizen, verifier: str
) -> None:
    code = citizen.walk(service.pushed())["code"]
    wrong = WRONG_VERIFIERS[verifier](service)
    assert refusal(service.redeem(code, code_verifier=wrong)) == (400, "invalid_grant")
    assert service.redeem(code).status_code == 200


def test_another_service_cannot_redeem_a_code(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    code = citizen.walk(service.pushed())["code"]
    thief = shared_world.new_service()
    assert refusal(thief.redeem(code, code_verifier=service.verifier)) == (400, "invalid_grant")
    assert service.redeem(code).status_code == 200


def test_a_code_injected_into_another_sign_in_does_not_fit_its_verifier(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    stolen = shared_world.citizen("no-first-name").walk(service.pushed())["code"]
    citizen.walk(service.pushed())
    assert refusal(service.redeem(stolen)) == (400, "invalid_grant")


def test_a_code_does_not_fit_another_redirect_uri(service: Service, citizen: Citizen) -> None:
    code = citizen.walk(service.pushed())["code"]
    response = service.redeem(code, redirect_uri=LOGGED_OUT_URI)
    assert refusal(response) == (400, "invalid_grant")


def test_a_code_is_not_redeemed_without_the_service_proving_itself(
    service: Service, citizen: Citizen
) -> None:
    code = citizen.walk(service.pushed())["code"]
    bare = service.redeem(code, client_assertion=None, client_assertion_type=None)
    assert refusal(bare) == (401, "invalid_client")
    named = service.redeem(code, client_assertion=None, client_id=service.client_id)
    assert refusal(named) == (401, "invalid_client")


@pytest.mark.parametrize("part", [0, 1])
def test_half_a_code_is_no_code(service: Service, citizen: Citizen, part: int) -> None:
    parts = citizen.walk(service.pushed())["code"].split(".")
    parts[part] = "A" * len(parts[part])
    for guess in (".".join(parts), parts[0], parts[1], f".{parts[1]}", f"{parts[0]}.", "", "é.é"):
        response = service.redeem(guess)
        assert refusal(response) == (400, "invalid_grant"), guess


def test_a_code_lives_for_a_minute(world: World) -> None:
    code = world.citizen().walk(world.service.pushed())["code"]
    world.clock.advance(60)
    assert refusal(world.service.redeem(code)) == (400, "invalid_grant")
