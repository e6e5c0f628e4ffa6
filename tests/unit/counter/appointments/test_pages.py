"""Choosing, changing and cancelling an appointment, at a counter that runs."""

import re
from urllib.parse import urlencode

import pytest

from counter_databases import CounterUnits
from counter_desk import LIFE
from counter_site import Browser, Site
from fake_provider import CITIZEN
from thiqa.counter.appointments.models import Slot
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen

CARD = "renouvellement-carte"


@pytest.fixture
def number(site: Site, browser: Browser) -> str:
    """The number of a request of the citizen at the browser that waits for its appointment."""
    browser.log_in(CARD)

    async def submit(records: Records) -> str:
        now, subject = site.clock(), site.provider.subject
        draft = await by_citizen.open_draft(LIFE, records, CARD, subject, CITIZEN, now)
        request = await by_citizen.submit(LIFE, records, draft.number, subject, now)
        return request.number

    return CounterUnits(site.settings.database_url).run(submit)


def times(page: str) -> list[str]:
    """Return the times that a page offers."""
    return re.findall(r'<option value="(\d{10})">', page)


def test_an_appointment_is_chosen_changed_and_cancelled(
    site: Site, browser: Browser, number: str
) -> None:
    url = f"/requests/{number}"
    assert f'href="{url}/appointment"' in browser.get(url).text
    page = browser.get(f"{url}/appointment").text
    first, second, *_ = times(page)
    assert "Rabat-Agdal" in page
    chosen = browser.press(f"{url}/appointment", place="rabat-agdal", starts_at=first)
    assert chosen.headers["location"] == f"{site.url}{url}"
    shown = browser.get(url).text
    assert "Change the appointment" in shown
    assert "Avenue de France, Rabat" in shown
    browser.press(f"{url}/appointment", place="zagora", starts_at=second)
    assert "Boulevard Mohammed V" in browser.get(url).text
    browser.press(f"{url}/appointment/cancel")
    assert "Choose an appointment" in browser.get(url).text


def test_the_calendar_file_says_where_and_when_and_not_what_for(
    browser: Browser, number: str
) -> None:
    url = f"/requests/{number}/appointment"
    (first, *_) = times(browser.get(url).text)
    browser.press(url, place="rabat-agdal", starts_at=first)
    answer = browser.get(f"{url}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"].endswith(f'appointment-{number}.ics"')
    text = answer.text.replace("\r\n ", "")
    assert f"UID:{number}@127.0.0.1" in text
    assert "LOCATION:Rabat-Agdal\\, Avenue de France" in text
    assert "Renew" not in text
    assert CITIZEN["family_name"] not in text


def test_a_full_slot_is_explained(site: Site, browser: Browser, number: str) -> None:
    url = f"/requests/{number}/appointment"
    (first, *_) = times(browser.get(url).text)
    offer = LIFE.service(CARD).steps.appointment
    assert offer is not None

    async def fill(records: Records) -> None:
        for _ in range(offer.capacity):
            await records.appointments.take_place(
                Slot(CARD, "rabat-agdal", int(first), offer.slot_minutes, offer.capacity)
            )

    CounterUnits(site.settings.database_url).run(fill)
    answer = browser.press(url, place="rabat-agdal", starts_at=first)
    page = browser.get(answer.headers["location"]).text
    assert "Somebody else has just taken the last place." in page
    assert first not in times(page)


@pytest.mark.parametrize(
    "query",
    [
        {"place": "<script>", "day": "2026-13-45"},
        {"place": "zagora", "day": "1999-01-01", "trouble": "nothing"},
    ],
)
def test_an_address_that_was_changed_by_hand_shows_what_there_is(
    browser: Browser, number: str, query: dict[str, str]
) -> None:
    page = browser.get(f"/requests/{number}/appointment?{urlencode(query)}")
    assert page.status_code == 200
    assert times(page.text)


@pytest.mark.parametrize("starts_at", ["", "soon", "-1", "9" * 40, "1800000001"])
def test_a_time_that_nobody_offers_books_nothing(
    browser: Browser, number: str, starts_at: str
) -> None:
    url = f"/requests/{number}/appointment"
    answer = browser.press(url, place="rabat-agdal", starts_at=starts_at)
    assert "trouble=gone" in answer.headers["location"]
    assert "can no longer be chosen" in browser.get(answer.headers["location"]).text


def test_another_site_cancels_nothing(browser: Browser, number: str) -> None:
    url = f"/requests/{number}/appointment"
    (first, *_) = times(browser.get(url).text)
    browser.press(url, place="rabat-agdal", starts_at=first)
    answer = browser.http.post(f"{url}/cancel", headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "Change the appointment" in browser.get(f"/requests/{number}").text
