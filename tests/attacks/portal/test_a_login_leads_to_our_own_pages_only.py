"""Whatever a link to our login page says, the citizen ends on a page of ours."""

from urllib.parse import urlencode

import pytest

from citizens import Citizen
from services import Service
from world import on_one_database

pytestmark = on_one_database

STRANGE = [
    "https://attacker.example/",
    "//attacker.example/history",
    "///attacker.example",
    "/\\attacker.example",
    "/history/../../attacker.example",
    "/history//attacker.example",
    "/./history",
    "/%2Fattacker.example",
    "/history%0d%0alocation: https://attacker.example",
    "/history?to=https://attacker.example",
    "/history#@attacker.example",
    "/history@attacker.example",
    "history",
    "javascript:alert(1)",
    "/attacker.example",
    "/end-session?client_id=trial",
    "/login",
    "/login/cancel",
    "/sign-out",
    "/authorize",
    "/History",
    "/history ",
    " /history",
    "/historique",
    "/history/" + "a" * 512,
    "",
]


def login_page(destination: str) -> str:
    return f"/login?{urlencode({'next': destination})}"


@pytest.mark.parametrize("destination", STRANGE)
def test_a_stranger_is_refused_before_the_card_is_asked(citizen: Citizen, destination: str) -> None:
    for page in (login_page(destination), f"/login/return?{urlencode({'next': destination})}"):
        response = citizen.browser.get(page)
        assert response.status_code == 400
        assert "location" not in response.headers


@pytest.mark.parametrize("destination", STRANGE)
def test_a_stranger_in_the_form_is_refused_too(citizen: Citizen, destination: str) -> None:
    fields = citizen.login_fields("/login?next=/history")
    response = citizen.post("/login/card", {**fields, "next": destination})
    assert response.status_code == 400
    assert citizen.session is None


@pytest.mark.parametrize(
    "destination",
    ["/history", "/consents", "/history?before=00ff", "/receipts/00ff", "/console/services/a.b"],
)
def test_a_page_of_ours_is_reached(citizen: Citizen, destination: str) -> None:
    assert citizen.login(login_page(destination)) == destination


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/consents", "/consents"),
        ("/history?before=00ff", "/history?before=00ff"),
        ("/history?before=//attacker.example", "/history"),
        ("/receipts/00ff", "/receipts/00ff"),
        ("/receipts/00ff?x=%2F%2Fattacker.example", "/receipts"),
    ],
)
def test_whoever_is_not_signed_in_comes_to_the_page_that_they_asked_for(
    citizen: Citizen, asked: str, reached: str
) -> None:
    location = citizen.browser.get(asked).headers["location"]
    assert citizen.login(location) == reached


def test_a_form_that_came_too_late_leads_back_to_its_page(citizen: Citizen) -> None:
    response = citizen.post("/consents/withdraw", {"form_token": "x"})
    assert response.headers["location"] == login_page("/consents")


def test_the_way_to_a_service_is_not_changed_by_it(service: Service, citizen: Citizen) -> None:
    location = citizen.login(f"{citizen.open(service.pushed())}&next=/history")
    assert location.startswith("/consent?")
