"""Which part of a history is shown: what the page's address says, and the record is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from urllib.parse import urlencode

from thiqa.ledger.models import LAST_ENTRY_ID, NO_SERVICE, Wanted, parse_entry_id
from thiqa.portal.claims import LABELS
from thiqa.portal.paths import HISTORY_PATH

FROM_FIELD = "from"
TO_FIELD = "to"
SERVICE_FIELD = "service"
CLAIM_FIELD = "claim"
BEFORE_FIELD = "before"

OURSELVES_VALUE = "~"
"""In the place of a service: what was between the citizen and us. No service is called so."""

_YEARS = range(1970, 9999)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a citizen looks for; None stands for all."""

    first_day: date | None = None
    last_day: date | None = None
    client_id: str | None = None
    claim: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        """The fields of an address that say the same."""
        named = {
            FROM_FIELD: self.first_day,
            TO_FIELD: self.last_day,
            SERVICE_FIELD: OURSELVES_VALUE if self.client_id == NO_SERVICE else self.client_id,
            CLAIM_FIELD: self.claim,
        }
        return {name: str(value) for name, value in named.items() if value is not None}

    def address(self, path: str = HISTORY_PATH, **more: str) -> str:
        """Return the address of a page about this part of the history."""
        query = urlencode({**self.fields, **more})
        return f"{path}?{query}" if query else path

    def wanted(self, timezone: tzinfo, before: str | None = None) -> Wanted:
        """Return the entries to ask the record for; days are those of a time zone."""
        return Wanted(
            before=LAST_ENTRY_ID if before is None else parse_entry_id(before),
            since=0 if self.first_day is None else _begin(self.first_day, timezone),
            until=None
            if self.last_day is None
            else _begin(self.last_day + timedelta(days=1), timezone),
            client_id=self.client_id,
            claim=self.claim,
        )


def read_filters(query: Mapping[str, str]) -> Filters:
    """Read the fields of an address; what is no day and no claim is not looked for."""
    service, claim = query.get(SERVICE_FIELD) or None, query.get(CLAIM_FIELD)
    return Filters(
        first_day=_day(query.get(FROM_FIELD)),
        last_day=_day(query.get(TO_FIELD)),
        client_id=NO_SERVICE if service == OURSELVES_VALUE else service,
        claim=claim if claim in LABELS else None,
    )


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _begin(day: date, timezone: tzinfo) -> int:
    return max(0, int(datetime.combine(day, time.min, timezone).timestamp()))
