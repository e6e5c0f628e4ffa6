"""Services that get nothing about a citizen, while the citizen contests what they did."""

from thiqa.database.statement import INTEGER, TEXT, ManyStatement, Statement
from thiqa.oidc.models import Freeze

_PUT_FREEZE = Statement(
    "INSERT INTO oidc_freeze (person_id, client_id, dispute, frozen_at)"
    " SELECT rows.person_id, rows.client_id, rows.dispute, rows.frozen_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING person_id, client_id, dispute",
    key=("person_id", "client_id", "dispute"),
    columns={"person_id": TEXT, "client_id": TEXT, "dispute": TEXT, "frozen_at": INTEGER},
)
_LIST_FREEZES_OF = ManyStatement(
    "SELECT oidc_freeze.person_id, oidc_freeze.client_id FROM {rows} JOIN oidc_freeze"
    " ON oidc_freeze.person_id = rows.person_id AND oidc_freeze.client_id = rows.client_id",
    key=("person_id", "client_id"),
    columns={"person_id": TEXT, "client_id": TEXT},
)
_LIST_FREEZES = ManyStatement(
    "SELECT oidc_freeze.person_id, oidc_freeze.client_id, oidc_freeze.dispute,"
    " oidc_freeze.frozen_at FROM {rows} JOIN oidc_freeze ON oidc_freeze.dispute = rows.dispute"
    " ORDER BY oidc_freeze.client_id",
    key="dispute",
    columns={"dispute": TEXT},
)
_LIFT_FREEZES = ManyStatement(
    "DELETE FROM oidc_freeze WHERE dispute IN (SELECT dispute FROM {rows}) RETURNING dispute",
    key="dispute",
    columns={"dispute": TEXT},
)


class Freezes:
    """Implements `thiqa.oidc.store.Freezes`."""

    async def put_freeze(self, freeze: Freeze) -> None:
        """See the protocol."""
        await _PUT_FREEZE(freeze.person_id, freeze.client_id, freeze.dispute, freeze.frozen_at)

    async def is_frozen(self, person_id: str, client_id: str) -> bool:
        """See the protocol."""
        return bool(await _LIST_FREEZES_OF(person_id, client_id))

    async def list_freezes(self, dispute: str) -> list[Freeze]:
        """See the protocol."""
        return [Freeze(*row) for row in await _LIST_FREEZES(dispute)]

    async def lift_freezes(self, dispute: str) -> None:
        """See the protocol."""
        await _LIFT_FREEZES(dispute)
