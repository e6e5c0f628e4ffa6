"""From a card to a service in the sandbox, with nothing but forms."""

import json

from console_owners import form_of, new_owner, plain, registered, service_fields
from thiqa.oidc.models import Stage
from world import World


def test_somebody_without_a_session_signs_in_and_comes_back(shared_world: World) -> None:
    citizen = shared_world.citizen()
    location = citizen.browser.get("/console/services/new").headers["location"]
    assert location == "/login?next=%2Fconsole%2Fservices%2Fnew"
    assert citizen.login(location) == "/console/services/new"


def test_a_service_begins_as_a_draft_that_nobody_else_knows(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.begin()
    assert client_id in owner.text("/console")
    assert "Draft" in owner.text(f"/console/services/{client_id}")
    assert registered(shared_world, client_id) is None


def test_a_draft_enters_the_sandbox_by_its_owners_hand(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    client = registered(shared_world, client_id)
    assert client.stage is Stage.SANDBOX
    assert client.dpop_bound_access_tokens
    assert client.initiate_login_uri == "http://127.0.0.1:9/start"


def test_a_form_with_mistakes_comes_back_whole_with_each_beside_its_field(
    shared_world: World,
) -> None:
    owner = new_owner(shared_world)
    fields = service_fields(
        "wrong-service",
        **{"name.fr": "Мairie", "redirect_uris": "ftp://x.example", "retention_days": "many"},
    )
    response = owner.press("/console/services/new", "/console/services/new", **fields)
    assert response.status_code == 422
    again = form_of(response.text, "/console/services/new")
    assert {name: again[name] for name in fields} == fields
    for name in ("redirect_uris", "retention_days"):
        assert f'id="{name}-mistake"' in response.text
    assert "https address without blanks" in plain(response.text)


def test_the_message_is_in_the_readers_language(shared_world: World) -> None:
    owner = new_owner(shared_world)
    fields = service_fields("wrong-service", redirect_uris="ftp://x.example")
    owner.get("/console?lang=ar")
    response = owner.press("/console/services/new", "/console/services/new", **fields)
    assert "عنوان https بلا فراغات" in plain(response.text)


def test_a_change_in_the_sandbox_is_live_at_once(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    page = f"/console/services/{client_id}/edit"
    assert owner.press(page, page, **{"name.en": "Renamed service"}).status_code == 303
    assert registered(shared_world, client_id).name["en"] == "Renamed service"


def test_purposes_are_added_changed_and_removed(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    base = f"/console/services/{client_id}"
    new, changed = f"{base}/purposes/new", f"{base}/purposes/age"
    typed = {**service_fields(""), "purpose_id": "age", "claim.age_over_18": "essential"}
    wanted = {
        name: value
        for name, value in typed.items()
        if name.startswith(("purpose", "law.", "retention")) or name == "claim.age_over_18"
    }
    assert owner.press(new, new, **wanted).status_code == 303
    assert set(registered(shared_world, client_id).purposes) == {"criminal-record", "age"}
    assert owner.press(changed, changed, retention_days="0").status_code == 303
    assert registered(shared_world, client_id).purposes["age"].retention_days == 0
    assert owner.press(base, f"{changed}/remove").status_code == 303
    assert set(registered(shared_world, client_id).purposes) == {"criminal-record"}


def test_the_registration_goes_out_as_a_file_and_comes_back(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    base = f"/console/services/{client_id}"
    document = json.loads(owner.get(f"{base}/registration.json").text)
    document["require_signed_request_object"] = True
    changed = json.dumps(document)
    assert owner.press(f"{base}/upload", f"{base}/upload", registration=changed).status_code == 303
    assert registered(shared_world, client_id).require_signed_request_object
    broken = owner.press(f"{base}/upload", f"{base}/upload", registration='{"client_id": 1}')
    assert broken.status_code == 422
    assert "$.client_id" in plain(broken.text)


def test_the_stage_is_not_for_a_file_to_decide(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    base = f"/console/services/{client_id}"
    document = json.loads(owner.get(f"{base}/registration.json").text)
    text = json.dumps({**document, "stage": "production", "sector": "health"})
    assert owner.press(f"{base}/upload", f"{base}/upload", registration=text).status_code == 303
    assert registered(shared_world, client_id).stage is Stage.SANDBOX


def test_owners_read_who_did_what(shared_world: World) -> None:
    owner = new_owner(shared_world)
    client_id = owner.in_sandbox()
    text = owner.text(f"/console/services/{client_id}/log")
    assert "began the service" in text
    assert "brought it into the sandbox" in text
