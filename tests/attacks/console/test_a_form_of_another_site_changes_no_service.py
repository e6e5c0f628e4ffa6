"""A form that our own page did not send, in this browser, for this address, changes nothing."""

import pytest

from console_owners import form_of, new_owner
from world import World, on_one_database

pytestmark = on_one_database

FOREIGN = (
    {},
    {"origin": "https://attacker.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
)
FORMS = {
    "edit": "edit",
    "owners": "owners/invite",
    "self-test": "self-test",
    "purposes/criminal-record": "purposes/criminal-record",
}


@pytest.mark.parametrize("page", FORMS)
def test_from_another_site(shared_world: World, page: str) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    base = f"/console/services/{client_id}"
    action = f"{base}/{FORMS[page]}"
    fields = form_of(owner.get(f"{base}/{page}").text, action)
    before = owner.text(f"{base}/log")
    for headers in FOREIGN:
        response = owner.citizen.browser.post(action, data=fields, headers=headers)
        assert response.status_code == 403, headers
    assert owner.text(f"{base}/log") == before


def test_the_token_of_another_form_or_browser(shared_world: World) -> None:
    owner, other = new_owner(shared_world), new_owner(shared_world)
    client_id = owner.in_sandbox()
    base = f"/console/services/{client_id}"
    fields = form_of(owner.get(f"{base}/edit").text, f"{base}/edit")
    elsewhere = form_of(owner.get(f"{base}/owners").text, f"{base}/owners/invite")
    new = "/console/services/new"
    foreign = form_of(other.get(new).text, new)
    for token in (elsewhere["form_token"], foreign["form_token"], "", "A" * 64):
        response = owner.citizen.post(f"{base}/edit", {**fields, "form_token": token})
        assert response.status_code == 403


def test_a_link_changes_nothing(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    base = f"/console/services/{client_id}"
    for form in ("sandbox", "submit", "recall", "discard", "owners/invite", "owners/remove"):
        assert owner.get(f"{base}/{form}").status_code == 405
    path = owner.invitation(client_id)
    stranger = new_owner(shared_world)
    stranger.get(path)
    assert client_id not in stranger.text("/console")
