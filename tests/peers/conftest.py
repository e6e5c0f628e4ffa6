"""Services in the hands of libraries that nobody here wrote, at the shared provider."""

from collections.abc import Callable, Iterator

import pytest

from peers import openid_client_party
from peers.authlib_party import AuthlibParty
from peers.node import Program, installed, running
from peers.openid_client_party import OpenidClientParty
from peers.relying_party import RelyingParty
from peers.requests_oauth2client_party import RequestsOauth2clientParty
from services import Service
from world import World

PYTHON = {"Authlib": AuthlibParty, "requests_oauth2client": RequestsOauth2clientParty}
LIBRARIES = ("openid-client", *PYTHON)
MakeParty = Callable[..., RelyingParty]


@pytest.fixture(scope="session")
def openid_client() -> Iterator[Program]:
    """The running program around openid-client."""
    with running(installed(openid_client_party.SOURCE) / "service.mjs") as program:
        yield program


@pytest.fixture(params=LIBRARIES)
def party_of(request: pytest.FixtureRequest) -> Callable[[Service], RelyingParty]:
    """Makes a relying party of a service, once with each library."""
    if request.param in PYTHON:
        return PYTHON[request.param]
    program = request.getfixturevalue("openid_client")
    return lambda service: OpenidClientParty(program, service)


@pytest.fixture
def new_party(shared_world: World, party_of: Callable[[Service], RelyingParty]) -> MakeParty:
    """Registers a service at the shared provider and lets it discover the provider."""

    def new_party(**fields: object) -> RelyingParty:
        party = party_of(shared_world.new_service(**fields))
        party.discover()
        return party

    return new_party
