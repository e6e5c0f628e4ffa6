"""What a test issuer signs and gives is worth nothing at the provider, and the other way."""

import httpx

from console_owners import new_owner
from services import Service, refusal, token_refusal
from thiqa.crypto import Algorithm, Signer, generate_key
from world import World


def test_its_keys_are_not_the_providers(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    ours = httpx.get(f"{shared_world.issuer}/jwks").json()["keys"]
    theirs = httpx.get(f"{shared_world.issuer}/self-test/{client_id}/jwks").json()["keys"]
    assert theirs
    assert {key["kid"] for key in ours}.isdisjoint(key["kid"] for key in theirs)
    assert all("d" not in key for key in theirs)


def test_its_name_is_its_own(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    issuer = f"{shared_world.issuer}/self-test/{client_id}"
    metadata = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
    assert metadata["issuer"] == issuer
    oauth = f"{shared_world.issuer}/.well-known/oauth-authorization-server/self-test/{client_id}"
    assert httpx.get(oauth).json() == metadata
    real = httpx.get(f"{shared_world.issuer}/.well-known/openid-configuration").json()
    assert metadata["thiqa_record_key"] != real["thiqa_record_key"]


def test_without_a_run_it_takes_nothing(shared_world: World) -> None:
    owner = new_owner(shared_world)
    key = Signer(generate_key(Algorithm.ES256))
    jwks = f'{{"keys": [{key.public_jwk}]}}'.replace("'", '"')
    client_id = owner.begin(jwks=jwks, jwks_uri="", constraint="none")
    issuer = f"{shared_world.issuer}/self-test/{client_id}"
    service = Service(issuer, client_id=client_id, key=key, clock=shared_world.clock)
    assert service.push().status_code == 400
    assert refusal(service.redeem("a-code"))[1] == "invalid_grant"
    assert token_refusal(service.userinfo("a-token"))[0] == 401


def test_a_service_of_the_provider_is_none_of_its_own(shared_world: World) -> None:
    assert httpx.get(f"{shared_world.issuer}/self-test/nobody/jwks").status_code == 404
    live = shared_world.service.client_id
    assert httpx.get(f"{shared_world.issuer}/self-test/{live}/jwks").status_code == 404


def test_its_keys_are_sealed_in_the_storage(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    httpx.get(f"{shared_world.issuer}/self-test/{client_id}/jwks")
    kept = shared_world.run(lambda records: records.console.list_test_keys(client_id))
    assert kept
    assert all("ENCRYPTED PRIVATE KEY" in pem for _, pem in kept)
