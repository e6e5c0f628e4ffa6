"""A provider that is no specimen has no sandbox, even where the cards of one lie about."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from citizens import Citizen, answer_of
from services import Service
from serving import free_port, serving
from serving_witnesses import serving_witnesses
from thiqa.app import application
from world import World, on_one_database

pytestmark = on_one_database


@pytest.fixture(scope="module")
def policy(shared_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Witnesses, without whom only a specimen starts."""
    folder = tmp_path_factory.mktemp("witnesses")
    with serving_witnesses(shared_world.country, folder) as file:
        yield file


@pytest.fixture(scope="module")
def earnest(shared_world: World, policy: Path) -> Iterator[World]:
    """The same provider, database, cards and clock, without the setting."""
    port = free_port()
    issuer = f"http://localhost:{port}"
    settings = replace(
        shared_world.settings,
        issuer=issuer,
        port=port,
        specimen=False,
        record_policy=str(policy),
    )
    service = Service(issuer, client_id="earnest", clock=shared_world.clock)
    world = World(issuer, shared_world.country, settings, service)
    assert (settings.data / "specimen" / "sandbox" / "adult.json").exists()
    world.register(service)
    with serving(application(settings, world.clock), port):
        yield world


@pytest.mark.parametrize(
    "path", ["/sandbox", "/sandbox/scenarios.json", "/sandbox/scenarios.schema.json"]
)
def test_there_is_no_such_page(earnest: World, path: str) -> None:
    assert httpx.get(earnest.issuer + path).status_code == httpx.codes.NOT_FOUND


def test_no_form_signs_a_specimen_citizen_in(earnest: World) -> None:
    citizen = earnest.citizen()
    fields = citizen.fields(citizen.open(earnest.service.pushed()))
    response = citizen.post("/sandbox", {**fields, "citizen": "adult", "scenario": ""})
    assert response.status_code == httpx.codes.NOT_FOUND
    assert citizen.session is None


def test_the_login_page_does_not_offer_it(earnest: World) -> None:
    citizen = earnest.citizen()
    page = citizen.browser.get(citizen.open(earnest.service.pushed()))
    assert "specimen" not in page.text.lower()
    assert "/sandbox" not in page.text


def test_no_hint_signs_anybody_in(earnest: World) -> None:
    citizen = earnest.citizen()
    location = citizen.open(earnest.service.pushed(login_hint="specimen:adult"))
    assert urlsplit(location).path == "/login"
    assert citizen.browser.get(location).status_code == httpx.codes.OK
    assert citizen.session is None


def test_a_service_that_is_still_rehearsing_is_not_served(earnest: World) -> None:
    rehearsing = Service(earnest.issuer, client_id="rehearsing", clock=earnest.clock)
    earnest.register(rehearsing, stage="sandbox")
    assert rehearsing.push(login_hint="specimen:adult").status_code == httpx.codes.UNAUTHORIZED


def test_no_scenario_that_was_chosen_elsewhere_happens(earnest: World, shared_world: World) -> None:
    """The scenario is on record for the authorization, and the earnest provider ignores it."""
    service = Service(
        shared_world.issuer, "earnest", key=earnest.service.signer, clock=earnest.clock
    )
    citizen = Citizen(shared_world.issuer, earnest.country.folder)
    fields = citizen.fields(f"/sandbox?{urlsplit(citizen.open(service.pushed())).query}")
    chosen = {**fields, "citizen": "adult", "scenario": "unavailable"}
    consent = citizen.post("/sandbox", chosen).headers["location"]
    code = answer_of(citizen.consent(consent))["code"]
    there = replace(service, issuer=earnest.issuer, key=service.signer)
    there.verifier = service.verifier
    assert there.redeem(code).status_code == httpx.codes.OK
