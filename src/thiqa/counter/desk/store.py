"""Clerks and invitations, as they are kept."""

from thiqa.counter.desk.models import Clerk, Invitation, Role
from thiqa.database import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement, expired_rows

_CLERK = {
    "id": TEXT,
    "subject": TEXT,
    "body": TEXT,
    "role": TEXT,
    "label": TEXT,
    "since": INTEGER,
}
_INVITATION = {
    "code": BYTES,
    "body": TEXT,
    "role": TEXT,
    "label": TEXT,
    "invited_by": TEXT,
    "expires_at": INTEGER,
}
_ALL = ", ".join(f"desk_clerk.{name}" for name in _CLERK)

_PUT_INVITATION = Statement(
    f"INSERT INTO desk_invitation ({', '.join(_INVITATION)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _INVITATION)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING code",
    key="code",
    columns=_INVITATION,
)
_GET_INVITATION = Statement(
    f"SELECT {', '.join(f'desk_invitation.{name}' for name in _INVITATION)} FROM {{rows}}"
    " JOIN desk_invitation ON desk_invitation.code = rows.code",
    key="code",
    columns={"code": BYTES},
)
_TAKE_INVITATION = Statement(
    "DELETE FROM desk_invitation WHERE code IN (SELECT code FROM {rows})"
    f" RETURNING {', '.join(_INVITATION)}",
    key="code",
    columns={"code": BYTES},
)
_PUT_CLERK = Statement(
    f"INSERT INTO desk_clerk ({', '.join(_CLERK)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _CLERK)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING subject",
    key="subject",
    columns=_CLERK,
)
_FIND_CLERK = Statement(
    f"SELECT {_ALL} FROM {{rows}} JOIN desk_clerk"
    " ON desk_clerk.subject = rows.subject AND desk_clerk.ended_at IS NULL",
    key="subject",
    columns={"subject": TEXT},
)
_LIST_CLERKS = ManyStatement(
    f"SELECT {_ALL} FROM {{rows}} JOIN desk_clerk"
    " ON desk_clerk.body = rows.body AND desk_clerk.ended_at IS NULL"
    " ORDER BY desk_clerk.since, desk_clerk.id",
    key="body",
    columns={"body": TEXT},
)
_END_CLERK = Statement(
    "UPDATE desk_clerk SET ended_at = rows.now FROM {rows}"
    " WHERE desk_clerk.id = rows.id AND desk_clerk.ended_at IS NULL RETURNING desk_clerk.id",
    key="id",
    columns={"id": TEXT, "now": INTEGER},
)
_HOLD_BODY = Statement(
    "INSERT INTO desk_body (id) SELECT rows.id FROM {rows} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING id",
    key="id",
    columns={"id": TEXT},
)

EXPIRING = (expired_rows("desk_invitation", "code"),)
"""Every table of this room with an `expires_at`, by its primary key."""


class DeskStore:
    """What is kept of clerks."""

    __slots__ = ()

    async def put_invitation(self, invitation: Invitation) -> None:
        """Keep an invitation."""
        await _PUT_INVITATION(
            invitation.code,
            invitation.body,
            invitation.role,
            invitation.label,
            invitation.invited_by,
            invitation.expires_at,
        )

    async def get_invitation(self, code: bytes) -> Invitation | None:
        """Return an invitation by the digest of its code."""
        row = await _GET_INVITATION(code)
        return None if row is None else _invitation(row)

    async def take_invitation(self, code: bytes) -> Invitation | None:
        """Return and forget an invitation: one caller gets it."""
        row = await _TAKE_INVITATION(code)
        return None if row is None else _invitation(row)

    async def put_clerk(self, clerk: Clerk) -> bool:
        """Keep a clerk; False if the person is one already."""
        row = await _PUT_CLERK(
            clerk.id, clerk.subject, clerk.body, clerk.role, clerk.label, clerk.since
        )
        return row is not None

    async def find_clerk(self, subject: str) -> Clerk | None:
        """Return the clerk that a person is."""
        row = await _FIND_CLERK(subject)
        return None if row is None else _clerk(row)

    async def list_clerks(self, body: str) -> list[Clerk]:
        """Return the clerks of a body, the first one first."""
        return [_clerk(row) for row in await _LIST_CLERKS(body)]

    async def end_clerk(self, clerk_id: str, now: int) -> bool:
        """Let somebody be a clerk no more."""
        return await _END_CLERK(clerk_id, now) is not None

    async def hold_body(self, body: str) -> None:
        """Let no other unit change the clerks of a body before this one has ended."""
        await _HOLD_BODY(body)


def _clerk(row: Row) -> Clerk:
    clerk_id, subject, body, role, label, since = row
    return Clerk(clerk_id, subject, body, Role(role), label, since)


def _invitation(row: Row) -> Invitation:
    code, body, role, label, invited_by, expires_at = row
    return Invitation(bytes(code), body, Role(role), label, invited_by, expires_at)
