"""The record, as one person or one service reads it.

A filter is a statement of its own: so each finds its entries by the index of the owner,
which holds the time (in `id`) and the service. A claim is found in the text of the opening.
"""

from thiqa.database.statement import BYTES, INTEGER, TEXT, ManyStatement
from thiqa.ledger.models import (
    LAST_ENTRY_ID,
    NO_SERVICE,
    EntryId,
    StoredEntry,
    Wanted,
    first_entry_id,
)

ENTRY = (
    "SELECT ledger_entry.id, ledger_entry.person_id, ledger_entry.client_id,"
    " ledger_entry.opening, coalesce(ledger_leaf.leaf, ledger_pending.leaf), ledger_leaf.leaf_index"
)
LEAF = (
    " LEFT JOIN ledger_leaf ON ledger_leaf.entry_id = ledger_entry.id"
    " LEFT JOIN ledger_pending ON ledger_pending.id = ledger_entry.id"
)
_OF_SERVICE = " AND ledger_entry.client_id = (SELECT rows.client_id FROM {rows})"
_OF_NO_SERVICE = " AND ledger_entry.client_id IS NULL"


def _names_claim(before: str, after: str) -> str:
    return (
        "(ledger_entry.opening || '') LIKE"
        f" ('%{before}' || (SELECT rows.claim FROM {{rows}}) || '{after}%')"
    )


_WITH_CLAIM = " AND {} AND ({})".format(
    _names_claim("", ""),
    " OR ".join(_names_claim(before, after) for before in ('"', ".") for after in ('"', "#")),
)
"""A name alone, verified, or in one language; most entries are left out by the first look.

What is joined to a text is a text on SQLite too, and bytes on PostgreSQL.
"""


def _list(owner: str, *conditions: str) -> ManyStatement:
    return ManyStatement(
        f"{ENTRY} FROM ledger_entry{LEAF}"
        f" WHERE ledger_entry.{owner} = (SELECT rows.owner FROM {{rows}})"
        " AND ledger_entry.id < (SELECT rows.before FROM {rows})"
        " AND ledger_entry.id >= (SELECT rows.since FROM {rows})"
        f"{''.join(conditions)}"
        " ORDER BY ledger_entry.id DESC LIMIT (SELECT rows.number FROM {rows})",
        key=(),
        columns={
            "owner": TEXT,
            "before": BYTES,
            "since": BYTES,
            "client_id": TEXT,
            "claim": BYTES,
            "number": INTEGER,
        },
    )


_LISTS = {
    (owner, service, claim): _list(owner, service, claim)
    for owner in ("person_id", "client_id")
    for service in ("", _OF_SERVICE, _OF_NO_SERVICE)
    for claim in ("", _WITH_CLAIM)
}
_SERVICES = ManyStatement(
    "SELECT DISTINCT coalesce(ledger_entry.client_id, '') FROM ledger_entry"
    " WHERE ledger_entry.person_id = (SELECT rows.person_id FROM {rows})",
    key=(),
    columns={"person_id": TEXT},
)


class Histories:
    """Implements what `ledger.store.Store` says of histories."""

    __slots__ = ()

    async def list_of_person(self, person_id: str, wanted: Wanted, limit: int) -> list[StoredEntry]:
        """Return wanted entries that concern a person, newest first."""
        return await _listed("person_id", person_id, wanted, limit)

    async def list_of_client(self, client_id: str, wanted: Wanted, limit: int) -> list[StoredEntry]:
        """Return wanted entries that concern a service, newest first."""
        return await _listed("client_id", client_id, wanted, limit)

    async def list_services_of_person(self, person_id: str) -> list[str]:
        """Return the services of the entries that concern a person; "" stands for none."""
        return [client_id for (client_id,) in await _SERVICES(person_id)]


def statement_of(owner: str, wanted: Wanted) -> ManyStatement:
    """Return the statement that finds what is wanted of an owner."""
    service = "" if wanted.client_id is None else _OF_SERVICE
    if wanted.client_id == NO_SERVICE:
        service = _OF_NO_SERVICE
    return _LISTS[owner, service, "" if wanted.claim is None else _WITH_CLAIM]


async def _listed(owner: str, value: str, wanted: Wanted, limit: int) -> list[StoredEntry]:
    rows = await statement_of(owner, wanted)(
        value,
        _before(wanted),
        first_entry_id(wanted.since),
        wanted.client_id or "",
        (wanted.claim or "").encode(),
        limit,
    )
    return [StoredEntry(*row) for row in rows]


def _before(wanted: Wanted) -> EntryId:
    end = LAST_ENTRY_ID if wanted.until is None else first_entry_id(wanted.until)
    return min(wanted.before, end)
