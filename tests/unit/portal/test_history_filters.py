"""What the address of a history says is what the record is asked for."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest

from thiqa.ledger.errors import EntryNotFoundError
from thiqa.ledger.models import ALL, LAST_ENTRY_ID, NO_SERVICE
from thiqa.portal.history_filters import Filters, read_filters

CASABLANCA = ZoneInfo("Africa/Casablanca")
SEARCH = Filters(date(2026, 11, 1), date(2026, 11, 30), "tax-office", "address")


def test_an_address_without_fields_asks_for_all() -> None:
    assert read_filters({}).wanted(UTC) == ALL
    assert read_filters({"from": "", "to": "", "service": "", "claim": ""}) == Filters()


@pytest.mark.parametrize("filters", [Filters(), SEARCH, Filters(client_id=NO_SERVICE)])
def test_an_address_says_the_whole_search(filters: Filters) -> None:
    query = dict(parse_qsl(urlsplit(filters.address()).query))
    assert read_filters(query) == filters


def test_a_last_day_is_wanted_to_its_end_where_the_citizen_lives() -> None:
    wanted = Filters(date(2026, 11, 22), date(2026, 11, 22)).wanted(CASABLANCA)
    assert wanted.until is not None
    assert wanted.until - wanted.since == 86_400
    assert wanted.since == int(datetime(2026, 11, 21, 23, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"from": "2026-02-30"},
        {"to": "9999-12-31"},
        {"to": "0001-01-01"},
        {"claim": "given_name%"},
        {"claim": "shoe_size"},
    ],
)
def test_what_is_no_day_and_no_claim_is_not_looked_for(query: dict[str, str]) -> None:
    assert read_filters(query) == Filters()


def test_a_page_begins_after_an_entry() -> None:
    assert Filters().wanted(UTC, LAST_ENTRY_ID.hex()).before == LAST_ENTRY_ID
    with pytest.raises(EntryNotFoundError):
        Filters().wanted(UTC, "12")
