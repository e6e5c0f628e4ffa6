"""A decoupled login of somebody who does not exist looks like one of a citizen who waits."""

from citizens import Citizen
from decoupled import begin, begun, new_counter, page_of, poll, request_on
from services import refusal
from thiqa.card import load_personas
from thiqa.oidc.backchannel.models import INTERVAL_SECONDS
from world import World

UNKNOWN = ("ZZ999999", "AB1", "not a number", "ⵣ", "'; DROP TABLE person; --", "specimen:adult")


def test_the_answers_are_the_same_from_the_beginning_to_the_end(world: World) -> None:
    counter = new_counter(world)
    known = load_personas()["adult"].national_number
    answers = [begin(counter, login_hint=hint) for hint in (known, *UNKNOWN)]
    assert {each.status_code for each in answers} == {200}
    assert len({(*each.json(),) for each in answers}) == 1
    assert len({each.json()["expires_in"] for each in answers}) == 1
    for step in ("authorization_pending", "slow_down", "authorization_pending"):
        if step == "authorization_pending":
            world.clock.advance(INTERVAL_SECONDS)
        said = {poll(counter, each.json()).text for each in answers}
        assert len(said) == 1
        assert step in said.pop()
    world.clock.advance(600)
    assert {refusal(poll(counter, each.json())) for each in answers} == {(400, "expired_token")}


def test_a_subject_of_another_sector_names_nobody(shared_world: World, citizen: Citizen) -> None:
    counter = new_counter(shared_world)
    other = shared_world.new_service(sector="finance")
    hint = other.identify(citizen)["id_token"]
    response = begin(counter, login_hint=None, id_token_hint=hint)
    assert refusal(response) == (400, "invalid_request")


def test_what_is_kept_does_not_say_whom_the_service_named(
    shared_world: World, citizen: Citizen
) -> None:
    counter = new_counter(shared_world)
    login = begun(counter, citizen)
    page = page_of(citizen)
    assert request_on(page, login)
    assert citizen.national_number not in page
