"""Services in the hands of libraries that nobody here wrote, at the shared provider."""

from collections.abc import Callable, Iterator

import pytest

from peers import openid_client_party
from peers.authlib_party import AuthlibParty
from peers.node import Program, installed, running
from peers.openid_client_party import OpenidClientParty
from peers.relying_party import RelyingParty
from peers.requests_oauth2client_party import RequestsOauth2clientParty
from proofs import ProofKey
from services import Service
from world import World

PYTHON = {"Authlib": AuthlibParty, "requests_oauth2client": RequestsOauth2clientParty}
PROVING = " with DPoP"
"""Libraries that can, do it with tokens that are bound to a key, too."""
LIBRARIES = (
    "openid-client",
    *PYTHON,
    f"openid-client{PROVING}",
    f"requests_oauth2client{PROVING}",
)
MakeParty = Callable[..., RelyingParty]


@pytest.fixture(scope="session")
def openid_client() -> Iterator[Program]:
    """The running program around openid-client."""
    with running(installed(openid_client_party.SOURCE) / "service.mjs") as program:
        yield program


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> str:
    """The name of a library, and how it is used."""
    name: str = request.param
    return name


@pytest.fixture
def party_of(request: pytest.FixtureRequest, library: str) -> Callable[[Service], RelyingParty]:
    """Makes a relying party of a service, once with each library."""
    name = library.removesuffix(PROVING)
    if name in PYTHON:
        return PYTHON[name]
    program = request.getfixturevalue("openid_client")
    return lambda service: OpenidClientParty(program, service)


@pytest.fixture
def new_party(
    shared_world: World, party_of: Callable[[Service], RelyingParty], library: str
) -> MakeParty:
    """Registers a service at the shared provider and lets it discover the provider."""

    def new_party(**fields: object) -> RelyingParty:
        if library.endswith(PROVING):
            fields = {"proof_key": ProofKey(shared_world.clock), **fields}
        party = party_of(shared_world.new_service(**fields))
        party.discover()
        return party

    return new_party
