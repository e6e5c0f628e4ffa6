"""A browser sends no cookies with a form of another site: that must not make it another browser."""

from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from citizens import Citizen
from services import LOGGED_OUT_URI, Service


def post_from_another_site(citizen: Citizen, path: str, fields: dict[str, str]) -> httpx.Response:
    """Send a form as a browser does that keeps our cookies back (SameSite=Lax)."""
    headers = {"origin": "https://service.example", "sec-fetch-site": "cross-site"}
    response = httpx.post(f"{citizen.issuer}{path}", data=fields, headers=headers)
    assert "set-cookie" not in response.headers
    return response


def test_a_sign_in_that_begins_with_a_form_finds_the_session(
    service: Service, citizen: Citizen
) -> None:
    citizen.login()
    before = dict(citizen.browser.cookies)
    query = dict(parse_qsl(urlsplit(service.pushed()).query))
    again = post_from_another_site(citizen, "/authorize", query)
    assert again.status_code == 303
    assert citizen.open(again.headers["location"]).startswith("/consent")
    assert dict(citizen.browser.cookies) == before


def test_signing_out_that_begins_with_a_form_finds_the_session(
    service: Service, citizen: Citizen
) -> None:
    citizen.login()
    fields = {"client_id": service.client_id, "post_logout_redirect_uri": LOGGED_OUT_URI}
    again = post_from_another_site(citizen, "/end-session", fields)
    form = citizen.fields(again.headers["location"])
    assert citizen.post("/sign-out", form).headers["location"] == LOGGED_OUT_URI
    assert citizen.session is None


@pytest.mark.parametrize("path", ["/authorize", "/end-session"])
def test_the_form_leads_nowhere_else(citizen: Citizen, path: str) -> None:
    for fields in (
        {"redirect_uri": "https://attacker.example/", "": ""},
        {"x": "\r\nlocation: https://attacker.example/"},
        {"x": "//attacker.example/"},
    ):
        response = post_from_another_site(citizen, path, fields)
        location = response.headers.get("location", f"{path}?")
        assert location.startswith(f"{path}?")
        assert "\n" not in location


@pytest.mark.parametrize("path", ["/login/card", "/consent", "/consents/withdraw", "/sign-out"])
def test_our_own_forms_are_not_taken_from_there(citizen: Citizen, path: str) -> None:
    response = post_from_another_site(citizen, path, {"x": "y"})
    assert response.status_code in {303, 403}
    assert response.headers.get("location", "/login").startswith("/login")
