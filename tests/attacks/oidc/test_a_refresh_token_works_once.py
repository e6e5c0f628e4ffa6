"""A refresh token is used once, by its own service; a second use ends the whole family."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from citizens import Citizen
from services import Service, refusal, token_refusal
from world import World

THREADS = 20


@pytest.fixture
def tokens(service: Service, citizen: Citizen) -> dict[str, Any]:
    """Tokens of a grant that lasts."""
    return service.identify(citizen, scope="openid offline_access")


def test_each_use_gives_a_new_one(service: Service, tokens: dict[str, Any]) -> None:
    seen = {tokens["refresh_token"]}
    for _ in range(3):
        tokens = service.refresh(tokens["refresh_token"]).json()
        assert service.userinfo(tokens["access_token"]).status_code == 200
        assert tokens["refresh_token"] not in seen
        seen.add(tokens["refresh_token"])


def test_a_second_use_revokes_the_family(service: Service, tokens: dict[str, Any]) -> None:
    fresh = service.refresh(tokens["refresh_token"]).json()
    freshest = service.refresh(fresh["refresh_token"]).json()
    assert refusal(service.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    for each in (tokens, fresh, freshest):
        assert token_refusal(service.userinfo(each["access_token"])) == (401, "invalid_token")
    assert refusal(service.refresh(freshest["refresh_token"])) == (400, "invalid_grant")


def test_of_many_uses_at_once_one_succeeds_and_the_family_ends(
    service: Service, tokens: dict[str, Any]
) -> None:
    together = Barrier(THREADS)

    def refresh(_: int) -> Any:
        together.wait()
        return service.refresh(tokens["refresh_token"])

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(refresh, range(THREADS)))
    winners = [answer for answer in answers if answer.status_code == 200]
    assert len(winners) == 1
    fresh = winners[0].json()
    assert token_refusal(service.userinfo(fresh["access_token"])) == (401, "invalid_token")
    assert refusal(service.refresh(fresh["refresh_token"])) == (400, "invalid_grant")


def test_another_service_can_neither_use_nor_spoil_it(
    shared_world: World, service: Service, tokens: dict[str, Any]
) -> None:
    thief = shared_world.new_service()
    assert refusal(thief.refresh(tokens["refresh_token"])) == (400, "invalid_grant")
    assert service.refresh(tokens["refresh_token"]).status_code == 200


def test_without_offline_access_there_is_none(service: Service, citizen: Citizen) -> None:
    assert "refresh_token" not in service.identify(citizen)


def test_a_guess_is_refused(service: Service, tokens: dict[str, Any]) -> None:
    for guess in ("", "A" * 43, tokens["refresh_token"][:-1], tokens["access_token"]):
        assert refusal(service.refresh(guess)) == (400, "invalid_grant")


def test_a_code_is_no_refresh_token_and_the_reverse(service: Service, citizen: Citizen) -> None:
    code = citizen.walk(service.pushed(scope="openid offline_access"))["code"]
    assert refusal(service.refresh(code)) == (400, "invalid_grant")
    tokens = service.redeem(code).json()
    assert refusal(service.redeem(tokens["refresh_token"])) == (400, "invalid_grant")


def test_the_grant_ends_when_the_citizen_was_told(world: World) -> None:
    tokens = world.service.identify(world.citizen(), scope="openid offline_access")
    day = 86_400
    world.clock.advance(29 * day)
    tokens = world.service.refresh(tokens["refresh_token"]).json()
    world.clock.advance(1 * day)
    assert refusal(world.service.refresh(tokens["refresh_token"])) == (400, "invalid_grant")


def test_every_refresh_is_on_the_record(service: Service, citizen: Citizen) -> None:
    def newest() -> str:
        return citizen.browser.get("/history").text.partition("/receipts/")[2][:36]

    tokens = service.identify(citizen, scope="openid offline_access")
    before = newest()
    service.refresh(tokens["refresh_token"])
    assert newest() != before
