"""Slots of which places are taken, and who has them, on both databases."""

from dataclasses import astuple

from thiqa.counter.appointments.models import Appointment, Slot
from thiqa.database import INTEGER, TEXT, ManyStatement, Statement, expired_rows

KEPT_SECONDS = 90 * 86_400
"""After its time a slot is of no use but for counting."""

EXPIRING = (expired_rows("appointment_slot", "id"),)
"""Every table of this room with an `expires_at`, by its primary key."""

_COLUMNS = {
    "number": TEXT,
    "slot_id": TEXT,
    "place": TEXT,
    "starts_at": INTEGER,
    "ends_at": INTEGER,
    "sequence": INTEGER,
    "is_cancelled": INTEGER,
    "changed_at": INTEGER,
}
"""By the names, and in the order, of the fields of an Appointment."""

_TAKE = Statement(
    "INSERT INTO appointment_slot (id, service, place, starts_at, capacity, taken, expires_at)"
    " SELECT rows.id, rows.service, rows.place, rows.starts_at, rows.capacity, 1, rows.expires_at"
    " FROM {rows} WHERE true ON CONFLICT (id) DO UPDATE"
    " SET taken = appointment_slot.taken + 1, capacity = excluded.capacity"
    " WHERE appointment_slot.taken < excluded.capacity RETURNING id",
    key="id",
    columns={
        "id": TEXT,
        "service": TEXT,
        "place": TEXT,
        "starts_at": INTEGER,
        "capacity": INTEGER,
        "expires_at": INTEGER,
    },
)
"""One claim without a read before it: of hundreds at once, those left over learn it together."""
_GIVE_UP = Statement(
    "UPDATE appointment_slot SET taken = appointment_slot.taken - 1 FROM {rows}"
    " WHERE appointment_slot.id = rows.id AND appointment_slot.taken > 0"
    " RETURNING appointment_slot.id",
    key="id",
    columns={"id": TEXT},
)
_TAKEN_BETWEEN = ManyStatement(
    "SELECT appointment_slot.id, appointment_slot.taken FROM appointment_slot"
    " WHERE appointment_slot.service = (SELECT rows.service FROM {rows})"
    " AND appointment_slot.place = (SELECT rows.place FROM {rows})"
    " AND appointment_slot.starts_at >= (SELECT rows.first FROM {rows})"
    " AND appointment_slot.starts_at < (SELECT rows.after FROM {rows})",
    key=(),
    columns={"service": TEXT, "place": TEXT, "first": INTEGER, "after": INTEGER},
)
_GET = Statement(
    f"SELECT {', '.join(f'appointment.{name}' for name in _COLUMNS)}"
    " FROM {rows} JOIN appointment ON appointment.number = rows.number",
    key="number",
    columns={"number": TEXT},
)
_ADD = Statement(
    f"INSERT INTO appointment ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING number",
    key="number",
    columns=_COLUMNS,
)
_SWAP = Statement(
    f"UPDATE appointment SET {', '.join(f'{n} = rows.{n}' for n in _COLUMNS if n != 'number')}"
    " FROM {rows} WHERE appointment.number = rows.number"
    " AND appointment.sequence = rows.sequence - 1 RETURNING appointment.number",
    key="number",
    columns=_COLUMNS,
)


class AppointmentStore:
    """What is kept of appointments."""

    __slots__ = ()

    async def take_place(self, slot: Slot) -> bool:
        """Take one of the places of a slot; False: none is left."""
        taken = await _TAKE(
            slot.id,
            slot.service,
            slot.place,
            slot.starts_at,
            slot.capacity,
            slot.ends_at + KEPT_SECONDS,
        )
        return taken is not None

    async def give_place_up(self, slot_id: str) -> None:
        """Let somebody else have a place."""
        await _GIVE_UP(slot_id)

    async def taken_between(
        self, service: str, place: str, first: int, after: int
    ) -> dict[str, int]:
        """Return how many places are taken, by slot, where any are."""
        rows = await _TAKEN_BETWEEN(service, place, first, after)
        return {row["id"]: row["taken"] for row in rows}

    async def get(self, number: str) -> Appointment | None:
        """Return the appointment of a request, cancelled or not."""
        row = await _GET(number)
        if row is None:
            return None
        number, slot_id, place, starts_at, ends_at, sequence, is_cancelled, changed_at = row
        return Appointment(
            number, slot_id, place, starts_at, ends_at, sequence, bool(is_cancelled), changed_at
        )

    async def put(self, appointment: Appointment) -> bool:
        """Keep an appointment in the place of the one before it; False: that is not there."""
        values = astuple(appointment)
        values = (*values[:-2], int(appointment.is_cancelled), appointment.changed_at)
        statement = _ADD if appointment.sequence == 0 else _SWAP
        return await statement(*values) is not None
