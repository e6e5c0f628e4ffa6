"""A service, from nothing to production, by the hands of the people whom it takes."""

import re
from pathlib import Path
from typing import Any

from browser.e2e.at_the_console import (
    DESKTOP,
    REFUSAL_MS,
    SELF_TEST_MS,
    SUBMIT,
    NewService,
    choices,
    field,
    form_values,
    make_operator,
    new_service,
    press_form,
    purpose_choices,
    purpose_values,
    reload_until,
    shown,
    sign_in,
)
from browser.e2e.conftest import Visit
from browser.e2e.journey import AGREE, BEGUN, IDENTIFY, SERVICE_PAGE
from browser.e2e.town import Town
from browser.e2e.visitor import Visitor
from thiqa.console.fields import ADDRESS_EXPECTED
from thiqa.counter.purpose import SIGN_IN

OPERATORS = ("birth-year-only", "no-first-name")


def test_a_service_comes_from_nothing_to_production(
    town: Town, visit: Visit, tmp_path: Path
) -> None:
    """The owners read Arabic on a phone, the operators French at a desk."""
    service = new_service(town, tmp_path / "service", "town-hall")
    for each in OPERATORS:
        make_operator(town, each)
    first, second = visit("ar"), visit("ar")
    begin(first, service)
    into_the_sandbox(first, service)
    with service.deployed(f"{town.places.provider}/self-test/{service.client_id}"):
        pass_the_self_test(first, service)
    service.refuse_something()
    read_the_refusal(first, service)
    hand_over(first, second, service)
    press_form(second, f"{service.page}/submit")
    for each in OPERATORS:
        operator = visit("fr", java_script_enabled=each != OPERATORS[0])
        operator.page.set_viewport_size(DESKTOP)
        approve(operator, service, each)
    second.page.reload()
    second.reads("Production")
    assert second.say("On the way to production") not in second.text()
    read_the_log(second, service)
    with service.deployed(town.places.provider):
        meet_a_citizen(visit("fr"), service)


def begin(owner: Visitor, service: NewService) -> None:
    """Fill in the form, with a mistake at first: it is named beside its field, nothing is lost."""
    document = service.registration()
    typed, chosen = form_values(document), choices(document)
    wrong = {**typed, "redirect_uris": "http://town-hall.example/callback"}
    sign_in(owner, "/console", "adult")
    owner.look("console: no service")
    owner.press('a[href="/console/services/new"]')
    owner.look("console: new service")
    for name, value in wrong.items():
        field(owner, name).fill(value)
    for name, value in chosen.items():
        field(owner, name).select_option(value)
    owner.expected.append("status of 422")
    owner.press(SUBMIT)
    owner.look("console: mistakes")
    owner.reads("Nothing is lost: each mistake is beside its field.")
    mistake = owner.page.locator(".mistake")
    assert mistake.count() == 1
    assert mistake.get_attribute("id") == "redirect_uris-mistake"
    assert owner.say(ADDRESS_EXPECTED) in mistake.inner_text()
    assert shown(owner, {**wrong, **chosen}).items() >= {**wrong, **chosen}.items()
    field(owner, "redirect_uris").fill(typed["redirect_uris"])
    owner.press(SUBMIT)
    assert owner.path == service.page
    owner.reads("Draft")
    for purpose in document["purposes"]:
        if purpose["id"] == SIGN_IN.id:
            add_purpose(owner, service, purpose)


def add_purpose(owner: Visitor, service: NewService, purpose: dict[str, Any]) -> None:
    """Register another purpose."""
    owner.press(f'main a[href="{service.page}/purposes/new"]')
    for name, value in purpose_values(purpose).items():
        field(owner, name).fill(value)
    for name, value in purpose_choices(purpose).items():
        field(owner, name).select_option(value)
    owner.press(SUBMIT)
    assert owner.path == service.page


def into_the_sandbox(owner: Visitor, service: NewService) -> None:
    """Bring the draft into the sandbox."""
    press_form(owner, f"{service.page}/sandbox")
    owner.look("console: service")
    owner.reads("Sandbox")
    assert not owner.page.locator(f'form[action="{service.page}/submit"]').count()


def pass_the_self_test(owner: Visitor, service: NewService) -> None:
    """Run the self-test against the service, and see it pass."""
    owner.press(f'main a[href="{service.page}/self-test"] >> nth=0')
    owner.reads("Start the self-test")
    press_form(owner, f"{service.page}/self-test")
    reload_until(
        owner, owner.page.locator(f"#result:text-is('{owner.say('Passed')}')"), SELF_TEST_MS
    )
    assert not owner.page.locator(".checks .open").count()
    owner.reads("A forged signature is refused")
    owner.look("console: self-test")


def read_the_refusal(owner: Visitor, service: NewService) -> None:
    """See the rule, the parameter and the mend of what was refused in the meantime."""
    owner.go(f"{owner.town.places.provider}{service.page}/refusals")
    reload_until(owner, owner.page.locator("main .entries li"), REFUSAL_MS)
    facts = owner.page.locator("main .entries dd").all_inner_texts()
    assert len(facts) == 3
    assert facts[0] == "redirect_uri"
    assert "section" in facts[1]
    assert facts[2].endswith(".")
    owner.look("console: refusals")


def hand_over(first: Visitor, second: Visitor, service: NewService) -> None:
    """Invite somebody, who joins in another browser; then leave."""
    first.go(f"{first.town.places.provider}{service.page}/owners")
    first.page.fill("#label", "كريمة")
    press_form(first, f"{service.page}/owners/invite")
    link = first.page.locator(".note .link").inner_text()
    first.look("console: owners")
    sign_in(second, link.removeprefix(first.town.places.provider), "very-long-name")
    second.look("console: invitation")
    second.press("main form button[type=submit]")
    assert second.path == service.page
    first.go(f"{first.town.places.provider}{service.page}/owners")
    mine = first.page.locator(".entries li").filter(has_text=first.say("you"))
    with first.page.expect_navigation():
        mine.locator("button").click()
    assert first.path == "/console"
    first.reads("You have no service yet.")


def approve(operator: Visitor, service: NewService, persona: str) -> None:
    """Find the service in the queue, read it, and approve it."""
    sign_in(operator, "/console/approvals", persona)
    operator.press(f'main a[href="/console/approvals/{service.client_id}"]')
    operator.reads("Purposes and articles of law")
    assert "loi" in operator.text().lower()
    if persona == OPERATORS[1]:
        operator.look("console: approval")
    operator.press('button[name="decision"][value="approve"]')


def read_the_log(owner: Visitor, service: NewService) -> None:
    """See who did what."""
    owner.press(f'main a[href="{service.page}/log"]')
    owner.look("console: log")
    assert owner.page.locator("main .lines li").count() >= 8


def meet_a_citizen(citizen: Visitor, service: NewService) -> None:
    """The service identifies somebody."""
    citizen.other_origins.append(service.origin)
    citizen.go(f"{service.origin}{SERVICE_PAGE}")
    citizen.press(IDENTIFY)
    citizen.press('a[href^="/sandbox"]')
    citizen.press('button[name="citizen"][value="adult"]')
    citizen.press(AGREE)
    assert re.search(BEGUN, citizen.path)
    citizen.go(f"{service.origin}/result")
    assert "SPECIMEN-BENALI" in citizen.text()
