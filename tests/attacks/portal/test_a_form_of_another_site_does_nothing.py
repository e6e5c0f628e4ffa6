"""A form that our own page did not send, in this browser, for this action, changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from citizens import Citizen
from services import Service
from world import World

FOREIGN_ORIGINS = {
    "no word of where it comes from": {},
    "another origin": {"origin": "https://attacker.example"},
    "an opaque origin": {"origin": "null"},
    "an origin that begins like ours": {"origin": "http://localhost.attacker.example"},
    "another site": {"sec-fetch-site": "cross-site"},
    "another host of our site": {"sec-fetch-site": "same-site"},
    "another origin, said to be ours": {
        "sec-fetch-site": "same-origin",
        "origin": "https://attacker.example",
    },
    "a bookmark": {"sec-fetch-site": "none"},
    "two origins": {"origin": "http://localhost, https://attacker.example"},
}


@dataclass
class Form:
    """A form that a citizen has before them, and how to see that it was not taken."""

    citizen: Citizen
    path: str
    fields: dict[str, str]
    untouched: Callable[[], bool]


def consent_form(service: Service, citizen: Citizen) -> Form:
    location = citizen.sign_in(service.pushed())
    fields = {**citizen.fields(location), "decision": "agree"}
    return Form(
        citizen, "/consent", fields, lambda: citizen.browser.get(location).status_code == 200
    )


def login_form(service: Service, citizen: Citizen) -> Form:
    fields = citizen.login_fields(citizen.open(service.pushed()))
    return Form(citizen, "/login/card", fields, lambda: citizen.session is None)


def withdraw_form(service: Service, citizen: Citizen) -> Form:
    citizen.walk(service.pushed(), remember="on")
    page = citizen.browser.get("/consents").text
    fields = citizen.fields("/consents")
    return Form(
        citizen,
        "/consents/withdraw",
        fields,
        lambda: citizen.browser.get("/consents").text.count("<form") == page.count("<form"),
    )


def sign_out_form(service: Service, citizen: Citizen) -> Form:
    citizen.login()
    fields = citizen.fields("/sign-out")
    return Form(
        citizen, "/sign-out", fields, lambda: citizen.browser.get("/history").status_code == 200
    )


def end_sessions_form(service: Service, citizen: Citizen) -> Form:
    citizen.login()
    fields = {**citizen.fields("/sessions"), "which": "all"}
    return Form(
        citizen,
        "/sessions/end",
        fields,
        lambda: citizen.browser.get("/history").status_code == 200,
    )


FORMS = {
    form.__name__: form
    for form in (consent_form, login_form, withdraw_form, sign_out_form, end_sessions_form)
}
PATHS = {
    "/consent": "consent_form",
    "/login/card": "login_form",
    "/consents/withdraw": "withdraw_form",
    "/sign-out": "sign_out_form",
    "/sessions/end": "end_sessions_form",
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, service: Service, citizen: Citizen) -> Form:
    """Each form that changes something."""
    return FORMS[request.param](service, citizen)


def assert_refused(form: Form, fields: dict[str, str], headers: dict[str, str]) -> None:
    response = form.citizen.browser.post(form.path, data=fields, headers=headers)
    assert response.status_code == 403
    assert form.untouched()


def test_from_another_site(form: Form) -> None:
    for headers in FOREIGN_ORIGINS.values():
        assert_refused(form, form.fields, headers)


def test_without_the_forms_token_or_with_another(
    shared_world: World, service: Service, form: Form
) -> None:
    own = {"origin": service.issuer}
    of_another_form = form.citizen.fields("/login")["form_token"]
    if form.path == "/login/card":
        form.citizen.login()
        of_another_form = form.citizen.fields("/sign-out")["form_token"]
        form.citizen.browser.cookies.delete("session")
    stranger = shared_world.citizen("no-first-name")
    of_another_browser = FORMS[PATHS[form.path]](service, stranger).fields["form_token"]
    for token in (of_another_form, of_another_browser, "", "A" * 64, "A" * 65, "é", "="):
        assert_refused(form, {**form.fields, "form_token": token}, own)
    without = {name: value for name, value in form.fields.items() if name != "form_token"}
    assert_refused(form, {**without, "other": "x"}, own)


def test_the_same_form_from_our_own_page_is_taken(service: Service, form: Form) -> None:
    assert form.citizen.post(form.path, form.fields).status_code in {200, 303}
    assert not form.untouched()


@pytest.mark.parametrize("path", PATHS)
def test_a_link_is_no_form(citizen: Citizen, path: str) -> None:
    citizen.login()
    response = citizen.browser.get(path, params={"decision": "agree"})
    assert response.status_code in {200, 400, 405}
    assert citizen.browser.get("/history").status_code == 200


def test_one_citizen_cannot_withdraw_the_consent_of_another(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    mine = withdraw_form(service, citizen)
    attacker = shared_world.citizen("no-first-name")
    theirs = withdraw_form(service, attacker)
    attacker.post("/consents/withdraw", {**theirs.fields, "consent": mine.fields["consent"]})
    assert mine.untouched()
