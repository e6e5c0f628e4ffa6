"""A link or a form of another site asks the citizen to sign out; it does not do it."""

import pytest

from citizens import Citizen
from services import LOGGED_OUT_URI, Service


def is_signed_in(citizen: Citizen) -> bool:
    return citizen.browser.get("/history").status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_with_a_good_hint_asks(service: Service, citizen: Citizen, method: str) -> None:
    hint = service.identify(citizen)["id_token"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": LOGGED_OUT_URI, "state": "s"}
    if method == "GET":
        page = citizen.browser.get("/end-session", params=query)
    else:
        again = citizen.browser.post("/end-session", data=query)
        page = citizen.browser.get(again.headers["location"])
    assert page.status_code == 200
    assert "Trial service" in page.text
    assert is_signed_in(citizen)


def test_who_says_no_stays_signed_in_and_at_home(service: Service, citizen: Citizen) -> None:
    hint = service.identify(citizen)["id_token"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": LOGGED_OUT_URI}
    page = citizen.browser.get("/end-session", params=query).text
    assert '<a class="button quiet" href="/">Stay signed in</a>' in page
    assert is_signed_in(citizen)


def test_an_old_hint_asks_too(service: Service, citizen: Citizen) -> None:
    hint = service.identify(citizen)["id_token"]
    citizen.login()
    page = citizen.browser.get("/end-session", params={"id_token_hint": hint})
    assert page.status_code == 200
    assert is_signed_in(citizen)


def test_whoever_is_signed_out_already_is_not_asked(service: Service, citizen: Citizen) -> None:
    query = {"client_id": service.client_id, "post_logout_redirect_uri": LOGGED_OUT_URI}
    response = citizen.browser.get("/end-session", params={**query, "state": "s"})
    assert response.headers["location"] == f"{LOGGED_OUT_URI}?state=s"
    assert "You are signed out" in citizen.browser.get("/end-session").text


@pytest.mark.parametrize("query", [{}, {"state": "s"}, {"logout_hint": "x", "ui_locales": "fr"}])
def test_without_a_service_the_citizen_is_asked_and_signed_out_here(
    citizen: Citizen, query: dict[str, str]
) -> None:
    citizen.login()
    page = citizen.browser.get("/end-session", params=query)
    assert page.headers["content-language"] == query.get("ui_locales", "en")
    done = citizen.post("/sign-out", citizen.fields("/sign-out"))
    assert (done.status_code, "location" in done.headers) == (200, False)
    assert not is_signed_in(citizen)


def test_a_refused_wish_changes_nothing(service: Service, citizen: Citizen) -> None:
    service.identify(citizen)
    bad = {"client_id": service.client_id, "post_logout_redirect_uri": "https://evil.example/"}
    assert citizen.browser.get("/end-session", params=bad).status_code == 400
    fields = {**citizen.fields("/sign-out"), **bad}
    assert citizen.post("/sign-out", fields).status_code == 400
    assert is_signed_in(citizen)
