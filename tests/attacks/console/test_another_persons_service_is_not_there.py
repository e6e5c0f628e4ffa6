"""Whoever is no owner of a service sees nothing of it and changes nothing, and cannot even ask."""

import pytest

from console_operators import new_operator, pass_self_test, token_for
from console_owners import new_owner, service_fields
from thiqa.oidc.models import Stage
from world import World

PAGES = (
    "",
    "/edit",
    "/upload",
    "/registration.json",
    "/purposes/new",
    "/purposes/criminal-record",
    "/owners",
    "/log",
    "/refusals",
    "/keys",
    "/self-test",
)
FORMS = (
    "/edit",
    "/upload",
    "/sandbox",
    "/discard",
    "/submit",
    "/recall",
    "/purposes/new",
    "/purposes/criminal-record",
    "/purposes/criminal-record/remove",
    "/owners/invite",
    "/owners/remove",
    "/keys",
    "/self-test",
)


def test_no_page_is_shown(shared_world: World) -> None:
    owner, stranger = new_owner(shared_world), new_owner(shared_world)
    client_id = owner.in_sandbox()
    for page in PAGES:
        theirs = stranger.get(f"/console/services/{client_id}{page}")
        nobodys = stranger.get(f"/console/services/no-such-service{page}")
        assert theirs.status_code == nobodys.status_code == 404, page
        assert "Trial" not in theirs.text


@pytest.mark.parametrize("form", FORMS)
def test_no_form_does_anything(shared_world: World, form: str) -> None:
    owner, stranger = new_owner(shared_world), new_owner(shared_world)
    client_id = owner.begin()
    stranger.begin()
    page, before = f"/console/services/{client_id}", owner.text(f"/console/services/{client_id}")
    # A token of the stranger's own, for this very address: only the ownership is missing.
    fields = {"form_token": token_for(stranger, f"{page}{form}")}
    response = stranger.citizen.post(f"{page}{form}", {**fields, "seen": "x", "owner": "x"})
    assert response.status_code == 404, response.text
    assert owner.text(page) == before


def test_an_operator_is_no_owner(shared_world: World) -> None:
    owner = new_owner(shared_world)
    operator = new_operator(shared_world, "birth-year-only")
    client_id = owner.in_sandbox()
    assert operator.get(f"/console/services/{client_id}/edit").status_code == 404
    assert operator.get(f"/console/approvals/{client_id}").status_code == 404


def test_whoever_is_no_operator_sees_no_queue(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    pass_self_test(shared_world, client_id)
    for path in ("/console/approvals", f"/console/approvals/{client_id}"):
        assert owner.get(path).status_code == 403
    assert "/console/approvals" not in owner.get("/console").text


def test_a_name_that_is_taken_cannot_be_taken_again(shared_world: World) -> None:
    owner, stranger = new_owner(shared_world), new_owner(shared_world)
    draft = owner.begin()
    for taken in (draft, shared_world.service.client_id):
        new = "/console/services/new"
        response = stranger.press(new, new, **service_fields(taken))
        assert response.status_code == 422
        assert "taken" in response.text
    live = shared_world.run(lambda records: records.oidc.get_client(shared_world.service.client_id))
    assert live.stage is Stage.PRODUCTION


def test_a_signed_out_browser_is_asked_to_sign_in(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    nobody = shared_world.citizen()
    for page in PAGES:
        response = nobody.browser.get(f"/console/services/{client_id}{page}")
        assert response.status_code == 303
        assert response.headers["location"].startswith("/login?next=")
