"""Who acts in a citizen's name loses what they hold: sessions, and lasting access given in them."""

from typing import Any

import pytest

from citizens import Citizen
from disputes import contest, newest_entry
from logout_listener import listening
from services import Service, refusal
from world import World

LASTING = {"scope": "openid offline_access", "prompt": "consent"}
GRANTS = {"grant_types": ["authorization_code", "refresh_token"]}


def is_signed_in(citizen: Citizen) -> bool:
    return citizen.browser.get("/history").status_code == 200


@pytest.fixture
def thief(shared_world: World) -> Citizen:
    """Somebody who signs in with the citizen's card, in another browser."""
    thief = shared_world.citizen()
    thief.login()
    return thief


@pytest.mark.parametrize("claim", ["not_me", "not_allowed"])
def test_only_what_was_not_the_citizen_ends_other_sessions(
    service: Service, thief: Citizen, citizen: Citizen, claim: str
) -> None:
    service.identify(thief)
    citizen.login()
    contest(citizen, newest_entry(citizen), claim)
    assert is_signed_in(thief) == (claim == "not_allowed")
    assert is_signed_in(citizen)


def test_a_login_of_a_thief_takes_their_lasting_access_along(
    shared_world: World, thief: Citizen, citizen: Citizen
) -> None:
    entry = newest_entry(thief, "You signed in with your card")
    taken = shared_world.new_service(changes=GRANTS)
    own = shared_world.new_service(changes=GRANTS)
    stolen = taken.identify(thief, **LASTING)
    citizen.login()
    kept = own.identify(citizen, **LASTING)
    dispute = contest(citizen, entry, "not_me")
    assert not is_signed_in(thief)
    assert refusal(taken.refresh(stolen["refresh_token"])) == (400, "invalid_grant")
    assert own.refresh(kept["refresh_token"]).is_success
    assert "Frozen" in dispute.text


def test_the_service_is_told_to_end_all_it_holds_open(
    shared_world: World, citizen: Citizen
) -> None:
    with listening() as listener:
        service = shared_world.new_service(changes={"backchannel_logout_uri": listener.uri})
        citizen.login()
        tokens: dict[str, Any] = service.identify(citizen)
        subject = service.userinfo(tokens["access_token"]).json()["sub"]
        contest(citizen)
        listener.wait()
        _, claims = listener.verified(shared_world.issuer)
    assert claims["sub"] == subject
    assert "sid" not in claims


def test_a_service_that_knows_sessions_by_name_is_told_their_names(
    shared_world: World, citizen: Citizen
) -> None:
    with listening() as listener:
        service = shared_world.new_service(
            changes={
                "backchannel_logout_uri": listener.uri,
                "backchannel_logout_session_required": True,
            }
        )
        citizen.login()
        service.identify(citizen)
        contest(citizen)
        [claims] = listener.wait().claims
    assert claims["sid"]
