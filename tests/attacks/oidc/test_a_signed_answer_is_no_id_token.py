"""What we sign for a service, other than an ID token, is not taken for one."""

import json

import pytest

from citizens import Citizen
from services import refusal
from world import World


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
def test_signed_userinfo_is_no_hint(shared_world: World, citizen: Citizen, algorithm: str) -> None:
    service = shared_world.new_service(changes={"userinfo_signed_response_alg": algorithm})
    claims = json.dumps({"userinfo": {"birthdate": None}})
    tokens = service.identify(citizen, claims=claims)
    signed = service.userinfo(tokens["access_token"]).text
    assert refusal(service.push(id_token_hint=signed)) == (400, "invalid_request")
    assert service.push(id_token_hint=tokens["id_token"]).status_code == 201
