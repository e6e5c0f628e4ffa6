"""A service that comes back without the citizen holds a receipt of that use, too."""

from typing import Any

import pytest

from citizens import Citizen
from services import Service
from thiqa.ledger.events import Refresh, Release
from world import World

LASTING = {"scope": "openid offline_access", "prompt": "consent"}


@pytest.fixture
def lasting(shared_world: World) -> Service:
    """A service that may come back."""
    return shared_world.new_service(
        changes={"grant_types": ["authorization_code", "refresh_token"]}
    )


def path_of(service: Service, tokens: dict[str, Any]) -> str:
    uri: str = tokens["receipt_uri"]
    assert uri.startswith(service.issuer)
    return uri.removeprefix(service.issuer)


def test_each_use_has_a_receipt_of_its_own(lasting: Service, citizen: Citizen) -> None:
    tokens = lasting.identify(citizen, **LASTING)
    renewed = lasting.refresh(tokens["refresh_token"]).json()
    first, later = (
        lasting.recorded(each["access_token"], path_of(lasting, each)) for each in (tokens, renewed)
    )
    assert isinstance(first, Release)
    assert isinstance(later, Refresh)
    assert (first.subject, first.claims) == (later.subject, later.claims)


def test_a_token_opens_no_entry_about_another_citizen(
    shared_world: World, lasting: Service, citizen: Citizen
) -> None:
    tokens = lasting.identify(citizen, **LASTING)
    renewed = lasting.refresh(tokens["refresh_token"]).json()
    of_another = lasting.identify(shared_world.citizen("minor"), **LASTING)["access_token"]
    for path in (path_of(lasting, renewed), "/receipt?entry=00", "/receipt?entry="):
        refused = lasting.receipt(of_another, path)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
