"""The page on which citizens say where they want to hear from us, at a counter that runs."""

import re
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from counter_site import Browser, Site
from thiqa.web import Language

CODE = re.compile(r"^[0-9]{6}$", re.MULTILINE)


@pytest.fixture
def signed_in(browser: Browser) -> Browser:
    browser.log_in()
    return browser


def send(browser: Browser, path: str, **form: str) -> tuple[int, str]:
    answer = browser.http.post(path, data=form, headers={"origin": browser.site})
    return answer.status_code, answer.text


def spooled(site: Site) -> list[Path]:
    return sorted(site.settings.spool_folder.glob("*"), key=lambda path: path.stat().st_mtime_ns)


def code_in_newest(site: Site) -> str:
    newest = spooled(site)[-1]
    if newest.suffix == ".eml":
        text = message_from_bytes(newest.read_bytes(), policy=SMTP).get_content()
    else:
        text = newest.read_text()
    (code,) = CODE.findall(text.replace("\r", ""))
    return str(code)


@pytest.mark.parametrize(
    ("channel", "typed", "kept"),
    [
        ("email", "Salma@Example.MA", "Salma@example.ma"),
        ("text", "06 12 34 56 78", "+212612345678"),
    ],
)
def test_an_address_is_used_once_its_code_was_typed(
    site: Site, signed_in: Browser, channel: str, typed: str, kept: str
) -> None:
    site.provider.subject = f"of-{channel}"
    signed_in.log_in()
    assert send(signed_in, "/notices/place", channel=channel, address=typed)[0] == 303
    page = signed_in.get("/notices").text
    assert "We have sent a code to" in page
    assert "Messages go here." not in page
    code = code_in_newest(site)
    assert (
        send(signed_in, "/notices/code", channel=channel, code=f"{code[:3]} {code[3:]}")[0] == 303
    )
    page = signed_in.get("/notices").text
    assert kept in page
    assert "Messages go here." in page
    assert send(signed_in, "/notices/forget", channel=channel)[0] == 303
    assert kept not in signed_in.get("/notices").text


def test_what_is_no_address_stands_in_the_form_again(signed_in: Browser) -> None:
    status, page = send(signed_in, "/notices/place", channel="email", address="salma@")
    assert status == 422
    assert 'value="salma@"' in page
    assert "This is not an e-mail address" in page


def test_a_wrong_code_is_said_beside_its_field(site: Site, signed_in: Browser) -> None:
    site.provider.subject = "of-wrong-code"
    signed_in.log_in()
    send(signed_in, "/notices/place", channel="email", address="salma@example.ma")
    code = code_in_newest(site)
    other = f"{(int(code) + 1) % 10**6:06}"
    status, page = send(signed_in, "/notices/code", channel="email", code=other)
    assert status == 422
    assert "This is not the code" in page


def test_nobody_without_a_session_sees_or_changes_anything(site: Site, browser: Browser) -> None:
    for path in ("/notices/place", "/notices/code", "/notices/forget"):
        form = {"channel": "email", "address": "a@example.ma", "code": "123456"}
        before = len(spooled(site)) if site.settings.spool_folder.exists() else 0
        answer = browser.http.post(path, data=form, headers={"origin": browser.site})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        after = len(spooled(site)) if site.settings.spool_folder.exists() else 0
        assert before == after
    assert browser.get("/notices").status_code == 303


def test_a_form_of_another_site_is_refused(signed_in: Browser) -> None:
    form = {"channel": "email", "address": "a@example.ma"}
    answer = signed_in.http.post(
        "/notices/place", data=form, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403


def test_a_channel_that_does_not_exist_is_no_page(signed_in: Browser) -> None:
    assert send(signed_in, "/notices/place", channel="pigeon", address="x")[0] == 404


def test_the_link_of_a_message_stops_nothing_before_the_button(browser: Browser) -> None:
    page = browser.get("/notices/stop/whatever")
    assert page.status_code == 200
    assert "No more messages?" in page.text
    stopped = browser.http.post("/notices/stop/whatever", data={"List-Unsubscribe": "One-Click"})
    assert "No more messages to this address" in stopped.text


@pytest.mark.parametrize("language", list(Language))
def test_the_page_speaks_every_language(signed_in: Browser, language: Language) -> None:
    page = signed_in.get(f"/notices?lang={language}").text
    assert f'<html lang="{language}" dir="{language.direction}">' in page
