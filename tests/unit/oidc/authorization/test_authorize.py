"""The walk through the steps of the authorize endpoint, and the way back to the service."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from provider_parts import ISSUER, Parts, authorization, consent, session
from thiqa.base import digest
from thiqa.oidc.authorization.answers import Answer
from thiqa.oidc.authorization.authorize import (
    OPENING,
    STEPS,
    LoginNeeded,
    answer_with_code,
    authorize,
    find_session,
    follow_login_hint,
    identify_client,
    load_authorization,
    match_hinted_citizen,
    open_pushed_request,
    read_request_uri,
    recall_consent,
    refuse_while_contested,
    require_login,
    resume,
)
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import State
from thiqa.oidc.requests.pushed_request import REQUEST_URI_PREFIX
from unit.oidc.authorization.visits import run, state_of, visit


def test_the_tables_hold_every_step_once() -> None:
    assert (identify_client, open_pushed_request) == OPENING
    assert (
        load_authorization,
        find_session,
        require_login,
        match_hinted_citizen,
        follow_login_hint,
        refuse_while_contested,
        recall_consent,
        answer_with_code,
    ) == STEPS


def remembered(**changes: Any) -> Parts:
    parts = Parts()
    parts.keep_consent(consent(**changes))
    return parts


def walked(parts: Parts, **changes: Any) -> Any:
    fresh = {"client": None, "authorization": None, "session": None, **changes}
    return run(authorize(visit(parts, **fresh)))


def test_a_new_visit_walks_through_all_steps() -> None:
    parts = remembered()
    parts.keep(authorization(State.PUSHED))
    kept = parts.keep_session(session())
    outcome = walked(parts, session_id=kept.id)
    assert isinstance(outcome, Answer)
    assert "code=" in outcome.location


def test_the_first_step_with_an_outcome_is_the_last() -> None:
    parts = remembered()
    parts.keep(authorization(State.PUSHED))
    outcome = walked(parts)
    assert isinstance(outcome, LoginNeeded)
    assert state_of(visit(parts)) is State.OPENED
    kept = parts.keep_session(session())
    fresh = visit(parts, session_id=kept.id, client=None, client_id=None)
    assert isinstance(run(resume(fresh)), Answer)


def test_an_error_goes_back_to_the_service_and_the_request_is_over() -> None:
    parts = Parts()
    parts.keep(authorization(State.PUSHED, prompt=("none",), state="s"))
    outcome = walked(parts)
    query = parse_qs(urlsplit(outcome.location).query)
    assert query == {
        "error": ["login_required"],
        "error_description": ["the citizen has to sign in"],
        "state": ["s"],
        "iss": [ISSUER],
    }
    assert parts.records.oidc.authorizations == {}


def test_an_error_before_the_request_is_known_goes_nowhere() -> None:
    with pytest.raises(BrowserError):
        walked(Parts())


def test_a_request_uri_is_read_as_the_digest_that_is_kept() -> None:
    assert read_request_uri(f"{REQUEST_URI_PREFIX}secret") == digest("secret")


@pytest.mark.parametrize(
    "text", ["", "secret", "https://evil.example/request", f" {REQUEST_URI_PREFIX}x"]
)
def test_a_request_uri_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(BrowserError, match=BrowserError.BAD_REQUEST):
        read_request_uri(text)
