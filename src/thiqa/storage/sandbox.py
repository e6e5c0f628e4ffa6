"""The scenarios that were chosen in the sandbox, on both databases."""

from thiqa.database.statement import BYTES, INTEGER, TEXT, Statement
from thiqa.sandbox.models import Scenario

_CHOOSE = Statement(
    "INSERT INTO sandbox_scenario (id, scenario, expires_at)"
    " SELECT rows.id, rows.scenario, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET scenario = excluded.scenario, expires_at = excluded.expires_at"
    " RETURNING id",
    key="id",
    columns={"id": BYTES, "scenario": TEXT, "expires_at": INTEGER},
)
_FIND = Statement(
    "SELECT sandbox_scenario.id, sandbox_scenario.scenario, sandbox_scenario.expires_at"
    " FROM {rows} JOIN sandbox_scenario ON sandbox_scenario.id = rows.id",
    key="id",
    columns={"id": BYTES},
)
_TAKE = Statement(
    "DELETE FROM sandbox_scenario WHERE id IN (SELECT id FROM {rows}) RETURNING id",
    key="id",
    columns={"id": BYTES},
)


class SandboxStore:
    """Scenarios by their authorization; see `thiqa.sandbox.store`."""

    async def choose(self, authorization: bytes, scenario: Scenario, expires_at: int) -> None:
        """Keep a scenario, in the place of an older one."""
        await _CHOOSE(authorization, scenario.value, expires_at)

    async def find(self, authorization: bytes, now: int) -> Scenario | None:
        """Return the scenario of an authorization, if it has one that lives."""
        row = await _FIND(authorization)
        if row is None or row["expires_at"] <= now:
            return None
        return Scenario(row["scenario"])

    async def take(self, authorization: bytes) -> bool:
        """Forget the scenario; say whether it was there."""
        return await _TAKE(authorization) is not None
