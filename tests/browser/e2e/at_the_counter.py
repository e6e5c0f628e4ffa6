"""The steps of a request, as a citizen and a clerk take them in their browsers."""

import time
from collections.abc import Callable

from browser.e2e.journey import (
    AGREE,
    IDENTIFY,
    SERVICE_PAGE,
    back_at_the_counter,
    sign_in,
)
from browser.e2e.visitor import Visitor
from thiqa.demo.preparation import CLERK, invite_a_clerk

CITIZEN = "adult"
PATIENCE_SECONDS = 60.0
POLL_MILLISECONDS = 200

Look = Callable[[str], None]


def begin_a_request(citizen: Visitor, look: Look) -> str:
    """Go from the catalogue to the form; return the number of the request."""
    citizen.go(f"{citizen.town.places.counter}/")
    look("counter: catalogue")
    citizen.press(f'main a[href="{SERVICE_PAGE}"]')
    look("counter: service")
    citizen.press(IDENTIFY)
    sign_in(citizen, CITIZEN)
    citizen.page.locator(AGREE).click()
    back_at_the_counter(citizen)
    look("counter: form")
    return citizen.path.rpartition("/")[2]


def submit_it(citizen: Visitor, look: Look) -> None:
    """Fill the form in and submit it; the fee is due."""
    citizen.page.select_option('[name="f.reason"]', "employment")
    citizen.press('button[name="do"][value="submit"]')
    look("counter: request, to be paid")


def pay_for_it(citizen: Visitor, look: Look) -> None:
    """Pay at the provider's page and come back."""
    citizen.other_origins.append(citizen.town.places.payments)
    citizen.press('form[action$="/pay"] button')
    look("payments: pay")
    citizen.press('button[name="act"][value="pay"]')
    citizen.page.wait_for_url(f"{citizen.town.places.counter}/requests/*")
    look("counter: request, paid")


def decide_it(clerk: Visitor, number: str, look: Look, persona: str) -> None:
    """Become a clerk, take the file and grant what is asked."""
    clerk.go(invite_a_clerk(clerk.town.places))
    look("desk: door")
    clerk.press('form[action="/desk/sign-in"] button')
    sign_in(clerk, persona)
    clerk.page.locator(AGREE).click()
    clerk.page.wait_for_url("**/desk/join/*")
    look("desk: invitation")
    clerk.press('main form[action^="/desk/join/"] button')
    until(clerk, f"{clerk.town.places.counter}/desk", f'a[href="/desk/files/{number}"]')
    look("desk: queue")
    clerk.press(f'form[action="/desk/files/{number}/take"] button')
    look("desk: file")
    grant = f'form[action="/desk/files/{number}/granted"]'
    if not clerk.page.locator(f"{grant} button").is_visible():
        clerk.page.locator(f"details:has({grant}) summary").click()
    clerk.page.select_option(f'{grant} [name="f.finding"]', "nothing")
    clerk.press(f"{grant} button")
    look("desk: decided")


def receive_it(citizen: Visitor, number: str, look: Look) -> bytes:
    """Wait for the document and download it."""
    link = f'a[href="/requests/{number}/document"]'
    until(citizen, f"{citizen.town.places.counter}/requests/{number}", link)
    look("counter: request, delivered")
    with citizen.page.expect_download() as downloading:
        citizen.page.locator(link).click()
    return downloading.value.path().read_bytes()


def check_it(anybody: Visitor, document: bytes, look: Look) -> None:
    """Have it checked at the page for everybody, which begins as soon as a file is chosen."""
    anybody.go(f"{anybody.town.places.provider}/documents")
    look("documents: check")
    file = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": document}
    with anybody.page.expect_navigation():
        anybody.page.set_input_files('input[type="file"]', file)


def until(visitor: Visitor, url: str, selector: str) -> None:
    """Open a page again and again until something is on it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    visitor.go(url)
    while not visitor.page.locator(selector).count():
        assert time.monotonic() < deadline, f"{selector} did not come: {visitor.text()}"
        visitor.page.wait_for_timeout(POLL_MILLISECONDS)
        visitor.go(url)


def whole_way(
    citizen: Visitor, clerk: Visitor, look: Callable[[Visitor], Look], new_clerk: str = CLERK
) -> bytes:
    """Go from the catalogue to the document; return it."""
    number = begin_a_request(citizen, look(citizen))
    submit_it(citizen, look(citizen))
    pay_for_it(citizen, look(citizen))
    decide_it(clerk, number, look(clerk), new_clerk)
    return receive_it(citizen, number, look(citizen))
