"""A citizen searches the history and looks at one entry."""

import hashlib
import json
import re
from typing import Any

import pytest

from services import NAMES, Service
from sheets import attached_files, text_of
from thiqa.base import b64url_encode
from thiqa.crypto import KeyDirectory
from thiqa.ledger import LogPolicy, VerifiedReceipt, verify_receipt
from thiqa.ledger.events import Event, Release, event_members
from thiqa.ledger.keys import NoteSigner
from world import Citizen, World


def check_receipt(world: World, text: str) -> VerifiedReceipt:
    signer = NoteSigner(
        world.settings.record_origin, KeyDirectory(world.settings.keys).record_key()
    )
    return verify_receipt(text, LogPolicy.of_log(signer.verifier_key))


def json_of(event: Event) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(json.dumps(event_members(event)))
    return members


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


def test_a_history_is_taken_away_with_a_receipt_for_each_entry(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    search = f"service={service.client_id}"
    response = citizen.browser.get(f"/history/export.json?{search}")
    assert "attachment" in response.headers["content-disposition"]
    export = response.json()
    assert export["search"] == {"service": service.client_id}
    kinds = []
    for entry in export["entries"]:
        verified = check_receipt(shared_world, entry["receipt"])
        opened = verified.entry.event
        assert entry["event"] == {"kind": opened.kind, **json_of(opened)}
        kinds.append(opened.kind)
        if isinstance(opened, Release):
            text = export["texts"][opened.consent_text_hash]
            assert b64url_encode(hashlib.sha256(text.encode()).digest()) == (
                opened.consent_text_hash
            )
    assert sorted(kinds) == ["login", "release"]


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en"])
def test_a_history_is_a_document_that_holds_its_proof(
    shared_world: World, service: Service, language: str
) -> None:
    citizen = shared_world.citizen(language=language)
    service.identify(citizen)
    search = f"service={service.client_id}&from=2020-01-01"
    response = citizen.browser.get(f"/history/export.pdf?{search}")
    assert response.headers["content-type"] == "application/pdf"
    attached = json.loads(attached_files(response.content)["thiqa-history.json"])
    exported = citizen.browser.get(f"/history/export.json?{search}").json()
    for file in (attached, exported):
        for entry in file["entries"]:
            check_receipt(shared_world, entry.pop("receipt"))
    assert attached["entries"] == exported["entries"]
    shown = text_of(response.content)
    assert "Thiqa" in shown or "ثقة" in shown or "ⵜⵉⵇⴰ" in shown
    assert citizen.national_number not in shown


def test_nobody_takes_away_the_history_of_another(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    for ending in ("json", "pdf"):
        path = f"/history/export.{ending}"
        assert shared_world.citizen("minor").browser.get(path).status_code == 303
    stranger = shared_world.citizen("minor")
    stranger.login()
    export = stranger.browser.get(f"/history/export.json?service={service.client_id}").json()
    assert export["entries"] == []
