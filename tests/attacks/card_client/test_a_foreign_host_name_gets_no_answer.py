"""DNS rebinding: a page of another site makes its own name point to the loopback."""

import pytest

from card_client_site import Browser

PATHS = ("/", "/auth", "/change?card=adult", "/static/x/site.css")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.evil.example",
        "[::1]",
        "",
    ],
)
def test_a_request_under_another_name_is_refused(browser: Browser, path: str, host: str) -> None:
    response = browser.http.get(path, headers={"host": host})
    assert response.status_code == 421
    assert "set-cookie" not in response.headers
    assert "SPECIMEN" not in response.text


def test_a_form_under_another_name_is_refused(browser: Browser) -> None:
    page = browser.ask()
    fields = {**page.forms["/sign"], "pin": "1234"}
    assert browser.post("/sign", fields, host="evil.example:80").status == 421
    assert "Tries left: 3" in browser.ask().text


def test_under_its_own_name_it_answers(browser: Browser) -> None:
    assert browser.get("/").status == 200
