"""Whoever asks a resource finds the interaction in both logs by one name."""

import uuid

import httpx
import pytest

from world import World

HEADER = "x-fapi-interaction-id"


def ask(world: World, path: str, name: str | None) -> httpx.Response:
    with httpx.Client(base_url=world.settings.issuer) as http:
        return http.get(path, headers={} if name is None else {HEADER: name})


@pytest.mark.parametrize("path", ["/userinfo", "/receipt", "/service"])
def test_a_refusal_has_the_name_that_the_service_gave(shared_world: World, path: str) -> None:
    name = str(uuid.uuid4())
    response = ask(shared_world, path, name)
    assert (response.status_code, response.headers[HEADER]) == (401, name)


def test_who_gives_no_name_is_given_one(shared_world: World) -> None:
    names = {ask(shared_world, "/userinfo", None).headers[HEADER] for _ in range(2)}
    assert len({uuid.UUID(name) for name in names}) == 2
