"""A citizen signs out, and every service that they signed in to hears of it, once."""

import time
from typing import Any

import pytest

from citizens import Citizen, answer_of
from logout_listener import Listener, listening
from services import AGE_PURPOSE, LOGGED_OUT_URI, Service, refusal, token_refusal
from thiqa.crypto import read_claims_unverified
from thiqa.oidc.sessions.logout_delivery import FIRST_PAUSE_SECONDS
from thiqa.oidc.sessions.sessions import LOGOUT_NOTICE_SECONDS
from thiqa.storage import Transaction
from world import World

LASTING = {"scope": "openid offline_access", "prompt": "consent"}


def told(world: World, listener: Listener, **fields: Any) -> Service:
    """Register a service that wants to be told."""
    changes = {
        "backchannel_logout_uri": listener.uri,
        "backchannel_logout_session_required": True,
        "grant_types": ["authorization_code", "refresh_token"],
    }
    return world.new_service(changes=changes, **fields)


def sign_out(citizen: Citizen) -> None:
    response = citizen.post("/sign-out", citizen.fields("/sign-out"))
    assert response.status_code in {200, 303}


def id_token(tokens: dict[str, Any]) -> dict[str, Any]:
    return dict(read_claims_unverified(tokens["id_token"]))


def waiting(world: World) -> int:
    """Return how many notices are waiting to be told."""

    async def count(records: Transaction) -> int:
        return len(await records.oidc.claim_logout_notices(2**40, 2**40, 64, without=()))

    found: int = world.run(count)
    return found


def test_each_service_hears_of_its_own_session(shared_world: World, citizen: Citizen) -> None:
    with listening() as first, listening() as second:
        ears = [(told(shared_world, first), first), (told(shared_world, second), second)]
        given = [id_token(service.identify(citizen)) for service, _ in ears]
        sign_out(citizen)
        for (service, listener), before in zip(ears, given, strict=True):
            header, claims = listener.wait().verified(shared_world.issuer)
            assert header["typ"] == "logout+jwt"
            assert claims == {
                "iss": shared_world.issuer,
                "aud": service.client_id,
                "iat": claims["iat"],
                "exp": claims["iat"] + 120,
                "jti": claims["jti"],
                "sub": before["sub"],
                "sid": before["sid"],
                "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            }
            assert set(listener.heard[0]) == {"logout_token"}
            assert listener.headers[0][b"content-type"] == b"application/x-www-form-urlencoded"
        time.sleep(1.5)
        assert len(first.heard) == len(second.heard) == 1


def test_a_service_that_was_asked_twice_is_told_once(shared_world: World, citizen: Citizen) -> None:
    with listening() as listener:
        service = told(shared_world, listener)
        sids = {id_token(service.identify(citizen))["sid"] for _ in range(3)}
        sign_out(citizen)
        listener.wait()
        time.sleep(1.5)
        assert [each["sid"] for each in listener.claims] == list(sids)


def test_a_service_that_asks_for_the_logout_is_told_and_gets_the_browser_back(
    shared_world: World, citizen: Citizen
) -> None:
    with listening() as listener:
        service = told(shared_world, listener)
        tokens = service.identify(citizen)
        query = {
            "id_token_hint": tokens["id_token"],
            "post_logout_redirect_uri": LOGGED_OUT_URI,
            "state": "s" * 128,
        }
        page = citizen.browser.get("/end-session", params=query)
        fields = citizen.fields(str(page.url).removeprefix(shared_world.issuer))
        response = citizen.post("/sign-out", fields)
        assert response.headers["location"] == f"{LOGGED_OUT_URI}?state={'s' * 128}"
        assert listener.wait().claims[0]["sid"] == id_token(tokens)["sid"]
        error = answer_of(citizen.open(service.pushed(prompt="none")))["error"]
        assert error == "login_required"


def test_what_was_given_for_the_session_is_over_and_what_lasts_is_not(
    shared_world: World, citizen: Citizen
) -> None:
    service = shared_world.new_service()
    once = service.identify(citizen)
    lasting = service.identify(citizen, **LASTING)
    code = citizen.walk(service.pushed())["code"]
    sign_out(citizen)
    assert token_refusal(service.userinfo(once["access_token"])) == (401, "invalid_token")
    assert refusal(service.redeem(code)) == (400, "invalid_grant")
    assert service.userinfo(lasting["access_token"]).status_code == 200
    assert service.refresh(lasting["refresh_token"]).status_code == 200


def test_signing_in_again_goes_on_with_the_session(shared_world: World, citizen: Citizen) -> None:
    with listening() as listener:
        service = told(shared_world, listener)
        first = id_token(service.identify(citizen))
        again = id_token(service.identify(citizen, prompt="login"))
        assert again["sid"] == first["sid"]
        sign_out(citizen)
        assert listener.wait().claims[0]["sid"] == first["sid"]


def test_somebody_else_at_the_same_browser_ends_the_session(
    shared_world: World, citizen: Citizen
) -> None:
    with listening() as listener:
        service = told(shared_world, listener)
        first = service.identify(citizen)
        citizen.persona = "no-first-name"
        citizen.login()
        assert listener.wait().claims[0]["sub"] == id_token(first)["sub"]
        assert token_refusal(service.userinfo(first["access_token"])) == (401, "invalid_token")
        again = service.identify(citizen, authorization_details=purpose(AGE_PURPOSE))
        assert id_token(again)["sid"] != id_token(first)["sid"]


def purpose(name: str) -> str:
    return f'[{{"type":"thiqa_purpose","purpose":"{name}"}}]'


@pytest.mark.parametrize("first", [500, 302])
def test_a_service_that_failed_is_told_again_with_a_fresh_token(world: World, first: int) -> None:
    with listening(first) as listener:
        service, citizen = told(world, listener), world.citizen()
        service.identify(citizen)
        sign_out(citizen)
        listener.wait(1)
        world.clock.advance(FIRST_PAUSE_SECONDS + 60)
        before, after = listener.wait(2).claims
        assert before["jti"] != after["jti"]
        assert after["iat"] >= before["iat"] + FIRST_PAUSE_SECONDS
        assert before["sid"] == after["sid"]


@pytest.mark.parametrize("status", [204, 400])
def test_an_answer_is_final(world: World, status: int) -> None:
    with listening(status) as listener:
        service, citizen = told(world, listener), world.citizen()
        service.identify(citizen)
        sign_out(citizen)
        listener.wait(1)
        world.clock.advance(LOGOUT_NOTICE_SECONDS)
        time.sleep(1.5)
        assert len(listener.heard) == 1
        assert waiting(world) == 0


def test_a_service_that_never_answers_is_given_up(world: World) -> None:
    with listening() as listener:
        service, citizen = told(world, listener), world.citizen()
        service.identify(citizen)
    sign_out(citizen)
    deadline = time.monotonic() + 40
    while waited(world):
        assert time.monotonic() < deadline
        world.clock.advance(1800)
        time.sleep(0.3)


def waited(world: World) -> bool:
    async def any_left(records: Transaction) -> bool:
        return await records.oidc.has_logout_notices(2**40)

    found: bool = world.run(any_left)
    return found


def test_a_retired_service_is_not_told(world: World) -> None:
    with listening() as listener:
        service, citizen = told(world, listener), world.citizen()
        service.identify(citizen)
        world.retire(service)
        world.clock.advance(10)
        sign_out(citizen)
        time.sleep(1.5)
        assert listener.heard == []
        assert not waited(world)
