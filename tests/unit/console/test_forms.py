"""Forms and registrations: one becomes the other and back, and mistakes find their fields."""

from typing import Any

import pytest

from console_owners import service_fields
from services import Service
from thiqa.console.forms import (
    WHOLE,
    purpose_values,
    read_purpose_form,
    read_service_form,
    service_values,
)
from thiqa.console.registration import document_of
from thiqa.oidc.clients.registration import read_registration


def document(**changes: Any) -> dict[str, Any]:
    """Return a registration in its one spelling."""
    service = Service("https://id.example")
    return document_of(read_registration(service.registration(**changes)))


FULL = {
    "jwks": None,
    "jwks_uri": "https://service.example/jwks",
    "redirect_uris": ["https://service.example/a", "https://service.example/b"],
    "backchannel_logout_uri": "https://service.example/out",
    "backchannel_logout_session_required": True,
    "require_signed_request_object": True,
    "dpop_bound_access_tokens": True,
    "initiate_login_uri": "https://service.example/start",
}


@pytest.mark.parametrize("changes", [{}, FULL])
def test_a_form_that_nobody_changed_changes_nothing(changes: dict[str, Any]) -> None:
    before = document(**changes)
    filled = read_service_form(service_values(before), before, is_new=False)
    assert filled.mistakes == {}
    assert document_of(read_registration(filled.document)) == before
    for purpose in before["purposes"]:
        again = read_purpose_form(purpose_values(purpose), before, purpose["id"])
        assert again.mistakes == {}
        kept = next(each for each in again.document["purposes"] if each["id"] == purpose["id"])
        assert {claim["name"] for claim in kept["claims"]} == {
            claim["name"] for claim in purpose["claims"]
        }


def test_what_the_form_does_not_show_stays() -> None:
    before = document(**FULL)
    values = {**service_values(before), "name.en": "Renamed"}
    filled = read_service_form(values, before, is_new=False)
    assert filled.document["require_signed_request_object"] is True
    assert filled.document["backchannel_logout_session_required"] is True


def test_what_is_emptied_goes() -> None:
    before = document(**FULL)
    values = {**service_values(before), "backchannel_logout_uri": "", "constraint": "none"}
    kept = document_of(read_registration(read_service_form(values, before, is_new=False).document))
    assert "backchannel_logout_uri" not in kept
    assert "dpop_bound_access_tokens" not in kept


MISTAKES = {
    "client_id": ({"client_id": "Not Good"}, "client_id"),
    "an empty name": ({"name.zgh": " "}, "name.zgh"),
    "a name in another script": ({"name.fr": "Мairie"}, "name.fr"),
    "no address": ({"redirect_uris": "\n\n"}, "redirect_uris"),
    "an address without a scheme": ({"redirect_uris": "service.example"}, "redirect_uris"),
    "http": ({"redirect_uris": "http://service.example/"}, "redirect_uris"),
    "no keys": ({"jwks_uri": ""}, "jwks_uri"),
    "keys that are no JSON": ({"jwks": "{", "jwks_uri": ""}, "jwks"),
    "an unknown sector": ({"sector": "UPPER"}, "sector"),
    "an unknown method": ({"token_endpoint_auth_method": "none"}, "token_endpoint_auth_method"),
    "an article that is empty": ({"law.ar": ""}, "law.ar"),
    "a purpose without a name": ({"purpose.en": ""}, "purpose.en"),
    "no number of days": ({"retention_days": "some"}, "retention_days"),
    "a negative number of days": ({"retention_days": "-1"}, "retention_days"),
    "an Arabic digit": ({"retention_days": "٣"}, "retention_days"),
    "keys in two places": ({"jwks": '{"keys": []}'}, "jwks_uri"),
}


def test_a_service_may_ask_for_nothing_but_who_comes_back() -> None:
    fields = {
        name: value
        for name, value in service_fields("good-name").items()
        if not name.startswith("claim.")
    }
    filled = read_service_form(fields, {}, is_new=True)
    assert filled.mistakes == {}
    assert filled.document["purposes"][0]["claims"] == []


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_beside_its_field(name: str) -> None:
    changes, wanted = MISTAKES[name]
    fields = {**service_fields("good-name"), **changes}
    filled = read_service_form(
        {key: value for key, value in fields.items() if value is not None}, {}, is_new=True
    )
    assert set(filled.mistakes) == {wanted}


def test_mistakes_of_form_are_all_told_at_once() -> None:
    fields = service_fields("good-name", **{"name.fr": "", "law.ar": "", "redirect_uris": "x"})
    filled = read_service_form(fields, {}, is_new=True)
    assert set(filled.mistakes) == {"name.fr", "law.ar", "redirect_uris"}
    assert WHOLE not in filled.mistakes


def test_a_second_purpose_has_its_own_place() -> None:
    before = document()
    values = {**purpose_values(before["purposes"][1]), "purpose_id": "other", "law.fr": ""}
    filled = read_purpose_form(values, before, None)
    assert set(filled.mistakes) == {"law.fr"}
    same = {**purpose_values(before["purposes"][0])}
    assert set(read_purpose_form(same, before, None).mistakes) == {"purpose_id"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"jwks_uri": "", "jwks": "{"}, "this is no JSON"),
        ({"retention_days": "-1"}, "-1 is less than the minimum"),
    ],
)
def test_a_reason_speaks_of_what_was_typed(changes: dict[str, str], told: str) -> None:
    filled = read_service_form({**service_fields("good-name"), **changes}, {}, is_new=True)
    [reason] = filled.mistakes.values()
    assert told in reason
