"""A client assertion that somebody copied is worth nothing: not elsewhere, not later."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from services import Service, refusal
from world import Processes, World

THREADS = 20


def push(service: Service, assertion: str) -> int:
    return service.push(**service.credentials(assertion)).status_code


def test_the_second_use_is_refused(service: Service) -> None:
    assertion = service.assertion()
    assert push(service, assertion) == 201
    again = service.push(**service.credentials(assertion))
    assert refusal(again) == (401, "invalid_client")


def test_an_assertion_used_at_one_endpoint_is_used_at_the_other(service: Service) -> None:
    assertion = service.assertion()
    assert push(service, assertion) == 201
    assert refusal(service.redeem("x", client_assertion=assertion)) == (401, "invalid_client")
    assertion = service.assertion()
    assert refusal(service.redeem("x", client_assertion=assertion)) == (400, "invalid_grant")
    assert push(service, assertion) == 401


def test_the_same_identifier_in_another_assertion_is_refused(service: Service) -> None:
    assert push(service, service.assertion(jti="the same")) == 201
    assert push(service, service.assertion(jti="the same", exp=service.clock() + 61)) == 401


def test_an_identifier_of_one_service_does_not_use_up_that_of_another(
    shared_world: World, service: Service
) -> None:
    stranger = shared_world.new_service()
    assert push(stranger, stranger.assertion(jti="the same")) == 201
    assert push(service, service.assertion(jti="the same")) == 201


def test_an_assertion_is_remembered_until_its_skew_is_over(world: World) -> None:
    assertion = world.service.assertion(exp=world.clock() + 5)
    assert push(world.service, assertion) == 201
    for _ in range(4):
        world.clock.advance(12)
        assert push(world.service, assertion) == 401


def test_of_many_uses_at_once_one_succeeds(service: Service) -> None:
    assert_one_succeeds([service])


def test_of_many_uses_at_two_processes_one_succeeds(two_processes: Processes) -> None:
    service = two_processes.new_service()
    assert_one_succeeds([service.at(each.address) for each in two_processes.processes])


def test_an_assertion_is_still_used_after_a_restart(two_processes: Processes) -> None:
    service, process = two_processes.new_service(), two_processes.processes[0]
    assertion = service.assertion()
    assert push(service, assertion) == 201
    process.kill()
    process.start()
    process.wait_until_ready()
    assert push(service, assertion) == 401


def assert_one_succeeds(services: list[Service]) -> None:
    assertion, together = services[0].assertion(), Barrier(THREADS)

    def use(thread: int) -> int:
        together.wait()
        return push(services[thread % len(services)], assertion)

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = list(pool.map(use, range(THREADS)))
    assert sorted(statuses) == [201, *[401] * (THREADS - 1)]
