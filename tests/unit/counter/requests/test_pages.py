import itertools
import re
import socket
from collections.abc import Iterator

import pytest

from counter_site import GOAL, Browser, Site, counter_site
from thiqa.counter.requests.numbers import new_number
from thiqa.web import Language

NUMBERS = itertools.count()
GOOD = {"f.reason": "employment", "f.details": "For a school"}


@pytest.fixture(scope="module")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with counter_site(tmp_path_factory.mktemp("counter")) as running:
        yield running


@pytest.fixture
def site(running_site: Site) -> Site:
    """A counter whose provider is well again; the citizen has no request yet."""
    running_site.provider.reset()
    running_site.provider.subject = f"citizen-{next(NUMBERS)}"
    return running_site


@pytest.fixture
def browser(site: Site) -> Iterator[Browser]:
    with site.browser() as opened:
        yield opened


def begin(browser: Browser) -> str:
    """Sign in for the service; return the path of the draft."""
    location = browser.log_in().headers["location"]
    assert location.endswith(GOAL)
    draft = browser.get(location).headers["location"]
    return "/" + draft.split("/", 3)[3]


def send(browser: Browser, path: str, do: str, key: str = "a key", **fields: str) -> str:
    """Send the form; return where the browser goes."""
    sent = {**GOOD, **fields, "key": key, "do": do}
    answer = browser.press(f"{path}/form", **sent)
    assert answer.status_code == 303, answer.text
    return "/" + answer.headers["location"].split("/", 3)[3]


def submitted(browser: Browser) -> str:
    """Submit a request; return its path."""
    path = begin(browser)
    assert send(browser, path, "submit") == path
    return path


def test_a_login_for_a_service_opens_its_draft_and_the_next_one_resumes_it(
    site: Site, browser: Browser
) -> None:
    path = begin(browser)
    assert re.fullmatch(r"/requests/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", path)
    assert send(browser, path, "keep", **{"f.reason": "", "f.details": "half \u0628"}) == (
        f"{path}?kept=1"
    )
    with site.browser() as other_device:
        assert begin(other_device) == path
        page = other_device.get(path).text
        assert "half \u0628" in page
        assert "Submit the request" in page


def test_a_form_that_lacks_something_is_kept_and_says_what(browser: Browser) -> None:
    path = begin(browser)
    where = send(browser, path, "submit", **{"f.reason": "", "f.details": "what I typed"})
    assert where == f"{path}?check=1"
    page = browser.get(where).text
    assert "what I typed" in page
    assert "Please choose one of the answers." in page
    assert 'aria-invalid="true"' in page


def test_a_request_is_submitted_and_shows_how_far_it_is(browser: Browser) -> None:
    path = submitted(browser)
    page = browser.get(path).text
    assert '<li aria-current="step">Submitted</li>' in page
    assert "You pay the fee." in page
    assert "For a school" in page
    listed = browser.get("/requests").text
    assert path in listed


def test_the_same_form_again_leads_to_the_same_page(browser: Browser) -> None:
    path = begin(browser)
    first = send(browser, path, "submit")
    assert first == send(browser, path, "submit") == path
    assert browser.get(path).text.count('<p class="strong">Submitted</p>') == 1


def test_a_form_that_comes_a_second_time_late_undoes_nothing(browser: Browser) -> None:
    path = begin(browser)
    send(browser, path, "keep", key="first", **{"f.details": "older"})
    send(browser, path, "keep", key="second", **{"f.details": "newer"})
    send(browser, path, "keep", key="first", **{"f.details": "older"})
    assert "newer" in browser.get(path).text


def test_a_line_that_breaks_before_the_answer_costs_nothing(site: Site, browser: Browser) -> None:
    path = begin(browser)
    request = browser.http.build_request(
        "POST",
        f"{path}/form",
        data={**GOOD, "key": "k", "do": "submit"},
        headers={"origin": site.url},
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    for _ in range(3):
        with socket.create_connection((request.url.host, request.url.port or 80)) as line:
            line.sendall(f"POST {path}/form HTTP/1.1\r\n{head}\r\n".encode() + request.read())
    assert send(browser, path, "submit", key="k") == path
    assert browser.get(path).text.count('<p class="strong">Submitted</p>') == 1


def test_what_was_typed_outlives_the_session(site: Site, browser: Browser) -> None:
    path = begin(browser)
    with site.browser() as signed_out:
        answer = signed_out.press(f"{path}/form", **GOOD, key="k", do="submit")
        assert answer.status_code == 200
        for value in ("For a school", 'name="do" value="submit"', f'action="{path}/form"'):
            assert value in answer.text


def test_pages_are_for_who_is_signed_in(site: Site) -> None:
    with site.browser() as stranger:
        for path in ("/requests", f"/requests/{new_number()}", GOAL):
            assert "Sign in to see your requests" in stranger.get(path).text


def test_a_login_for_one_service_opens_no_draft_of_another(browser: Browser) -> None:
    browser.log_in("casier-judiciaire")
    assert browser.get(GOAL).headers["location"].endswith("/services/fiche-anthropometrique")


def test_a_service_that_is_not_there_is_no_page(browser: Browser) -> None:
    browser.log_in()
    assert browser.get("/services/invented/begin").status_code == 404
    assert browser.get("/requests/not-a-number").status_code == 404
    assert browser.get(f"/requests/{new_number()}").status_code == 404


def test_a_number_is_found_however_it_is_typed(browser: Browser) -> None:
    path = begin(browser)
    typed = path.replace("/requests/", "").replace("-", "").lower()
    assert browser.get(f"/requests/{typed}").headers["location"].endswith(path)


def test_a_request_is_withdrawn_and_forgotten(browser: Browser) -> None:
    path = submitted(browser)
    assert "We erase what you typed" in browser.get(f"{path}/withdraw").text
    assert browser.press(f"{path}/withdraw").headers["location"].endswith(path)
    page = browser.get(path).text
    assert "Withdrawn" in page
    assert "For a school" not in page
    assert "SPECIMEN-BENALI" not in page
    assert browser.press(f"{path}/withdraw").headers["location"].endswith(f"{path}?changed=1")
    assert begin(browser) != path


def test_nothing_is_contested_before_it_is_decided(browser: Browser) -> None:
    path = submitted(browser)
    assert browser.get(f"{path}/contest").headers["location"].endswith("?changed=1")
    answer = browser.press(f"{path}/contest", statement="I disagree")
    assert answer.headers["location"].endswith("?changed=1")
    assert "the request has moved on" in browser.get(f"{path}?changed=1").text


def test_who_is_too_young_gets_no_draft(site: Site, browser: Browser) -> None:
    site.provider.claims["birthdate"] = "2020-01-01"
    answer = browser.get(browser.log_in().headers["location"])
    assert answer.status_code == 403
    assert "This service is not for you" in answer.text


@pytest.mark.parametrize("language", list(Language))
def test_a_request_speaks_every_language(browser: Browser, language: Language) -> None:
    path = submitted(browser)
    for page in (path, "/requests", f"{path}/withdraw"):
        answer = browser.get(f"{page}?lang={language}")
        assert answer.headers["content-language"] == language


def test_pages_have_their_guards_and_no_script(browser: Browser) -> None:
    path = submitted(browser)
    draft = begin(browser)
    for page in (path, "/requests", draft, f"{path}/withdraw"):
        answer = browser.get(page)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "<script" not in answer.text
        assert len(answer.content) < 30_000
