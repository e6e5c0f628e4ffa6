"""A citizen prints a receipt; whoever is shown the sheet checks it without us."""

import re

from services import Service
from sheets import attached_files, code_on
from thiqa.base.digits import bytes_of
from thiqa.ledger.compact import unpack_receipt
from world import Citizen, World


def test_the_code_on_the_sheet_is_the_receipt(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    found = re.search(r"/receipts/[0-9a-f]{36}", citizen.browser.get("/history").text)
    assert found
    text = citizen.browser.get(f"{found[0]}/download").text
    printed = citizen.browser.get(f"{found[0]}/print?lang=ar")
    assert printed.headers["content-type"] == "application/pdf"
    link, _, digits = code_on(printed.content).partition("#")
    assert link.endswith("/verify")
    assert unpack_receipt(bytes_of(digits)).splitlines()[:2] == text.splitlines()[:2]
    assert attached_files(printed.content)["receipt.txt"].decode().startswith("c2sp.org/")
    assert f"{link}#{digits[:17]}" in citizen.browser.get(found[0]).text


def test_a_sheet_is_for_its_citizen_alone(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    found = re.search(r"/receipts/[0-9a-f]{36}", citizen.browser.get("/history").text)
    assert found
    stranger = shared_world.citizen("minor")
    service.identify(stranger)
    assert stranger.browser.get(f"{found[0]}/print").status_code == 404


def test_the_page_that_checks_is_there_for_everybody(citizen: Citizen) -> None:
    answer = citizen.browser.get("/verify")
    assert answer.status_code == 200
    assert "default-src 'none'; script-src 'sha256-" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"].startswith("public")
