"""A citizen searches the history and looks at one entry."""

import re

from services import NAMES, Service
from world import Citizen, World


def rows_of(page: str) -> int:
    return page.count('<li class="paper">')


def entry_url(page: str) -> str:
    found = re.search(r'href="(/history/[0-9a-f]+)"', page)
    assert found
    return found[1]


def test_a_history_is_searched_by_service_and_claim(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    other = shared_world.new_service()
    for each in (service, other):
        each.identify(citizen)
    whole = citizen.browser.get("/history").text
    assert rows_of(citizen.browser.get(f"/history?service={service.client_id}").text) < rows_of(
        whole
    )
    found = citizen.browser.get(f"/history?service={service.client_id}&claim=given_name").text
    assert rows_of(found) >= 1
    nothing = citizen.browser.get(f"/history?service={service.client_id}&claim=gender").text
    assert rows_of(nothing) == 0
    assert "Nothing that you look for is on the record." in nothing
    assert rows_of(citizen.browser.get("/history?to=2020-01-01").text) == 0
    assert rows_of(citizen.browser.get("/history?from=2020-01-01").text) == rows_of(whole)


def test_an_entry_shows_its_article_its_receipt_and_how_to_contest_it(
    service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    url = entry_url(citizen.browser.get(f"/history?service={service.client_id}").text)
    entry = url.rpartition("/")[2]
    page = citizen.browser.get(url).text
    assert NAMES["en"] in page
    assert f"/receipts/{entry}" in page
    for claim in ("not_me", "not_allowed"):
        assert f"/disputes/new?entry={entry}&amp;claim={claim}" in page


def test_an_entry_of_somebody_else_is_not_there(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    url = entry_url(citizen.browser.get("/history").text)
    stranger = shared_world.citizen("minor")
    service.identify(stranger)
    assert stranger.browser.get(url).status_code == 404
    assert citizen.browser.get(url).status_code == 200
