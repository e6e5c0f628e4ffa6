"""Services in the making."""

import json

from thiqa.base import canonical_json
from thiqa.console.models import Service
from thiqa.database.statement import INTEGER, TEXT, ManyStatement, Row, Statement

_ADD_SERVICE = Statement(
    "INSERT INTO console_service (client_id, document, fingerprint, changed_at, submitted_at)"
    " SELECT rows.client_id, rows.document, rows.fingerprint, rows.changed_at, rows.submitted_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING client_id",
    key="client_id",
    columns={
        "client_id": TEXT,
        "document": TEXT,
        "fingerprint": TEXT,
        "changed_at": INTEGER,
        "submitted_at": INTEGER,
    },
)
_HOLD_SERVICE = Statement(
    "UPDATE console_service SET changed_at = console_service.changed_at FROM {rows}"
    " WHERE console_service.client_id = rows.client_id RETURNING console_service.client_id",
    key="client_id",
    columns={"client_id": TEXT},
)
_PUT_SERVICE = Statement(
    "UPDATE console_service SET document = rows.document, fingerprint = rows.fingerprint,"
    " changed_at = rows.changed_at, submitted_at = rows.submitted_at FROM {rows}"
    " WHERE console_service.client_id = rows.client_id RETURNING console_service.client_id",
    key="client_id",
    columns={
        "client_id": TEXT,
        "document": TEXT,
        "fingerprint": TEXT,
        "changed_at": INTEGER,
        "submitted_at": INTEGER,
    },
)
_SERVICE = (
    "SELECT console_service.client_id, console_service.document, console_service.fingerprint,"
    " console_service.changed_at, console_service.submitted_at"
)
_GET_SERVICE = Statement(
    f"{_SERVICE} FROM {{rows}} JOIN console_service ON console_service.client_id = rows.client_id",
    key="client_id",
    columns={"client_id": TEXT},
)
_LIST_SERVICES = ManyStatement(
    f"{_SERVICE} FROM console_service"
    " JOIN console_owner ON console_owner.client_id = console_service.client_id"
    " WHERE console_owner.person_id = (SELECT rows.person_id FROM {rows})"
    " ORDER BY console_service.client_id",
    key=(),
    columns={"person_id": TEXT},
)
_LIST_SUBMITTED = ManyStatement(
    f"{_SERVICE} FROM console_service"
    " WHERE console_service.submitted_at > (SELECT rows.since FROM {rows})"
    " ORDER BY console_service.submitted_at, console_service.client_id",
    key=(),
    columns={"since": INTEGER},
)
_NEVER = 0
"""Before every submission."""


class Services:
    """See `thiqa.console.store.Store`."""

    __slots__ = ()

    async def add_service(self, service: Service) -> bool:
        """See the protocol."""
        return await _ADD_SERVICE(*_service_values(service)) is not None

    async def hold_service(self, client_id: str) -> bool:
        """See the protocol."""
        return await _HOLD_SERVICE(client_id) is not None

    async def get_service(self, client_id: str) -> Service | None:
        """See the protocol."""
        row = await _GET_SERVICE(client_id)
        return None if row is None else _service(row)

    async def put_service(self, service: Service) -> None:
        """See the protocol."""
        await _PUT_SERVICE(*_service_values(service))

    async def list_services(self, person_id: str) -> list[Service]:
        """See the protocol."""
        return [_service(row) for row in await _LIST_SERVICES(person_id)]

    async def list_submitted(self) -> list[Service]:
        """See the protocol."""
        return [_service(row) for row in await _LIST_SUBMITTED(_NEVER)]


def _service_values(service: Service) -> tuple[object, ...]:
    document = canonical_json(service.document).decode()
    return (
        service.client_id,
        document,
        service.fingerprint,
        service.changed_at,
        service.submitted_at,
    )


def _service(row: Row) -> Service:
    client_id, document, fingerprint, changed_at, submitted_at = row
    return Service(client_id, json.loads(document), fingerprint, changed_at, submitted_at)
