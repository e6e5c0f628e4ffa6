"""Two services that compare what they hold cannot tell that they share a citizen's session."""

import json
from typing import Any

from citizens import Citizen
from services import Service
from thiqa.base import b64url_decode
from thiqa.crypto import read_claims_unverified
from world import World, on_one_database

pytestmark = on_one_database


def names(service: Service, citizen: Citizen) -> dict[str, Any]:
    """Return what a service learns, once the citizen has signed in there."""
    tokens = service.identify(citizen)
    return {
        **read_claims_unverified(tokens["id_token"]),
        **service.userinfo(tokens["access_token"]).json(),
    }


def test_two_sectors_share_no_name_of_a_session_or_a_citizen(
    shared_world: World, citizen: Citizen
) -> None:
    here = names(shared_world.new_service(sector="interior"), citizen)
    there = names(shared_world.new_service(sector="health"), citizen)
    shared = {
        name for name in here if here[name] == there.get(name) and isinstance(here[name], str)
    }
    assert shared.isdisjoint({"sid", "sub", "jti"})
    assert here["sid"] != there["sid"]


def test_two_services_of_one_sector_share_the_citizen_and_not_the_session(
    shared_world: World, citizen: Citizen
) -> None:
    first, second = (names(shared_world.new_service(), citizen) for _ in range(2))
    assert first["sub"] == second["sub"]
    assert first["sid"] != second["sid"]


def test_a_service_knows_its_own_session_again_and_no_other(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    first, again = names(service, citizen)["sid"], names(service, citizen)["sid"]
    elsewhere = names(service, shared_world.citizen())["sid"]
    assert first == again
    assert first != elsewhere


def test_the_name_that_a_service_holds_is_not_on_the_citizens_own_page(
    service: Service, citizen: Citizen
) -> None:
    sid = names(service, citizen)["sid"]
    assert len(b64url_decode(sid)) == 32
    assert sid not in citizen.browser.get("/sessions").text


def test_no_token_holds_the_session_itself(service: Service, citizen: Citizen) -> None:
    tokens = service.identify(citizen)
    public = citizen.fields("/sessions")["session"]
    told = [read_claims_unverified(tokens[name]) for name in ("id_token", "access_token")]
    assert public not in json.dumps([dict(each) for each in told])
