"""Userinfo of another citizen, codes that were stolen, answers that are too much."""

from typing import Any

import httpx
import pytest

from counter_site import Browser, Site


def refused(answer: httpx.Response) -> bool:
    return "how=provider" in answer.headers["location"]


@pytest.mark.parametrize("subject", ["pairwise-somebody-else", "", None, ["pairwise-salma"]])
def test_userinfo_about_another_person_is_refused(
    site: Site, browser: Browser, subject: Any
) -> None:
    site.provider.spoil_userinfo = lambda document: {**document, "sub": subject}
    assert refused(browser.log_in())
    assert browser.get("/result").status_code == 303


def test_a_code_of_another_login_is_worth_nothing(site: Site, browser: Browser) -> None:
    with site.browser() as victim:
        stolen = httpx.URL(victim.come_back()).params["code"]
    own = httpx.URL(browser.come_back())
    injected = own.copy_set_param("code", stolen)
    assert "how=ours" in browser.get(str(injected)).headers["location"]
    assert browser.get("/result").status_code == 303


def test_claims_that_nobody_asked_for_are_not_kept(site: Site, browser: Browser) -> None:
    site.provider.claims["religion"] = "nobody's business"
    browser.log_in()
    page = browser.get("/result").text
    assert "nobody" not in page
    files = [file.read_bytes() for file in site.settings.data.glob("counter.sqlite*")]
    assert any(b"national_number" in file for file in files)
    assert not any(b"religion" in file for file in files)


def test_an_endless_answer_is_cut_off(site: Site, browser: Browser) -> None:
    site.provider.claims["address"] = "x" * 2_000_000
    assert refused(browser.log_in())


def test_markup_in_a_claim_stays_text(site: Site, browser: Browser) -> None:
    site.provider.claims["given_name"] = "<script>alert(1)</script>\u202e"
    browser.log_in()
    page = browser.get("/result").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
