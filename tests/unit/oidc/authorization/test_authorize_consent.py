"""The steps of the authorize endpoint that ask the citizen, or answer."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from provider_parts import CLIENT, NOW, Parts, authorization, consent, session
from thiqa.ledger.events import Release
from thiqa.oidc.authorization.authorize import (
    ConsentNeeded,
    Visit,
    answer_with_code,
    recall_consent,
)
from thiqa.oidc.errors import ConsentRequiredError
from thiqa.oidc.models import State
from thiqa.oidc.tokens.tokens import read_code
from unit.oidc.authorization.visits import run, state_of, visit


def remembered(**changes: Any) -> Parts:
    parts = Parts()
    parts.keep_consent(consent(**changes))
    return parts


def asked(parts: Parts, **request: Any) -> Visit:
    signed_in = parts.keep_session(session())
    return visit(parts, opened=parts.keep(authorization(**request)), signed_in=signed_in)


def test_a_remembered_consent_that_covers_it_all_is_recalled() -> None:
    found = asked(remembered())
    assert run(recall_consent(found)) is None
    assert found.consent == consent()


def test_without_a_consent_the_citizen_is_asked_for_this_purpose() -> None:
    found = asked(Parts())
    assert run(recall_consent(found)) == ConsentNeeded(
        found.authorization, CLIENT, CLIENT.purposes["criminal-record"], found.session
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"asked": ("given_name", "birthdate")},
        {"asked": ()},
        {"purpose": "age"},
        {"client_id": "other"},
        {"person_id": "p-2"},
        {"expires_at": NOW},
        {"basis": "of an older registration"},
    ],
    ids=str,
)
def test_another_consent_does_not_cover(changes: dict[str, Any]) -> None:
    assert isinstance(run(recall_consent(asked(remembered(**changes)))), ConsentNeeded)


@pytest.mark.parametrize(
    "request_", [{"prompt": ("consent",)}, {"scope": ("openid", "offline_access")}], ids=str
)
def test_some_requests_are_asked_for_each_time(request_: dict[str, Any]) -> None:
    assert isinstance(run(recall_consent(asked(remembered(), **request_))), ConsentNeeded)


def test_prompt_none_is_answered_instead_of_a_consent_page() -> None:
    with pytest.raises(ConsentRequiredError):
        run(recall_consent(asked(Parts(), prompt=("none",))))


def test_the_answer_has_a_code_and_the_record_an_entry() -> None:
    found = asked(remembered(), state="s")
    found.consent = consent()
    outcome = run(answer_with_code(found))
    members = {
        name: values[0] for name, values in parse_qs(urlsplit(outcome.location).query).items()
    }
    assert set(members) == {"code", "state", "iss"}
    identifier, secret = read_code(members["code"])
    kept = run(found.records.oidc.get(identifier))
    assert (kept.state, kept.code) == (State.GRANTED, secret)
    [event] = found.records.ledger.events
    assert isinstance(event, Release)
    assert event.claims == kept.grant.claims == ("given_name", "birthdate")
    assert event.consent_text_hash == consent().text_hash


def test_what_was_left_out_of_a_remembered_consent_stays_out() -> None:
    found = asked(remembered())
    found.consent = consent(claims=("birthdate",))
    run(answer_with_code(found))
    assert run(found.records.oidc.get(found.authorization_id)).grant.claims == ("birthdate",)


def test_without_a_consent_there_is_no_code() -> None:
    found = asked(Parts())
    with pytest.raises(ConsentRequiredError):
        run(answer_with_code(found))
    assert state_of(found) is State.OPENED
    assert found.records.ledger.events == []
