"""The reference service passes the self-test entirely, and the result is kept."""

import json
from pathlib import Path

import httpx
import pytest

from console_owners import new_owner
from counter_at_console import deployed
from thiqa.console.models import TestState
from thiqa.console.self_test.scenarios import SCENARIOS
from world import World


def test_the_reference_service_passes_entirely(shared_world: World, tmp_path: Path) -> None:
    with deployed(new_owner(shared_world), tmp_path) as deployment:
        test = deployment.run()
        assert [check["id"] for check in test.checks if not check["passed"]] == [], test.checks
        assert test.state is TestState.PASSED
        assert {each.id for each in SCENARIOS} < {check["id"] for check in test.checks}
        text = deployment.owner.text(deployment.page)
        assert "Passed" in text
        assert "A forged signature is refused" in text


@pytest.mark.parametrize(
    ("algorithm", "profile"),
    [("ES256", "fapi2"), ("EdDSA", "fapi2"), ("PS256", "fapi2"), ("RS256", "openid")],
)
def test_the_issuer_signs_as_registered_and_keeps_its_key(
    shared_world: World, algorithm: str, profile: str
) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    page = f"/console/services/{client_id}/upload"
    document = json.loads(owner.get(f"/console/services/{client_id}/registration.json").text)
    document |= {"id_token_signed_response_alg": algorithm, "profile": profile}
    assert owner.press(page, page, registration=json.dumps(document)).status_code in {303, 409}
    address = f"{shared_world.issuer}/self-test/{client_id}/jwks"
    first, second = (httpx.get(address, timeout=30).json()["keys"] for _ in range(2))
    assert first == second
    assert first[0]["alg"] == algorithm
