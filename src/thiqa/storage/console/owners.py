"""Owners of services, and the invitations to become one."""

from thiqa.console.models import Invitation, Owner
from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement

_PUT_OWNER = Statement(
    "INSERT INTO console_owner (client_id, person_id, label, since)"
    " SELECT rows.client_id, rows.person_id, rows.label, rows.since FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING client_id, person_id",
    key=("client_id", "person_id"),
    columns={"client_id": TEXT, "person_id": TEXT, "label": TEXT, "since": INTEGER},
)
_REMOVE_OWNER = Statement(
    "DELETE FROM console_owner WHERE (client_id, person_id) IN"
    " (SELECT client_id, person_id FROM {rows}) RETURNING client_id, person_id",
    key=("client_id", "person_id"),
    columns={"client_id": TEXT, "person_id": TEXT},
)
_LIST_OWNERS = ManyStatement(
    "SELECT console_owner.client_id, console_owner.person_id, console_owner.label,"
    " console_owner.since FROM {rows}"
    " JOIN console_owner ON console_owner.client_id = rows.client_id"
    " ORDER BY console_owner.since, console_owner.person_id",
    key="client_id",
    columns={"client_id": TEXT},
)
_PUT_INVITATION = Statement(
    "INSERT INTO console_invitation (digest, client_id, label, invited_by, expires_at)"
    " SELECT rows.digest, rows.client_id, rows.label, rows.invited_by, rows.expires_at"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING digest",
    key="digest",
    columns={
        "digest": BYTES,
        "client_id": TEXT,
        "label": TEXT,
        "invited_by": TEXT,
        "expires_at": INTEGER,
    },
)
_GET_INVITATION = Statement(
    "SELECT console_invitation.* FROM {rows}"
    " JOIN console_invitation ON console_invitation.digest = rows.digest",
    key="digest",
    columns={"digest": BYTES},
)
_TAKE_INVITATION = Statement(
    "DELETE FROM console_invitation WHERE digest IN (SELECT digest FROM {rows})"
    " RETURNING digest, client_id, label, invited_by, expires_at",
    key="digest",
    columns={"digest": BYTES},
)
_LIST_INVITATIONS = ManyStatement(
    "SELECT console_invitation.* FROM console_invitation"
    " WHERE console_invitation.client_id = (SELECT rows.client_id FROM {rows})"
    " AND console_invitation.expires_at > (SELECT rows.now FROM {rows})"
    " ORDER BY console_invitation.expires_at",
    key=(),
    columns={"client_id": TEXT, "now": INTEGER},
)


class Owners:
    """See `thiqa.console.store.Store`."""

    __slots__ = ()

    async def put_owner(self, owner: Owner) -> None:
        """See the protocol."""
        await _PUT_OWNER(owner.client_id, owner.person_id, owner.label, owner.since)

    async def remove_owner(self, client_id: str, person_id: str) -> bool:
        """See the protocol."""
        return await _REMOVE_OWNER(client_id, person_id) is not None

    async def list_owners(self, client_id: str) -> list[Owner]:
        """See the protocol."""
        return [Owner(*row) for row in await _LIST_OWNERS(client_id)]

    async def put_invitation(self, invitation: Invitation) -> None:
        """See the protocol."""
        await _PUT_INVITATION(
            invitation.digest,
            invitation.client_id,
            invitation.label,
            invitation.invited_by,
            invitation.expires_at,
        )

    async def get_invitation(self, digest: bytes) -> Invitation | None:
        """See the protocol."""
        row = await _GET_INVITATION(digest)
        return None if row is None else _invitation(row)

    async def take_invitation(self, digest: bytes) -> Invitation | None:
        """See the protocol."""
        row = await _TAKE_INVITATION(digest)
        return None if row is None else _invitation(row)

    async def list_invitations(self, client_id: str, now: int) -> list[Invitation]:
        """See the protocol."""
        return [_invitation(row) for row in await _LIST_INVITATIONS(client_id, now)]


def _invitation(row: Row) -> Invitation:
    return Invitation(
        row["digest"], row["client_id"], row["label"], row["invited_by"], row["expires_at"]
    )
