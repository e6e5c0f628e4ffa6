"""What openid-client checks by itself in the provider's answers, and its keys behind an address."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from peers.node import Program
from peers.openid_client_party import OpenidClientParty
from peers.relying_party import LibraryRefusedError, ProviderRefusedError
from services import Service
from serving import free_port, serving
from thiqa.crypto import Signer, generate_key
from thiqa.oidc.clients.directory import JWKS_RETRY_SECONDS
from world import Citizen, World


@pytest.fixture
def party(openid_client: Program, service: Service) -> OpenidClientParty:
    """A service in the hands of openid-client, which has discovered the provider."""
    party = OpenidClientParty(openid_client, service)
    party.discover()
    return party


@pytest.fixture
def key_address() -> Iterator[tuple[str, list[Signer]]]:
    """An address where a service publishes its keys, and the list of them."""
    keys: list[Signer] = []

    async def jwks(_: object) -> JSONResponse:
        return JSONResponse({"keys": [key.public_jwk for key in keys]})

    port = free_port()
    with serving(Starlette(routes=[Route("/jwks", jwks)]), port):
        yield f"http://127.0.0.1:{port}/jwks", keys


@pytest.mark.parametrize(
    "swap",
    [
        lambda answer, issuer: answer.replace(issuer, "https%3A%2F%2Fother.example"),
        lambda answer, issuer: answer.replace(f"&iss={issuer}", ""),
    ],
    ids=["another", "none"],
)
def test_an_answer_must_name_its_issuer(
    party: OpenidClientParty, citizen: Citizen, swap: object
) -> None:
    request = party.push()
    issuer = party.service.issuer.replace(":", "%3A").replace("/", "%2F")
    answer = citizen.travel(request.url)
    assert callable(swap)
    with pytest.raises(LibraryRefusedError, match="iss"):
        party.redeem(request, swap(answer, issuer))
    assert party.redeem(request, answer)


def test_an_error_must_name_its_issuer_too(party: OpenidClientParty, citizen: Citizen) -> None:
    request = party.push()
    answer = citizen.travel(request.url, decision="decline")
    with pytest.raises(LibraryRefusedError, match="iss"):
        party.redeem(request, answer.replace("localhost", "elsewhere"))
    with pytest.raises(ProviderRefusedError, match="access_denied"):
        party.redeem(request, answer)


def test_a_sign_in_that_is_too_old_is_noticed(party: OpenidClientParty, citizen: Citizen) -> None:
    citizen.login()
    request = party.push(max_age="0")
    assert urlsplit(citizen.open(request.url)).path == "/login"
    request = party.push(max_age="600")
    answer = citizen.travel(request.url)
    assert party.redeem(request, answer, maxAge=600)


def test_the_subject_of_userinfo_must_be_the_id_tokens(
    party: OpenidClientParty, citizen: Citizen
) -> None:
    request = party.push()
    identified = party.redeem(request, citizen.travel(request.url))
    with pytest.raises(LibraryRefusedError):
        party.userinfo(identified.access_token, "somebody else")


def test_a_service_rotates_its_keys_behind_an_address(
    openid_client: Program, world: World, key_address: tuple[str, list[Signer]]
) -> None:
    address, keys = key_address
    service = world.new_service(changes={"jwks": None, "jwks_uri": address})
    party = OpenidClientParty(openid_client, service)
    keys.append(service.signer)
    party.discover()
    assert party.push()
    service.signer = Signer(generate_key(service.algorithm))
    keys.append(service.signer)
    party.discover()
    with pytest.raises(ProviderRefusedError, match="invalid_client"):
        party.push()
    world.clock.advance(JWKS_RETRY_SECONDS)
    assert party.push()
