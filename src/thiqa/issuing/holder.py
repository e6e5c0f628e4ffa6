"""Who an answer is about: no more than the citizen let this service know."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from thiqa.issuing.models import Form, Order
from thiqa.issuing.order import RULE
from thiqa.issuing.store import Records
from thiqa.ledger.entry import parse_opening
from thiqa.ledger.events import Release
from thiqa.ledger.models import Wanted
from thiqa.oidc.errors import InvalidRequestError
from thiqa.people import claim_values

HOLDER = "holder"
LOOKED_BACK = 50
"""Entries of this citizen at this service: the newest release among them counts."""


async def holder_claims(
    records: Records, order: Order, person_id: str, now: int, timezone: tzinfo
) -> dict[str, Any]:
    """Return the claims that an answer names its holder by, from our own register.

    1. The citizen let the service have each of them, at their last login with a consent.
    2. The register has each of them.
    """
    wanted: Sequence[str] = order.content.get(HOLDER, ()) if order.form is Form.ANSWER else ()
    if not wanted:
        return {}
    if not set(wanted) <= await _released(records, order.client_id, person_id):  # 1
        raise _refusal("the citizen did not let this service know every claim of the holder")
    person = await records.people.get(person_id)
    values = {} if person is None else claim_values(person, wanted, now, timezone)
    if len(values) < len(set(wanted)):  # 2
        raise _refusal("the register does not hold every claim of the holder")
    return values


async def _released(records: Records, client_id: str, person_id: str) -> set[str]:
    wanted = Wanted(client_id=client_id)
    for entry in await records.ledger.list_of_person(person_id, wanted, LOOKED_BACK):
        event = parse_opening(entry.opening)
        if isinstance(event, Release):
            return set(event.claims)
    return set()


def _refusal(description: str) -> InvalidRequestError:
    return InvalidRequestError(
        description,
        rule=f"{RULE}, answers",
        parameter=HOLDER,
        mend="Name the holder by claims that you were given at the citizen's login.",
    )
