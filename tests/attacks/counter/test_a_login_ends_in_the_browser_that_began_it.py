"""Threats, row 9: browser swap, replayed and invented states."""

import httpx
import pytest

from counter_site import GOAL, Browser, Site
from thiqa.counter.identity.store import LOGIN_SECONDS


def is_over(answer: httpx.Response) -> bool:
    return answer.headers["location"].partition("/ended?how=")[2].startswith("over")


def test_another_browser_cannot_finish_a_login(site: Site, browser: Browser) -> None:
    with site.browser() as other:
        stolen = browser.come_back()
        assert is_over(other.get(stolen))
        assert other.get("/result").status_code == 303
    assert site.provider.count("/token") == 0


def test_another_browser_with_a_login_of_its_own_cannot_either(
    site: Site, browser: Browser
) -> None:
    with site.browser() as other:
        other.come_back()
        assert is_over(other.get(browser.come_back()))


def test_another_browser_does_not_use_up_the_login(site: Site, browser: Browser) -> None:
    answer = browser.come_back()
    with site.browser() as other:
        other.get(answer)
    assert browser.get(answer).headers["location"] == f"{site.url}{GOAL}"


def test_a_state_is_good_for_once(site: Site, browser: Browser) -> None:
    answer = browser.come_back()
    assert browser.get(answer).headers["location"] == f"{site.url}{GOAL}"
    assert is_over(browser.get(answer))
    assert site.provider.count("/token") == 1


def test_a_state_is_used_up_by_an_error_too(browser: Browser) -> None:
    answer = browser.come_back()
    declined = answer.replace("code=", "error=access_denied&was=")
    assert "declined" in browser.get(declined).headers["location"]
    assert is_over(browser.get(answer))


@pytest.mark.parametrize("state", ["", "state=", "state=invented", "state=" + "x" * 5000])
def test_an_invented_state_is_refused(site: Site, browser: Browser, state: str) -> None:
    browser.come_back()
    assert is_over(browser.get(f"/callback?{state}&code=c&iss={site.provider.issuer}"))
    assert site.provider.count("/token") == 0


def test_a_state_sent_twice_is_refused(site: Site, browser: Browser) -> None:
    assert is_over(browser.get(browser.come_back() + "&state=other"))
    assert site.provider.count("/token") == 0


def test_a_login_does_not_wait_for_ever(site: Site, browser: Browser) -> None:
    answer = browser.come_back()
    site.clock.now += LOGIN_SECONDS
    assert is_over(browser.get(answer))


def test_a_planted_session_is_replaced_at_login(site: Site, browser: Browser) -> None:
    browser.http.cookies.set("counter-session", "planted-by-somebody")
    browser.log_in()
    with site.browser() as attacker:
        attacker.http.cookies.set("counter-session", "planted-by-somebody")
        assert attacker.get("/result").status_code == 303


def test_the_session_before_ends_at_the_next_login(site: Site, browser: Browser) -> None:
    browser.log_in()
    before = browser.http.cookies["counter-session"]
    browser.log_in()
    assert browser.http.cookies["counter-session"] != before
    with site.browser() as thief:
        thief.http.cookies.set("counter-session", before)
        assert thief.get("/result").status_code == 303


def test_a_form_of_another_site_begins_and_ends_nothing(site: Site, browser: Browser) -> None:
    browser.log_in()
    for path in ("/identify", "/logout"):
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {}):
            assert browser.http.post(path, headers=headers).status_code == 403
    assert browser.get("/result").status_code == 200
