"""Officers, on both databases."""

from thiqa.database.statement import INTEGER, TEXT, ManyStatement, Statement
from thiqa.officers import Officer, Role

_ADD = Statement(
    "INSERT INTO people_officer (person_id, role, added_at)"
    " SELECT rows.person_id, rows.role, rows.added_at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING person_id, role",
    key=("person_id", "role"),
    columns={"person_id": TEXT, "role": TEXT, "added_at": INTEGER},
)
_REMOVE = Statement(
    "DELETE FROM people_officer WHERE (person_id, role) IN (SELECT person_id, role FROM {rows})"
    " RETURNING person_id, role",
    key=("person_id", "role"),
    columns={"person_id": TEXT, "role": TEXT},
)
_GET = Statement(
    "SELECT people_officer.person_id, people_officer.role FROM {rows} JOIN people_officer"
    " ON people_officer.person_id = rows.person_id AND people_officer.role = rows.role",
    key=("person_id", "role"),
    columns={"person_id": TEXT, "role": TEXT},
)
_LIST = ManyStatement(
    "SELECT people_officer.person_id, people_officer.role, people_officer.added_at FROM {rows}"
    " JOIN people_officer ON people_officer.person_id > rows.after"
    " ORDER BY people_officer.added_at, people_officer.person_id, people_officer.role",
    key=(),
    columns={"after": TEXT},
)


class OfficersStore:
    """Implements `thiqa.officers.store.Store`."""

    __slots__ = ()

    async def add(self, officer: Officer) -> bool:
        """Give a person a role; False if the person had it."""
        return await _ADD(officer.person_id, officer.role, officer.added_at) is not None

    async def remove(self, person_id: str, role: Role) -> bool:
        """Take a role from a person; False if the person did not have it."""
        return await _REMOVE(person_id, role) is not None

    async def is_officer(self, person_id: str, role: Role) -> bool:
        """Say whether a person has a role."""
        return await _GET(person_id, role) is not None

    async def list_officers(self) -> list[Officer]:
        """Return all officers."""
        return [
            Officer(person_id, Role(role), added_at)
            for person_id, role, added_at in await _LIST("")
        ]
