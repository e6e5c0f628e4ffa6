"""Persons, on both databases."""

import json
from collections.abc import Sequence

from thiqa.base import canonical_json
from thiqa.database.statement import BYTES, TEXT, Row, Statement
from thiqa.people import Person

_PUT = Statement(
    "INSERT INTO person (id, national_number, claims)"
    " SELECT rows.id, rows.national_number, rows.claims FROM {rows} WHERE true"
    " ON CONFLICT (id) DO UPDATE SET national_number = excluded.national_number,"
    " claims = excluded.claims RETURNING id",
    key="id",
    columns={"id": TEXT, "national_number": TEXT, "claims": TEXT},
)
_GET = Statement(
    "SELECT person.id, person.national_number, person.claims FROM {rows}"
    " JOIN person ON person.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_IS_THERE = Statement(
    "SELECT person.id FROM {rows} JOIN person ON person.id = rows.id",
    key="id",
    columns={"id": TEXT},
)
_FIND_BY_NATIONAL_NUMBER = Statement(
    "SELECT person.id, person.national_number, person.claims FROM {rows}"
    " JOIN person ON person.national_number = rows.national_number",
    key="national_number",
    columns={"national_number": TEXT},
)
_PUT_SUBJECT = Statement(
    "INSERT INTO people_subject (digest, person_id) SELECT rows.digest, rows.person_id"
    " FROM {rows} WHERE true ON CONFLICT DO NOTHING RETURNING digest",
    key="digest",
    columns={"digest": BYTES, "person_id": TEXT},
)
_FIND_BY_SUBJECT = Statement(
    "SELECT people_subject.digest, people_subject.person_id FROM {rows}"
    " JOIN people_subject ON people_subject.digest = rows.digest",
    key="digest",
    columns={"digest": BYTES},
)


class PeopleStore:
    """The persons; see `thiqa.people.store`."""

    async def put(self, person: Person) -> None:
        """Add a person, or replace what is known of one."""
        claims = canonical_json(dict(person.claims)).decode()
        await _PUT(person.id, person.national_number, claims)

    async def get(self, person_id: str) -> Person | None:
        """Return a person."""
        return _read(await _GET(person_id))

    async def find_unknown(self, person_ids: Sequence[str]) -> list[str]:
        """Return those of the persons who are not there."""
        rows = await _IS_THERE.each([(person_id,) for person_id in person_ids])
        return [name for name, row in zip(person_ids, rows, strict=True) if row is None]

    async def find_by_national_number(self, national_number: str) -> Person | None:
        """Return the person who bears this number."""
        return _read(await _FIND_BY_NATIONAL_NUMBER(national_number))

    async def put_subject(self, digest: bytes, person_id: str) -> None:
        """Note whose an identifier is; the first word on it stays.

        All but the first grant in a sector only read: nothing waits for the disk.
        """
        if await _FIND_BY_SUBJECT(digest) is None:
            await _PUT_SUBJECT(digest, person_id)

    async def find_by_subject(self, digest: bytes) -> str | None:
        """Return whose an identifier is."""
        row = await _FIND_BY_SUBJECT(digest)
        return None if row is None else row["person_id"]


def _read(row: Row | None) -> Person | None:
    if row is None:
        return None
    person_id, national_number, claims = row
    return Person(person_id, national_number, json.loads(claims))
