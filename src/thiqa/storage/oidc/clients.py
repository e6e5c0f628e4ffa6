"""Registered clients, and the identifiers that they have used up."""

import json
from dataclasses import replace
from functools import lru_cache

from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement
from thiqa.oidc.clients.registration import client_of, write_registration
from thiqa.oidc.models import Client

CACHED_REGISTRATIONS = 1_000
"""Read registrations by their text: a changed text is another entry."""

_PUT_CLIENT = Statement(
    "INSERT INTO oidc_client (id, document, retired_at)"
    " SELECT rows.id, rows.document, rows.retired_at FROM {rows} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET document = excluded.document,"
    " retired_at = excluded.retired_at RETURNING id",
    key="id",
    columns={"id": TEXT, "document": TEXT, "retired_at": INTEGER},
)
_GET_CLIENT = Statement(
    "SELECT oidc_client.* FROM {rows} JOIN oidc_client ON oidc_client.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_LIST_CLIENTS = ManyStatement(
    "SELECT oidc_client.* FROM {rows} JOIN oidc_client ON oidc_client.id > rows.after"
    " ORDER BY oidc_client.id",
    key=(),
    columns={"after": TEXT},
)
_USE_ONCE = Statement(
    "INSERT INTO oidc_used (digest, expires_at) SELECT rows.digest, rows.expires_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING digest",
    key="digest",
    columns={"digest": BYTES, "expires_at": INTEGER},
)


class Clients:
    """Implements `thiqa.oidc.store.Clients`."""

    async def put_client(self, client: Client) -> None:
        """See the protocol."""
        await _PUT_CLIENT(client.id, json.dumps(write_registration(client)), client.retired_at)

    async def get_client(self, client_id: str) -> Client | None:
        """See the protocol."""
        row = await _GET_CLIENT(client_id)
        return None if row is None else _client(row)

    async def list_clients(self) -> list[Client]:
        """See the protocol."""
        return [_client(row) for row in await _LIST_CLIENTS("")]

    async def use_once(self, digest: bytes, expires_at: int) -> bool:
        """See the protocol."""
        return await _USE_ONCE(digest, expires_at) is not None


def _client(row: Row) -> Client:
    client, retired_at = _read_client(row["document"]), row["retired_at"]
    return client if retired_at is None else replace(client, retired_at=retired_at)


@lru_cache(maxsize=CACHED_REGISTRATIONS)
def _read_client(document: str) -> Client:
    return client_of(json.loads(document))
