"""A code is redeemed once, however often and wherever it is tried; a second try revokes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

from citizens import Citizen
from services import Service, refusal, token_refusal
from world import Processes, World

REDEMPTIONS = 200
THREADS = 40
OFFLINE = "openid offline_access"


def test_the_second_use_is_refused_and_revokes_what_the_first_one_gave(
    service: Service, citizen: Citizen
) -> None:
    code = citizen.walk(service.pushed(scope=OFFLINE))["code"]
    tokens = service.redeem(code).json()
    assert service.userinfo(tokens["access_token"]).status_code == 200
    assert refusal(service.redeem(code)) == (400, "invalid_grant")
    assert_worthless(service, tokens)


def test_a_second_use_with_a_wrong_verifier_revokes_too(service: Service, citizen: Citizen) -> None:
    code = citizen.walk(service.pushed(scope=OFFLINE))["code"]
    tokens = service.redeem(code).json()
    assert refusal(service.redeem(code, code_verifier="x" * 43)) == (400, "invalid_grant")
    assert_worthless(service, tokens)


def test_another_service_cannot_revoke_by_trying_a_used_code(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    code = citizen.walk(service.pushed())["code"]
    tokens = service.redeem(code).json()
    stranger = shared_world.new_service()
    assert refusal(stranger.redeem(code)) == (400, "invalid_grant")
    assert service.userinfo(tokens["access_token"]).status_code == 200


def test_of_200_redemptions_at_once_one_succeeds(service: Service, citizen: Citizen) -> None:
    code = citizen.walk(service.pushed(scope=OFFLINE))["code"]
    assert_one_wins([service], code)


def test_of_200_redemptions_at_two_processes_one_succeeds(two_processes: Processes) -> None:
    service = two_processes.new_service()
    code = two_processes.citizen().walk(service.pushed(scope=OFFLINE))["code"]
    assert_one_wins([service.at(each.address) for each in two_processes.processes], code)


def assert_one_wins(services: list[Service], code: str) -> None:
    """Redeem a code from many threads at once, at each process in turn."""
    together = Barrier(THREADS)

    def redeem(thread: int) -> list[httpx.Response]:
        together.wait()
        mine = range(thread, REDEMPTIONS, THREADS)
        return [services[number % len(services)].redeem(code) for number in mine]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [answer for each in pool.map(redeem, range(THREADS)) for answer in each]
    winners = [answer for answer in answers if answer.status_code == 200]
    losers = [answer for answer in answers if answer.status_code != 200]
    assert len(winners) == 1
    assert {refusal(answer) for answer in losers} == {(400, "invalid_grant")}
    for service in services:
        assert_worthless(service, winners[0].json())


def assert_worthless(service: Service, tokens: dict[str, str]) -> None:
    """RFC 6749, section 4.1.2: a code used twice revokes the tokens that came of it."""
    access_token, refresh_token = tokens["access_token"], tokens["refresh_token"]
    assert token_refusal(service.userinfo(access_token)) == (401, "invalid_token")
    assert token_refusal(service.receipt(access_token)) == (401, "invalid_token")
    assert refusal(service.refresh(refresh_token)) == (400, "invalid_grant")
