"""What a service meets in the sandbox: each citizen and each scenario, by login_hint alone."""

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from citizens import Citizen, answer_of, form_fields
from plain_client import PlainClient
from services import CLAIMS, Service
from thiqa.card import load_personas
from thiqa.crypto import FAPI_ALGORITHMS, Algorithm, parse_jwks, read_header, verify_jws
from thiqa.sandbox.citizens import CITIZENS
from thiqa.sandbox.models import Scenario
from thiqa.sandbox.scenarios import SLOW_SECONDS
from world import World

CARD_REFUSED = {"expired-card", "revoked-card", "blocked-pin", "not-registered"}
GOOD = [key for key in CITIZENS if key not in CARD_REFUSED]


@pytest.fixture
def service(shared_world: World) -> Service:
    """A service in the sandbox stage."""
    return shared_world.new_service(changes={"stage": "sandbox"})


def visit(service: Service, hint: str, **asked: str | None) -> dict[str, str]:
    """Push a request with a login_hint, and follow the browser until it is back."""
    return follow(service.pushed(login_hint=hint, **asked), service.redirect_uri)


def follow(url: str, redirect_uri: str) -> dict[str, str]:
    """Let a program that keeps cookies follow redirects until it is back at the service."""
    with httpx.Client(timeout=30) as browser:
        for _ in range(5):
            response = browser.get(url)
            assert response.status_code == httpx.codes.SEE_OTHER, response.text
            url = str(response.next_request.url) if response.next_request else ""
            if url.startswith(redirect_uri):
                return answer_of(url)
    raise AssertionError(f"the browser ended at {url}")


def tokens(service: Service, hint: str) -> dict[str, Any]:
    """Go the whole way; return the token response."""
    response = service.redeem(visit(service, hint)["code"])
    assert response.status_code == httpx.codes.OK, response.text
    received: dict[str, Any] = response.json()
    return received


@pytest.mark.parametrize("citizen", GOOD)
def test_a_citizen_signs_in_and_agrees_without_a_page(service: Service, citizen: str) -> None:
    received = tokens(service, f"specimen:{citizen}")
    claims = service.userinfo(received["access_token"]).json()
    on_record = load_personas()[citizen].claims
    names = {name for name in CLAIMS if name in on_record}
    assert set(claims) == {"sub", *names}
    for name in names - {"birthdate"}:
        assert claims[name] == on_record[name]


@pytest.mark.parametrize("citizen", sorted(CARD_REFUSED))
def test_a_card_that_is_refused_ends_in_a_refusal(service: Service, citizen: str) -> None:
    assert visit(service, f"specimen:{citizen}")["error"] == "access_denied"


def test_a_citizen_who_says_no_is_a_refusal_on_the_record(
    shared_world: World, service: Service
) -> None:
    answer = visit(service, "specimen:adult:declined")
    assert answer["error"] == "access_denied"
    assert "iss" in answer
    assert "state" in answer
    citizen = shared_world.citizen()
    citizen.login()
    assert "It asked and received nothing" in citizen.browser.get("/history").text


def test_a_citizen_leaves_out_what_is_optional(service: Service) -> None:
    received = tokens(service, "specimen:adult:essential-only")
    claims = service.userinfo(received["access_token"]).json()
    assert set(claims) == {"sub", *(name for name, essential in CLAIMS.items() if essential)}


def test_a_fault_of_the_provider_comes_back_as_an_error(service: Service) -> None:
    assert visit(service, "specimen:adult:server-error")["error"] == "server_error"
    assert "code" in visit(service, "specimen:adult")


def test_the_token_endpoint_is_unavailable_once_and_the_code_stays_good(service: Service) -> None:
    code = visit(service, "specimen:adult:unavailable")["code"]
    first = service.redeem(code)
    assert first.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert first.headers["retry-after"] == "1"
    assert first.json()["error"] == "temporarily_unavailable"
    assert service.redeem(code).status_code == httpx.codes.OK


def test_slow_answers_are_late_and_whole(service: Service) -> None:
    code = visit(service, "specimen:adult:slow")["code"]
    began = time.monotonic()
    response = service.redeem(code)
    assert time.monotonic() - began >= SLOW_SECONDS
    assert response.json()["id_token"]


@pytest.mark.parametrize("algorithm", FAPI_ALGORITHMS)
def test_a_key_is_rotated_for_one_login(shared_world: World, algorithm: Algorithm) -> None:
    service = shared_world.new_service(algorithm=algorithm, changes={"stage": "sandbox"})
    before = httpx.get(f"{service.issuer}/jwks").json()
    id_token = tokens(service, "specimen:adult:rotated-key")["id_token"]
    assert read_header(id_token)["kid"] not in {key["kid"] for key in before["keys"]}
    after = httpx.get(f"{service.issuer}/jwks").json()
    claims = verify_jws(id_token, parse_jwks(after)).claims
    assert claims["aud"] == service.client_id
    again = tokens(service, "specimen:adult")["id_token"]
    assert read_header(again)["kid"] in {key["kid"] for key in before["keys"]}


def test_an_id_token_of_a_rotated_key_is_one_of_ours(service: Service) -> None:
    id_token = tokens(service, "specimen:adult:rotated-key")["id_token"]
    assert "code" in visit(service, "specimen:adult", id_token_hint=id_token)


def test_a_receipt_comes_late_once(service: Service) -> None:
    received = tokens(service, "specimen:adult:late-receipt")
    first = service.get("/receipt", received["access_token"])
    assert first.status_code == httpx.codes.ACCEPTED
    assert first.headers["retry-after"] == "1"
    assert service.receipt(received["access_token"]).status_code == httpx.codes.OK
    assert service.recorded(received["access_token"])


def test_every_scenario_is_met_by_a_test_of_this_file() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    for scenario in Scenario:
        assert f"specimen:adult:{scenario}" in source


@pytest.mark.parametrize(
    "hint", ["specimen:nobody", "specimen:", "specimen:adult:fire", "specimen:adult:slow:more"]
)
def test_an_unknown_choice_is_an_error_that_says_so(service: Service, hint: str) -> None:
    answer = visit(service, hint)
    assert answer["error"] == "invalid_request"
    assert "login_hint" in answer["error_description"]


def test_a_citizen_has_one_subject_in_a_sector(shared_world: World) -> None:
    subjects = set()
    for sector in ("health", "health", "taxes"):
        service = shared_world.new_service(sector=sector, changes={"stage": "sandbox"})
        access_token = tokens(service, "specimen:minor")["access_token"]
        subjects.add(service.userinfo(access_token).json()["sub"])
    assert len(subjects) == 2


def test_an_automatic_login_is_a_session_that_a_next_request_finds(
    shared_world: World, service: Service
) -> None:
    citizen = shared_world.citizen()
    location = citizen.open(service.pushed(login_hint="specimen:adult"))
    assert urlsplit(location).path == "/login"
    answer = answer_of(citizen.browser.get(location).headers["location"])
    assert "code" in answer
    silent = citizen.open(service.pushed(prompt="none"))
    assert answer_of(silent)["error"] == "consent_required"


def test_a_service_of_plain_openid_connect_goes_without_a_person_too(shared_world: World) -> None:
    plain = PlainClient.registered(shared_world)
    for scenario in ("", ":rotated-key"):
        hint = f"specimen:adult{scenario}"
        url = plain.authorize_url(scope="openid profile", login_hint=hint, **plain.challenge())
        answer = follow(url, plain.redirect_uri)
        received = plain.redeem(answer["code"]).json()
        subject = plain.id_token(received["id_token"])["sub"]
        assert plain.userinfo(received["access_token"])["sub"] == subject


def test_an_answer_in_a_form_comes_as_a_page_that_posts_itself(service: Service) -> None:
    with httpx.Client(timeout=30, follow_redirects=True) as browser:
        url = service.pushed(login_hint="specimen:adult", response_mode="form_post")
        page = browser.get(url)
    assert page.status_code == httpx.codes.OK
    assert form_fields(page.text)["code"]


def test_a_person_chooses_on_the_page(shared_world: World, service: Service) -> None:
    citizen = shared_world.citizen()
    location = choose(citizen, service.pushed(), citizen="minor", scenario="unavailable")
    assert urlsplit(location).path == "/consent"
    code = answer_of(citizen.consent(location))["code"]
    assert service.redeem(code).status_code == httpx.codes.SERVICE_UNAVAILABLE
    received = service.redeem(code).json()
    claims = service.userinfo(received["access_token"]).json()
    assert claims["family_name"] == "SPECIMEN-TAZI"


def test_a_person_chooses_a_card_that_is_refused_and_then_another(
    shared_world: World, service: Service
) -> None:
    citizen = shared_world.citizen()
    page = citizen.open(service.pushed())
    link = specimens_link(citizen, page)
    refused = post_choice(citizen, link, citizen="revoked-card", scenario="unavailable")
    assert refused.status_code == httpx.codes.OK
    assert "no longer valid" in refused.text
    again = post_choice(citizen, link, citizen="adult", scenario="")
    code = answer_of(citizen.consent(again.headers["location"]))["code"]
    assert service.redeem(code).status_code == httpx.codes.OK


def test_a_person_chooses_for_their_own_pages(shared_world: World) -> None:
    citizen = shared_world.citizen()
    response = post_choice(citizen, "/sandbox?next=%2Fconsents", citizen="adult")
    assert response.headers["location"] == "/consents"
    assert citizen.browser.get("/consents").status_code == httpx.codes.OK


def test_the_list_names_what_works_here(shared_world: World) -> None:
    listed = httpx.get(f"{shared_world.issuer}/sandbox/scenarios.json")
    assert listed.headers["access-control-allow-origin"] == "*"
    document = json.loads(listed.content)
    assert {each["id"] for each in document["citizens"]} == set(load_personas())
    assert httpx.get(document["$schema"]).json()["title"]


def choose(person: Citizen, url: str, **chosen: str) -> str:
    """Follow a service's link to the login page, and choose; return where that leads to."""
    link = specimens_link(person, person.open(url))
    response = post_choice(person, link, **chosen)
    assert response.status_code == httpx.codes.SEE_OTHER, response.text
    return response.headers["location"]


def specimens_link(person: Citizen, page: str) -> str:
    """Return the link from a login page to the specimen citizens."""
    html = person.browser.get(page).text
    return (
        html.split('href="/sandbox', 1)[1]
        .split('"', 1)[0]
        .replace("&amp;", "&")
        .join(("/sandbox", ""))
    )


def post_choice(person: Citizen, link: str, **chosen: str) -> httpx.Response:
    """Open the page of choices and send its form."""
    return person.post("/sandbox", {**person.fields(link), **chosen})
