"""Contacts, places that wait for their code, and how many messages a day has brought."""

from collections.abc import Iterable

from thiqa.counter.notices.models import Channel, Contact, Pending, Place
from thiqa.database import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement, expired_rows
from thiqa.web import Language

_CONTACT = {
    "id": TEXT,
    "subject": TEXT,
    "channel": TEXT,
    "address": TEXT,
    "language": TEXT,
    "confirmed_at": INTEGER,
    "expires_at": INTEGER,
    "failed_at": INTEGER,
}
_PENDING = {
    "subject": TEXT,
    "channel": TEXT,
    "address": TEXT,
    "language": TEXT,
    "code": BYTES,
    "tries": INTEGER,
    "expires_at": INTEGER,
}
_ALL_OF_CONTACT = ", ".join(f"notice_contact.{name}" for name in _CONTACT)
_ALL_OF_PENDING = ", ".join(f"notice_pending.{name}" for name in _PENDING)
_OF_CITIZEN = {"subject": TEXT, "channel": TEXT}


def _replace(table: str, columns: Iterable[str], key: tuple[str, ...]) -> str:
    """Return the text that writes a row over another one with its key."""
    columns = list(columns)
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return (
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {', '.join(f'rows.{name}' for name in columns)} FROM {{rows}} WHERE true"
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed} RETURNING {', '.join(key)}"
    )


_PUT_CONTACT = Statement(
    _replace("notice_contact", _CONTACT, ("subject", "channel")),
    key=("subject", "channel"),
    columns=_CONTACT,
)
_PUT_PENDING = Statement(
    _replace("notice_pending", _PENDING, ("subject", "channel")),
    key=("subject", "channel"),
    columns=_PENDING,
)
_TRY_PENDING = Statement(
    "UPDATE notice_pending SET tries = notice_pending.tries - 1 FROM {rows}"
    " WHERE notice_pending.subject = rows.subject AND notice_pending.channel = rows.channel"
    " AND notice_pending.tries > 0 AND notice_pending.expires_at > rows.now"
    f" RETURNING {_ALL_OF_PENDING}",
    key=("subject", "channel"),
    columns={**_OF_CITIZEN, "now": INTEGER},
)
_DROP_PENDING = Statement(
    "DELETE FROM notice_pending WHERE (subject, channel) IN (SELECT subject, channel FROM {rows})"
    " RETURNING subject, channel",
    key=("subject", "channel"),
    columns=_OF_CITIZEN,
)
_DROP_CONTACT = Statement(
    "DELETE FROM notice_contact WHERE (subject, channel) IN (SELECT subject, channel FROM {rows})"
    " RETURNING subject, channel",
    key=("subject", "channel"),
    columns=_OF_CITIZEN,
)
_STOP = Statement(
    "DELETE FROM notice_contact WHERE id IN (SELECT id FROM {rows}) RETURNING id",
    key="id",
    columns={"id": TEXT},
)
_MARK_CONTACT = Statement(
    "UPDATE notice_contact SET failed_at = rows.failed_at, expires_at = rows.expires_at"
    " FROM {rows} WHERE notice_contact.id = rows.id RETURNING notice_contact.id",
    key="id",
    columns={"id": TEXT, "failed_at": INTEGER, "expires_at": INTEGER},
)
_GET_CONTACT = Statement(
    f"SELECT {_ALL_OF_CONTACT} FROM {{rows}} JOIN notice_contact ON notice_contact.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_LIST_CONTACTS = ManyStatement(
    f"SELECT {_ALL_OF_CONTACT} FROM {{rows}} JOIN notice_contact"
    " ON notice_contact.subject = rows.subject ORDER BY notice_contact.channel",
    key="subject",
    columns={"subject": TEXT},
)
_LIST_PENDING = ManyStatement(
    f"SELECT {_ALL_OF_PENDING} FROM {{rows}} JOIN notice_pending"
    " ON notice_pending.subject = rows.subject AND notice_pending.expires_at > rows.now"
    " ORDER BY notice_pending.channel",
    key=(),
    columns={"subject": TEXT, "now": INTEGER},
)
_SPEND = Statement(
    "INSERT INTO notice_budget (bearer, remaining, expires_at)"
    " SELECT rows.bearer, rows.number - 1, rows.expires_at FROM {rows} WHERE true"
    " ON CONFLICT (bearer) DO UPDATE SET remaining = notice_budget.remaining - 1"
    " WHERE notice_budget.remaining > 0 RETURNING bearer",
    key="bearer",
    columns={"bearer": BYTES, "number": INTEGER, "expires_at": INTEGER},
)

EXPIRING = (
    expired_rows("notice_contact", "id"),
    expired_rows("notice_pending", "code"),
    expired_rows("notice_budget", "bearer"),
)
"""Every table of this room with an `expires_at`, by a column that tells its rows apart."""


class NoticesStore:
    """What is kept for notices."""

    __slots__ = ()

    async def put_contact(self, contact: Contact) -> None:
        """Keep a contact; one citizen has one for each channel."""
        place = contact.place
        await _PUT_CONTACT(
            contact.id,
            contact.subject,
            place.channel,
            place.address,
            contact.language,
            contact.confirmed_at,
            contact.expires_at,
            contact.failed_at,
        )

    async def get_contact(self, contact_id: str) -> Contact | None:
        """Return a contact."""
        row = await _GET_CONTACT(contact_id)
        return None if row is None else _contact(row)

    async def list_contacts(self, subject: str) -> list[Contact]:
        """Return the contacts of a citizen."""
        return [_contact(row) for row in await _LIST_CONTACTS(subject)]

    async def mark_contact(self, contact_id: str, failed_at: int | None, expires_at: int) -> None:
        """Keep whether messages reach a contact, and for how long it is kept."""
        await _MARK_CONTACT(contact_id, failed_at, expires_at)

    async def drop_contact(self, subject: str, channel: Channel) -> bool:
        """Forget a contact; False if there was none."""
        return await _DROP_CONTACT(subject, channel) is not None

    async def stop(self, contact_id: str) -> bool:
        """Forget a contact by its id; False if there was none."""
        return await _STOP(contact_id) is not None

    async def put_pending(self, pending: Pending) -> None:
        """Wait for a code; the one of before, for this citizen and channel, is forgotten."""
        place = pending.place
        await _PUT_PENDING(
            pending.subject,
            place.channel,
            place.address,
            pending.language,
            pending.code,
            pending.tries,
            pending.expires_at,
        )

    async def try_pending(self, subject: str, channel: Channel, now: int) -> Pending | None:
        """Use up one try, and return what waits; None when no try is left, or no time."""
        row = await _TRY_PENDING(subject, channel, now)
        return None if row is None else _pending(row)

    async def list_pending(self, subject: str, now: int) -> list[Pending]:
        """Return what waits for a code of this citizen."""
        return [_pending(row) for row in await _LIST_PENDING(subject, now)]

    async def drop_pending(self, subject: str, channel: Channel) -> bool:
        """Wait no more; False if nothing did."""
        return await _DROP_PENDING(subject, channel) is not None

    async def spend(self, bearer: bytes, number: int, expires_at: int) -> bool:
        """Count one message; False when the bearer's number is reached, and nothing is counted."""
        return await _SPEND(bearer, number, expires_at) is not None


def _contact(row: Row) -> Contact:
    contact_id, subject, channel, address, language, *times = row
    place = Place(Channel(channel), address)
    return Contact(contact_id, subject, place, Language(language), *times)


def _pending(row: Row) -> Pending:
    subject, channel, address, language, code, tries, expires_at = row
    place = Place(Channel(channel), address)
    return Pending(subject, place, Language(language), bytes(code), tries, expires_at)
