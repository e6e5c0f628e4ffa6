"""The counter and the provider of this repository, each knowing the other over HTTP only."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from citizens import Citizen, answer_of, form_fields
from counter_site import GOAL, Browser
from serving import free_port, serving
from thiqa.counter.app import make_app
from thiqa.counter.registration import registration
from thiqa.counter.settings import Settings
from thiqa.crypto.key_file import ensure_signer
from thiqa.oidc.clients.registration import read_registration
from world import World


@pytest.fixture
def browser(shared_world: World, tmp_path: Path) -> Iterator[Browser]:
    """A browser at a counter that is registered with the provider."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = Settings(
        issuer=shared_world.issuer,
        url=url,
        client_id=f"counter-{port}",
        data=tmp_path,
        key_file=tmp_path / "counter.pem",
    )
    client = read_registration(registration(settings, ensure_signer(settings.key_file)))
    shared_world.run(lambda records: records.oidc.put_client(client))
    with (
        serving(make_app(settings, clock=shared_world.clock), port),
        httpx.Client(base_url=url, headers={"accept-language": "en"}, timeout=30) as http,
    ):
        yield Browser(url, http)


def identified(browser: Browser, citizen: Citizen, *leave_out: str) -> str:
    """Go the whole way and return the page with the result."""
    consent_page = citizen.sign_in(browser.go_to_provider())
    answer = browser.get(citizen.consent(consent_page, leave_out=leave_out))
    assert urlsplit(answer.headers["location"]).path == GOAL, answer.headers["location"]
    return browser.get("/result").text


def test_a_citizen_is_identified_and_leaves_out_what_is_voluntary(
    shared_world: World, browser: Browser
) -> None:
    page = identified(browser, shared_world.citizen(), "address")
    assert "نموذج-بنعلي" in page
    assert "17 May 1990" in page
    assert "Only the year is known" not in page
    assert page.count("Not given") == 1


@pytest.mark.parametrize(
    ("persona", "shown", "not_given"),
    [
        ("no-first-name", "SPECIMEN-OUHAMMOU", 1),
        ("birth-year-only", ">1951<", 1),
        ("birth-year-only", "Only the year is known", 1),
        ("birth-month-only", "Only the year is known", 0),
        ("arabic-name-only", "فاطمة الزهراء", 0),
        ("very-long-name", "Moulay Abdelfattah Mohammed Zine El Abidine Nour Eddine", 0),
        ("minor", "3 September 2013", 0),
    ],
)
def test_citizens_whose_data_is_unusual_are_identified_too(
    shared_world: World, browser: Browser, persona: str, shown: str, not_given: int
) -> None:
    page = identified(browser, shared_world.citizen(persona))
    assert shown in page.replace("\n", "")
    assert page.count("Not given") == not_given


def test_a_citizen_who_declines_is_told_so(shared_world: World, browser: Browser) -> None:
    citizen = shared_world.citizen()
    consent_page = citizen.sign_in(browser.go_to_provider())
    fields = {**citizen.fields(consent_page), "decision": "refuse"}
    refusal = citizen.post("/consent", fields).headers["location"]
    assert answer_of(refusal)["error"] == "access_denied"
    assert "/ended?how=declined&" in browser.get(refusal).headers["location"]


def test_signing_out_ends_the_session_at_the_provider_too(
    shared_world: World, browser: Browser
) -> None:
    citizen = shared_world.citizen()
    identified(browser, citizen)
    question = citizen.browser.get(browser.press("/logout").headers["location"])
    assert question.status_code == 200
    answer = citizen.post("/sign-out", form_fields(question.text))
    assert answer.headers["location"] == f"{browser.site}/signed-out"
    assert browser.get("/signed-out").status_code == 200
    assert citizen.session is None


@pytest.mark.parametrize("fields", [{"which": "all"}, {}], ids=["all sessions", "this session"])
def test_ending_the_session_at_the_provider_ends_ours(
    shared_world: World, browser: Browser, fields: dict[str, str]
) -> None:
    citizen = shared_world.citizen()
    identified(browser, citizen)
    asked = citizen.fields("/sessions")
    this = form_fields(citizen.browser.get("/sessions").text.partition("</form>")[0])
    done = citizen.post("/sessions/end", {**(asked if fields else this), **fields})
    assert done.status_code == 200
    deadline = time.monotonic() + 20
    while browser.get("/result").status_code == 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert browser.get("/receipt").status_code == 303


def test_a_session_elsewhere_goes_on(shared_world: World, browser: Browser) -> None:
    citizen, elsewhere = shared_world.citizen(), shared_world.citizen()
    identified(browser, citizen)
    elsewhere.login()
    elsewhere.post("/sign-out", elsewhere.fields("/sign-out"))
    time.sleep(1.5)
    assert browser.get("/result").status_code == 200


def test_a_clerk_enters_the_desk_and_tells_nothing_but_who_they_are(
    shared_world: World, browser: Browser
) -> None:
    asked = {"origin": browser.site}
    location = browser.http.post("/desk/sign-in", data={"goal": "/desk"}, headers=asked)
    citizen = shared_world.citizen()
    consent_page = citizen.sign_in(location.headers["location"])
    answer = browser.get(citizen.consent(consent_page))
    assert urlsplit(answer.headers["location"]).path == "/desk", answer.headers["location"]
    assert "You are not a clerk here" in browser.get("/desk").text
    assert "Not given" in browser.get("/result").text
