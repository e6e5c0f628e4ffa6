"""The reference service passes the self-test entirely, and the result is kept."""

from pathlib import Path

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
