import re

import pytest

from counter_site import GOAL, SERVICE, Browser, Site
from specimen_log import signer as note_signer
from thiqa.counter.identity.store import SESSION_SECONDS
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt
from thiqa.web import Language

PAGES = ["/", "/result", "/ended?how=declined", "/ended?how=over", "/signed-out", "/nowhere"]


def test_a_citizen_is_identified(site: Site, browser: Browser) -> None:
    answer = browser.log_in()
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"{site.url}{GOAL}"
    page = browser.get("/result").text
    for text in ("SPECIMEN-BENALI", "سلمى", "17 May 1990", "SP100001", "Rabat, Morocco"):
        assert text in page


def test_both_scripts_are_marked_with_their_language(browser: Browser) -> None:
    browser.log_in()
    page = browser.get("/result").text
    assert '<bdi lang="ar">نموذج-بنعلي</bdi>' in page
    assert "<bdi>SPECIMEN-BENALI</bdi>" in page


def test_what_was_not_given_is_said_so(site: Site, browser: Browser) -> None:
    for name in ("given_name", "address", "place_of_birth"):
        site.provider.claims.pop(name)
        site.provider.claims.pop(f"{name}#ar", None)
    browser.log_in()
    assert browser.get("/result").text.count("Not given") == 3


def test_the_receipt_is_downloaded_as_a_text_file_that_verifies(
    site: Site, browser: Browser
) -> None:
    browser.log_in()
    answer = browser.get("/receipt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    name = f"thiqa-receipt-{len(site.provider.log.entries) - 1}.txt"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    key = note_signer(7, site.provider.record_signer.name).verifier_key
    assert (
        verify_receipt(answer.text, LogPolicy.of_log(key)).entry.event == site.provider.log_event()
    )
    assert (
        f"thiqa receipt verify {name} --key {key.text} --without-witnesses"
        in browser.get("/result").text
    )


def test_nobody_sees_a_result_without_a_session(site: Site, browser: Browser) -> None:
    for path in ("/result", "/receipt"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{site.url}/")


def test_a_session_ends_by_itself(site: Site, browser: Browser) -> None:
    browser.log_in()
    site.clock.now += SESSION_SECONDS
    assert browser.get("/result").status_code == 303


def test_signing_out_ends_both_sessions(site: Site, browser: Browser) -> None:
    browser.log_in()
    location = browser.press("/logout").headers["location"]
    assert location.startswith(f"{site.provider.issuer}/end-session?id_token_hint=")
    assert "&client_id=counter&post_logout_redirect_uri=" in location
    assert browser.get("/result").status_code == 303
    assert browser.get(browser.get(location).headers["location"]).status_code == 200


def test_signing_out_without_a_session_does_no_harm(site: Site, browser: Browser) -> None:
    assert browser.press("/logout").headers["location"] == f"{site.url}/signed-out"


@pytest.mark.parametrize(
    ("error", "how", "status"),
    [
        ("access_denied", "declined", 200),
        ("login_required", "over", 410),
        ("consent_required", "over", 410),
        ("server_error", "provider", 502),
        ("temporarily_unavailable", "provider", 502),
        ("invalid_scope", "ours", 500),
        ("invented_error", "ours", 500),
    ],
)
def test_each_error_says_whose_fault_it_is(
    site: Site, browser: Browser, error: str, how: str, status: int
) -> None:
    site.provider.spoil_answer = lambda answer: {
        "error": error,
        "state": answer["state"],
        "iss": answer["iss"],
    }
    location = browser.log_in().headers["location"]
    assert f"/ended?how={how}&" in location
    assert browser.get(location).status_code == status


def test_the_address_of_an_error_page_has_no_answer_in_it(browser: Browser) -> None:
    location = browser.get("/callback?code=c&state=s&iss=i").headers["location"]
    assert not {"code", "state", "iss"} & set(re.findall(r"[?&](\w+)=", location))
    page = browser.get(location)
    assert "Reference for our staff" in page.text


def test_only_references_of_ours_are_shown(browser: Browser) -> None:
    page = browser.get("/ended?how=ours&reference=Call+0600000000+now").text
    assert "Reference for our staff" not in page


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        ("/.well-known/openid-configuration", 500, 502),
        ("/jwks", 500, 303),
        ("/par", 400, 500),
        ("/par", 401, 500),
        ("/par", 503, 502),
    ],
)
def test_a_provider_that_fails_at_the_start_is_told_from_our_mistakes(
    site: Site, browser: Browser, path: str, status: int, expected: int
) -> None:
    site.provider.failing[path] = status
    assert browser.press("/identify").status_code == expected


@pytest.mark.parametrize(
    ("path", "status", "how"),
    [
        ("/token", 400, "ours"),
        ("/token", 503, "provider"),
        ("/jwks", 500, "provider"),
        ("/userinfo", 500, "provider"),
        ("/receipt", 500, "provider"),
    ],
)
def test_a_provider_that_fails_at_the_end_is_told_from_our_mistakes(
    site: Site, browser: Browser, path: str, status: int, how: str
) -> None:
    answer = browser.come_back()
    site.provider.failing[path] = status
    assert f"how={how}&" in browser.get(answer).headers["location"]


@pytest.mark.parametrize(("status", "tries"), [(503, 2), (500, 1), (400, 1)])
def test_a_provider_that_is_away_is_asked_once_more_and_any_other_refusal_stands(
    site: Site, browser: Browser, status: int, tries: int
) -> None:
    answer = browser.come_back()
    site.provider.failing["/token"] = status
    before = site.provider.count("/token")
    browser.get(answer)
    assert site.provider.count("/token") - before == tries


def test_a_receipt_that_is_being_integrated_is_waited_for(site: Site, browser: Browser) -> None:
    site.provider.receipts_pending = 3
    assert browser.log_in().headers["location"] == f"{site.url}{GOAL}"
    assert site.provider.count("/receipt") == 4


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_every_language(
    site: Site, browser: Browser, path: str, language: Language
) -> None:
    browser.log_in()
    answer = browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    page = answer.text
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}" dir="{language.direction}">' in page
    assert page.count(">العربية<") == page.count(">English<") == 1


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_guards_and_no_script(browser: Browser, path: str) -> None:
    browser.log_in()
    answer = browser.get(path)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)


def test_forms_may_lead_to_the_provider_only(site: Site, browser: Browser) -> None:
    policy = browser.get("/").headers["content-security-policy"]
    assert f"form-action 'self' {site.provider.issuer};" in policy


@pytest.mark.parametrize("path", PAGES)
def test_the_first_view_of_a_page_is_light(browser: Browser, path: str) -> None:
    browser.log_in()
    page = browser.get(path)
    total = int(page.headers["content-length"])
    for url in {*re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)}:
        total += int(browser.get(url).headers["content-length"])
    assert total <= 30_000


def test_the_page_says_that_it_is_a_demonstration(browser: Browser) -> None:
    page = browser.get("/").text
    assert "This is a demonstration." in page
    assert "nothing that you do here counts" in page


def test_cookies_are_out_of_the_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    for answer in (browser.press("/identify"), browser.log_in()):
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie


def test_the_service_says_that_it_is_alive(browser: Browser) -> None:
    assert browser.get("/health").text == "ok\n"


def test_whoever_starts_again_starts_for_the_same_service(site: Site, browser: Browser) -> None:
    hidden = f'name="service" value="{SERVICE}"'
    assert hidden not in browser.get("/ended?how=declined").text
    browser.go_to_provider()
    assert hidden in browser.get("/ended?how=declined").text
    browser.press("/identify")
    assert hidden not in browser.get("/ended?how=declined").text
    with site.browser() as other:
        other.http.cookies.set("counter-service", "nothing-of-ours")
        assert 'name="service"' not in other.get("/ended?how=declined").text
