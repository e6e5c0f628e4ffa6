"""The provider's keys are rotated under a client that keeps copies of them, and it never fails."""

import pytest

from peers.node import Program
from peers.openid_client_party import OpenidClientParty
from peers.relying_party import Identified
from services import http
from thiqa.crypto import FAPI_ALGORITHMS, Algorithm, KeyDirectory, read_header
from thiqa.crypto.key_directory import KEEP_AFTER_SECONDS, PUBLISH_AHEAD_SECONDS
from thiqa.crypto.key_ring import RELOAD_SECONDS
from world import World

CLIENT_CACHE_SECONDS = 300
"""How long openid-client keeps a provider's keys."""
MARGIN = 60
"""More than the time that the test itself takes."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Keys are not in the database: one kind is enough."""
    return sqlite_url


class Rotation:
    """A provider, a client with a copy of its keys, and time that passes for both."""

    def __init__(self, world: World, program: Program, algorithm: Algorithm) -> None:
        self.world = world
        self.directory = KeyDirectory(world.settings.keys)
        self.party = OpenidClientParty(program, world.new_service(algorithm=algorithm))
        self.party.discover()

    def identify(self) -> Identified:
        """Identify a citizen: the client checks the ID token with its copy of the keys.

        In a new browser: a session must not end between two pages, as time passes here.
        """
        request = self.party.push(scope="openid offline_access", prompt="consent")
        return self.party.redeem(request, self.world.citizen().travel(request.url))

    def wait(self, seconds: int) -> None:
        """Let time pass for the provider and for the client."""
        self.world.clock.advance(seconds)
        self.party.later(self.world.clock.moved)

    def published(self) -> set[str]:
        """Return the identifiers of the keys that the provider shows."""
        keys = http().get(f"{self.world.issuer}/jwks").json()["keys"]
        return {key["kid"] for key in keys if key["alg"] == self.party.service.algorithm}

    def rotate(self) -> None:
        """Rotate as `thiqa keys rotate` does, and wait until the provider has seen it."""
        self.directory.rotate(self.world.clock())
        self.wait(RELOAD_SECONDS)


@pytest.fixture(params=FAPI_ALGORITHMS)
def rotation(request: pytest.FixtureRequest, world: World, openid_client: Program) -> Rotation:
    """A rotation for each algorithm of ID tokens."""
    return Rotation(world, openid_client, request.param)


def signer_of(identified: Identified) -> str:
    """Return the identifier of the key that signed an ID token."""
    kid: str = read_header(identified.tokens["id_token"])["kid"]
    return kid


def test_a_client_with_a_copy_of_the_keys_never_fails(rotation: Rotation) -> None:
    old = signer_of(rotation.identify())
    rotation.rotate()
    assert len(rotation.published()) == 2
    (new,) = rotation.published() - {old}
    last = rotation.identify()
    assert signer_of(last) == old

    rotation.wait(PUBLISH_AHEAD_SECONDS - RELOAD_SECONDS - MARGIN)
    last = rotation.identify()
    assert signer_of(last) == old
    rotation.wait(MARGIN)
    assert signer_of(rotation.identify()) == new
    assert rotation.party.userinfo(last.access_token, last.claims["sub"])
    assert rotation.party.logout_url(last.tokens["id_token"])
    assert signer_of(rotation.party.refresh(last.refresh_token)) == new

    rotation.wait(KEEP_AFTER_SECONDS - MARGIN)
    assert rotation.published() == {old, new}
    rotation.wait(MARGIN)
    assert rotation.published() == {new}
    assert signer_of(rotation.identify()) == new


def test_a_client_that_fetched_just_before_the_rotation_never_fails(rotation: Rotation) -> None:
    rotation.identify()
    rotation.directory.rotate(rotation.world.clock())
    for _ in range(2 * PUBLISH_AHEAD_SECONDS // (CLIENT_CACHE_SECONDS - 1)):
        rotation.wait(CLIENT_CACHE_SECONDS - 1)
        assert rotation.identify()


def test_a_key_is_removed_only_when_nobody_can_need_it(rotation: Rotation) -> None:
    first = signer_of(rotation.identify())
    rotation.rotate()
    rotation.rotate()
    kept = {
        key.signer.kid
        for key in rotation.directory.signing_keys()[rotation.party.service.algorithm]
    }
    assert first in kept
    rotation.wait(PUBLISH_AHEAD_SECONDS + KEEP_AFTER_SECONDS)
    rotation.rotate()
    kept = {
        key.signer.kid
        for key in rotation.directory.signing_keys()[rotation.party.service.algorithm]
    }
    assert first not in kept
    assert rotation.identify()
