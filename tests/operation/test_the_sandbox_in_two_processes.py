"""What was chosen at one process of a provider happens at every other one."""

import httpx

from citizens import answer_of
from services import Service, http
from thiqa.crypto import parse_jwks, read_header, verify_jws
from world import Processes


def code_of(world: Processes, service: Service, hint: str) -> str:
    """Sign in by a hint at the first process; return the code."""
    citizen = world.citizen()
    location = citizen.open(service.pushed(login_hint=hint))
    return answer_of(citizen.browser.get(location).headers["location"])["code"]


def test_a_scenario_is_known_to_every_process(two_processes: Processes) -> None:
    service = two_processes.new_service(changes={"stage": "sandbox"})
    code = code_of(two_processes, service, "specimen:adult:unavailable")
    there = service.at(two_processes.processes[1].address)
    there.verifier = service.verifier
    assert there.redeem(code).status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert service.redeem(code).status_code == httpx.codes.OK


def test_a_key_made_by_one_process_is_published_by_every_other_one_at_once(
    two_processes: Processes,
) -> None:
    service = two_processes.new_service(changes={"stage": "sandbox"})
    code = code_of(two_processes, service, "specimen:adult:rotated-key")
    id_token = service.redeem(code).json()["id_token"]
    for process in two_processes.processes:
        keys = http().get(f"{process.address}/jwks").json()
        assert read_header(id_token)["kid"] in {key["kid"] for key in keys["keys"]}
        assert verify_jws(id_token, parse_jwks(keys)).claims["aud"] == service.client_id
