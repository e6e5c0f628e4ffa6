"""What is written down is read again as it was."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from provider_parts import grant as a_grant
from provider_parts import request as a_request
from thiqa.oidc.documents import read_grant, read_request, write_grant, write_request
from thiqa.oidc.models import AuthorizationRequest, Grant, RequestedClaims

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
LISTS = st.lists(TEXTS, max_size=4).map(tuple)
OPTIONAL = st.none() | TEXTS
NUMBERS = st.integers(0, 2**40)

REQUESTS = st.builds(
    AuthorizationRequest,
    client_id=TEXTS,
    redirect_uri=TEXTS,
    scope=LISTS,
    code_challenge=OPTIONAL,
    purpose=TEXTS,
    claims=st.builds(RequestedClaims, LISTS, LISTS),
    essential=LISTS,
    state=OPTIONAL,
    nonce=OPTIONAL,
    prompt=LISTS,
    max_age=st.none() | NUMBERS,
    acr_values=LISTS,
    login_hint=OPTIONAL,
    hinted_subject=OPTIONAL,
    ui_locales=LISTS,
)
GRANTS = st.builds(
    Grant,
    person_id=TEXTS,
    subject=TEXTS,
    claims=LISTS,
    acr=TEXTS,
    amr=LISTS,
    auth_time=NUMBERS,
    session_id=TEXTS,
    entry_id=TEXTS,
)


def members(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


@given(REQUESTS)
def test_a_request_is_read_as_it_was_written(request: AuthorizationRequest) -> None:
    assert read_request(write_request(request)) == request


@given(GRANTS)
def test_a_grant_is_read_as_it_was_written(grant: Grant) -> None:
    assert read_grant(write_grant(grant)) == grant


def test_max_age_0_is_not_lost() -> None:
    assert read_request(write_request(a_request(max_age=0))).max_age == 0


def test_what_is_absent_takes_no_room() -> None:
    assert set(members(write_request(a_request()))) == {
        *("client_id", "redirect_uri", "scope", "code_challenge", "purpose"),
        *("userinfo", "id_token", "essential"),
    }


@given(st.builds(a_request, state=st.text(st.characters(codec="utf-8"), max_size=20)))
def test_no_document_holds_a_nul_which_no_database_would_take(
    request: AuthorizationRequest,
) -> None:
    assert "\x00" not in write_request(request)


def test_a_grant_holds_no_value_of_a_claim() -> None:
    assert set(members(write_grant(a_grant()))) == {
        *("person_id", "subject", "claims", "acr", "amr", "auth_time", "session_id", "entry_id")
    }
