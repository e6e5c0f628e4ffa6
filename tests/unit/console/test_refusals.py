"""Each refusal of a service is there for its owners: the rule, the parameter, the mend."""

import time

from console_owners import Owner, new_owner
from services import Service, refusal
from thiqa.console.journal import FLUSH_SECONDS
from thiqa.crypto import Algorithm, Signer, generate_key
from world import World

WAIT_SECONDS = 20 * FLUSH_SECONDS


def owned(world: World, owner: Owner) -> Service:
    """Return a service at the console whose key is in the registration."""
    key = Signer(generate_key(Algorithm.ES256))
    jwks = f'{{"keys": [{key.public_jwk}]}}'.replace("'", '"')
    client_id = owner.in_sandbox(jwks=jwks, jwks_uri="", constraint="none")
    return Service(world.issuer, client_id=client_id, key=key, clock=world.clock)


def wait_for(owner: Owner, page: str, text: str) -> str:
    """Return a page as soon as it says something: the journal is written a little later."""
    until = time.monotonic() + WAIT_SECONDS
    while text not in (shown := owner.text(page)):
        assert time.monotonic() < until, shown
        time.sleep(0.05)
    return shown


def test_a_refused_request_teaches_its_owners(shared_world: World) -> None:
    owner = new_owner(shared_world)
    service = owned(shared_world, owner)
    response = service.push(code_challenge=None)
    assert refusal(response)[0] == 400
    page = f"/console/services/{service.client_id}/refusals"
    text = wait_for(owner, page, "invalid_request")
    assert "RFC 7636" in text
    assert "code_challenge" in text
    assert "RFC 7636" not in response.text


def test_equal_refusals_are_counted(shared_world: World) -> None:
    owner = new_owner(shared_world)
    service = owned(shared_world, owner)
    for _ in range(3):
        service.push(prompt="nonsense")
    page = f"/console/services/{service.client_id}/refusals"
    assert "3 times" in wait_for(owner, page, "3 times")


def test_a_stranger_with_the_services_name_is_told_apart(shared_world: World) -> None:
    owner = new_owner(shared_world)
    service = owned(shared_world, owner)
    stranger = Service(shared_world.issuer, client_id=service.client_id, clock=shared_world.clock)
    assert refusal(stranger.push())[0] == 401
    page = f"/console/services/{service.client_id}/refusals"
    assert "did not prove to be your service" in wait_for(owner, page, "invalid_client")


def test_refusals_are_filtered_by_code(shared_world: World) -> None:
    owner = new_owner(shared_world)
    service = owned(shared_world, owner)
    service.push(prompt="nonsense")
    service.push(scope="nonsense")
    page = f"/console/services/{service.client_id}/refusals"
    wait_for(owner, page, "invalid_scope")
    wait_for(owner, page, "invalid_request")
    one = owner.get(f"{page}?code=invalid_scope").text
    assert one.count('<li class="paper">') == 1


def test_a_key_that_proved_something_is_shown_with_its_time(shared_world: World) -> None:
    owner = new_owner(shared_world)
    service = owned(shared_world, owner)
    assert service.push().status_code == 201
    page = f"/console/services/{service.client_id}/keys"
    text = wait_for(owner, page, "Used lately")
    used = text.partition("Used lately")[2]
    until = time.monotonic() + WAIT_SECONDS
    while service.signer.kid not in used and time.monotonic() < until:
        time.sleep(0.05)
        used = owner.text(page).partition("Used lately")[2]
    assert service.signer.kid in used
