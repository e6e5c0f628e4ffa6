"""From the form to the desk of the body: a fee, a tax, an answer, and what can happen."""

from collections.abc import Iterator

import httpx
import pytest

from counter_partners import Town, buttons, town
from counter_site import SERVICE, Browser

AID, TAX = "aide-sociale", "paiement-taxe"
AID_FORM = {
    "household": "4",
    "situation": "children",
    "account": "1" * 24,
    "question": "yes",
}
PAID = "<dt>Paid</dt>"
"""What the page says of money that came."""
TAX_FORM = {"year": "2026", "notice": "2026-123456"}


@pytest.fixture(scope="module")
def shared_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture
def place(shared_town: Town) -> Iterator[Town]:
    yield shared_town
    shared_town.provider.till.store.set_switch("trouble", "none")


@pytest.fixture
def browser(place: Town) -> Iterator[Browser]:
    with place.counter.browser() as opened:
        yield opened


def requested(place: Town, browser: Browser) -> str:
    return place.submit(browser, SERVICE, reason="employment")


def test_a_fee_is_paid_and_the_body_can_begin(place: Town, browser: Browser) -> None:
    url = requested(place, browser)
    page = browser.get(url).text
    assert "50.00\xa0MAD" in page
    assert f"{url}/pay" in buttons(page)
    back = place.pay(browser, url)
    assert back == f"{place.counter.url}{url}/payment"
    page = place.see(browser, url, PAID)
    assert f"{url}/pay" not in buttons(page)


def test_a_citizen_who_comes_back_need_not_wait_for_a_lost_notification(
    place: Town, browser: Browser
) -> None:
    url = requested(place, browser)
    back = place.pay(browser, url, "silent")
    assert browser.get(back).headers["location"] == f"{place.counter.url}{url}"
    assert f"{url}/pay" not in buttons(browser.get(url).text)


def test_coming_back_proves_nothing(place: Town, browser: Browser) -> None:
    url = requested(place, browser)
    browser.press(f"{url}/pay")
    browser.get(f"{url}/payment?state=paid&success=1")
    assert f"{url}/pay" in buttons(browser.get(url).text)


@pytest.mark.parametrize(
    ("course", "shown"),
    [
        ("declined", "The bank declined the payment. Nothing was taken."),
        ("cancel", "You did not pay. Nothing was taken."),
    ],
)
def test_who_did_not_pay_is_told_why_and_tries_again(
    place: Town, browser: Browser, course: str, shown: str
) -> None:
    url = requested(place, browser)
    browser.get(place.pay(browser, url, course))
    page = place.see(browser, url, shown)
    assert f"{url}/pay" in buttons(page)
    place.pay(browser, url)
    place.see(browser, url, PAID)


@pytest.mark.parametrize("course", ["repeated", "reordered"])
def test_notifications_may_come_as_they_like(place: Town, browser: Browser, course: str) -> None:
    url = requested(place, browser)
    place.pay(browser, url, course)
    place.see(browser, url, PAID)
    place.clock.now += 5
    place.all_notifications_taken()
    page = browser.get(url).text
    assert (page.count(PAID), page.count('class="strong">Paid<')) == (1, 1)


def test_a_slow_bank_is_waited_for(place: Town, browser: Browser) -> None:
    url = requested(place, browser)
    browser.get(place.pay(browser, url, "slow"))
    page = place.see(browser, url, "The bank has not decided yet.")
    assert f"{url}/pay" not in buttons(page)
    place.clock.now += 25
    place.see(browser, url, PAID)


def test_who_left_the_providers_page_is_given_a_new_one(place: Town, browser: Browser) -> None:
    url = requested(place, browser)
    first = browser.press(f"{url}/pay").headers["location"]
    assert browser.press(f"{url}/pay").headers["location"] == first
    place.pay(browser, url, "cancel")
    second = browser.press(f"{url}/pay").headers["location"]
    assert second.startswith(f"{place.provider_url}/pay/")
    assert second != first


def test_a_provider_out_of_reach_takes_nothing_and_loses_nothing(
    place: Town, browser: Browser
) -> None:
    url = requested(place, browser)
    place.provider.till.store.set_switch("trouble", "unreachable")
    answer = browser.press(f"{url}/pay")
    assert answer.status_code == 502
    assert "Nothing was taken" in answer.text
    place.provider.till.store.set_switch("trouble", "none")
    place.pay(browser, url)
    place.see(browser, url, PAID)


def test_who_withdraws_is_paid_back(place: Town, browser: Browser) -> None:
    url = requested(place, browser)
    place.pay(browser, url)
    place.see(browser, url, PAID)
    answer = browser.press(f"{url}/withdraw", key="once")
    assert answer.status_code == 303, answer.text
    place.see(browser, url, "Given back")


def test_a_tax_is_assessed_then_paid(place: Town, browser: Browser) -> None:
    url = place.submit(browser, TAX, **TAX_FORM)
    page = place.see(browser, url, "805.50\xa0MAD")
    assert "Housing tax" in page
    assert "700.00\xa0MAD" in page
    place.pay(browser, url)
    place.see(browser, url, "Granted")


def test_another_body_answers_yes_and_sends_no_document(place: Town, browser: Browser) -> None:
    url = place.submit(browser, AID, **AID_FORM)
    page = place.see(browser, url, "Holds until")
    assert "Yes" in page


def test_a_stranger_cannot_pay_for_or_see_the_payment_of_somebody(
    place: Town, browser: Browser
) -> None:
    url = requested(place, browser)
    with place.counter.browser() as other:
        before = place.counter.provider.subject
        place.counter.provider.subject = "pairwise-somebody-else"
        try:
            other.log_in()
        finally:
            place.counter.provider.subject = before
        assert other.press(f"{url}/pay").status_code == 404
        assert other.get(f"{url}/payment").status_code == 404


def test_a_button_of_another_site_does_not_pay(place: Town, browser: Browser) -> None:
    url = requested(place, browser)
    answer = browser.http.post(f"{url}/pay", headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_whoever_posts_a_notification_is_not_believed(place: Town, browser: Browser) -> None:
    url = requested(place, browser)
    browser.press(f"{url}/pay")
    for body, kind, status in (
        (b"paid", "application/jose", 400),
        (b"paid", "application/json", 400),
        (b"x" * 40_000, "application/jose", 400),
    ):
        answer = httpx.post(
            f"{place.counter.url}/payments/notifications",
            content=body,
            headers={"content-type": kind},
        )
        assert answer.status_code == status
    assert f"{url}/pay" in buttons(browser.get(url).text)
