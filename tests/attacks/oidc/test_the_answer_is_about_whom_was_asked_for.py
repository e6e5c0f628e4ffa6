"""A service that asks about one citizen never gets an answer about another."""

import json

import pytest

from citizens import Citizen, answer_of
from services import Service, refusal
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.crypto import read_claims_unverified as claims_of
from world import World

OTHER = "no-first-name"


def wanting(subject: object) -> str:
    return json.dumps({"id_token": {"sub": {"value": subject}}})


def hint(service: Service, citizen: Citizen) -> str:
    token: str = service.identify(citizen)["id_token"]
    return token


def test_the_same_citizen_is_accepted(service: Service, citizen: Citizen) -> None:
    token = hint(service, citizen)
    subject = claims_of(token)["sub"]
    again = service.identify(citizen, id_token_hint=token)
    assert claims_of(again["id_token"])["sub"] == subject
    again = service.identify(citizen, claims=wanting(subject))
    assert claims_of(again["id_token"])["sub"] == subject


@pytest.mark.parametrize("way", ["id_token_hint", "claims"])
def test_another_citizen_who_is_signed_in_is_asked_to_sign_in_again(
    shared_world: World, service: Service, citizen: Citizen, way: str
) -> None:
    token = hint(service, citizen)
    wanted = token if way == "id_token_hint" else wanting(claims_of(token)["sub"])
    other = shared_world.citizen(OTHER)
    other.login()
    assert other.open(service.pushed(**{way: wanted})).startswith("/login")
    silent = other.open(service.pushed(prompt="none", **{way: wanted}))
    assert answer_of(silent)["error"] == "interaction_required"


@pytest.mark.parametrize("way", ["id_token_hint", "claims"])
def test_another_citizen_who_signs_in_is_not_the_answer(
    shared_world: World, service: Service, citizen: Citizen, way: str
) -> None:
    token = hint(service, citizen)
    wanted = token if way == "id_token_hint" else wanting(claims_of(token)["sub"])
    other = shared_world.citizen(OTHER)
    answer = answer_of(other.sign_in(service.pushed(**{way: wanted})))
    assert answer["error"] == "login_required"
    assert "code" not in answer


def test_a_subject_that_nobody_has_is_never_met(service: Service, citizen: Citizen) -> None:
    for nobody in ("", "x", "\x00", "é" * 600):
        location = citizen.sign_in(service.pushed(claims=wanting(nobody)))
        assert answer_of(location)["error"] == "login_required"


@pytest.mark.parametrize("subject", [7, None, True, ["x"], {"value": "x"}], ids=str)
def test_a_subject_that_is_no_text_is_refused(service: Service, subject: object) -> None:
    response = service.push(claims=wanting(subject))
    assert refusal(response) == (400, "invalid_request")


def test_the_subject_of_another_sector_is_not_this_citizen(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    elsewhere = shared_world.new_service(sector="finance")
    subject = claims_of(hint(elsewhere, citizen))["sub"]
    location = citizen.sign_in(service.pushed(claims=wanting(subject), prompt="login"))
    assert answer_of(location)["error"] == "login_required"


def test_a_hint_that_we_did_not_give_this_service_is_refused(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    other = shared_world.new_service()
    tokens = service.identify(citizen)
    stranger = Signer(generate_key(Algorithm.ES256))
    for wrong in (
        hint(other, citizen),
        tokens["access_token"],
        stranger.sign(claims_of(tokens["id_token"])),
        service.signer.sign(claims_of(tokens["id_token"])),
        tokens["id_token"][:-4],
        "x.y.z",
        "x",
    ):
        assert refusal(service.push(id_token_hint=wrong)) == (400, "invalid_request")


def test_a_hint_beside_a_subject_is_checked_too(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    token = hint(service, citizen)
    of_other = claims_of(hint(service, shared_world.citizen(OTHER)))["sub"]
    contradiction = service.push(id_token_hint=token, claims=wanting(of_other))
    assert refusal(contradiction) == (400, "invalid_request")
    forged = service.push(id_token_hint="x.y.z", claims=wanting(claims_of(token)["sub"]))
    assert refusal(forged) == (400, "invalid_request")
    agreed = service.push(id_token_hint=token, claims=wanting(claims_of(token)["sub"]))
    assert agreed.status_code == 201
