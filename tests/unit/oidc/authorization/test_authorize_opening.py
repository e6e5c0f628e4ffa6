"""The steps of the authorize endpoint that open a pushed request for one browser."""

from dataclasses import replace
from typing import Any

import pytest

from provider_parts import BROWSER, CLIENT, NOW, POLICY, Parts, authorization, client
from services import PURPOSE, REDIRECT_URI, purpose
from thiqa.base import digest
from thiqa.oidc.authorization.authorize import (
    identify_client,
    load_authorization,
    open_pushed_request,
)
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import State
from unit.oidc.authorization.visits import lost, run, state_of, visit

OTHER_BROWSER = digest("another browser")


def test_a_registered_client_is_identified() -> None:
    found = visit(Parts(), client=None)
    assert run(identify_client(found)) is None
    assert found.client is CLIENT


@pytest.mark.parametrize("client_id", [None, "", "nobody", "TRIAL"])
def test_an_unknown_client_gets_no_redirect(client_id: str | None) -> None:
    found = visit(Parts(), client=None, client_id=client_id)
    assert lost(identify_client(found)) == BrowserError.UNKNOWN_CLIENT


def test_a_retired_client_gets_no_redirect() -> None:
    parts = Parts()
    parts.records.oidc.clients[CLIENT.id] = replace(CLIENT, retired_at=NOW)
    assert lost(identify_client(visit(parts))) == BrowserError.UNKNOWN_CLIENT


def test_a_pushed_request_is_opened_for_this_browser_and_for_a_while() -> None:
    parts = Parts()
    parts.keep(authorization(State.PUSHED))
    assert run(open_pushed_request(visit(parts))) is None
    [opened] = parts.records.oidc.authorizations.values()
    assert (opened.state, opened.browser) == (State.OPENED, BROWSER)
    assert opened.expires_at == NOW + POLICY.lifetimes.interaction


@pytest.mark.parametrize("state", [each for each in State if each is not State.PUSHED])
def test_a_request_opens_once(state: State) -> None:
    parts = Parts()
    parts.keep(replace(authorization(state), browser=OTHER_BROWSER))
    assert lost(open_pushed_request(visit(parts))) == BrowserError.REQUEST_USED
    assert state_of(visit(parts)) is state


def test_the_browser_that_opened_it_may_come_again() -> None:
    parts = Parts()
    parts.keep(replace(authorization(State.OPENED), browser=BROWSER))
    assert run(open_pushed_request(visit(parts))) is None


def test_an_expired_request_does_not_open() -> None:
    parts = Parts()
    parts.keep(authorization(State.PUSHED, expires_at=NOW))
    assert lost(open_pushed_request(visit(parts))) == BrowserError.REQUEST_GONE


def test_a_request_of_another_client_does_not_open_and_is_not_used_up() -> None:
    parts = Parts()
    parts.keep(authorization(State.PUSHED))
    found = visit(parts, client_id="other")
    assert lost(open_pushed_request(found)) == BrowserError.REQUEST_GONE
    assert state_of(found) is State.PUSHED


def test_a_request_that_nobody_pushed_does_not_open() -> None:
    assert lost(open_pushed_request(visit(Parts()))) == BrowserError.REQUEST_GONE


def test_an_opened_request_is_loaded_with_its_client() -> None:
    parts = Parts()
    kept = parts.keep(authorization())
    found = visit(parts, client=None, client_id=None)
    assert run(load_authorization(found)) is None
    assert (found.authorization, found.client) == (kept, CLIENT)


def test_a_request_that_is_not_open_yet_is_gone() -> None:
    parts = Parts()
    parts.keep(authorization(State.PUSHED))
    assert lost(load_authorization(visit(parts))) == BrowserError.REQUEST_GONE


@pytest.mark.parametrize("state", [State.GRANTED, State.REDEEMED, State.REVOKED])
def test_a_request_that_was_answered_is_used_as_its_own_browser_reads(state: State) -> None:
    parts = Parts()
    parts.keep(authorization(state))
    assert lost(load_authorization(visit(parts))) == BrowserError.REQUEST_USED
    stranger = visit(parts, browser=digest("another browser"))
    assert lost(load_authorization(stranger)) == BrowserError.REQUEST_GONE


def test_a_request_that_is_not_there_is_gone() -> None:
    assert lost(load_authorization(visit(Parts()))) == BrowserError.REQUEST_GONE


def test_a_request_that_was_open_for_too_long_is_gone() -> None:
    parts = Parts()
    parts.keep(authorization(expires_at=NOW))
    assert lost(load_authorization(visit(parts))) == BrowserError.REQUEST_GONE


def test_a_request_stays_in_the_browser_that_opened_it() -> None:
    parts = Parts()
    parts.keep(authorization())
    found = visit(parts, browser=OTHER_BROWSER)
    assert lost(load_authorization(found)) == BrowserError.OTHER_BROWSER


def test_a_request_of_a_client_that_was_retired_meanwhile_is_refused() -> None:
    parts = Parts()
    parts.keep(authorization())
    parts.records.oidc.clients[CLIENT.id] = replace(CLIENT, retired_at=NOW)
    assert lost(load_authorization(visit(parts))) == BrowserError.UNKNOWN_CLIENT
    parts.records.oidc.clients.clear()
    assert lost(load_authorization(visit(parts))) == BrowserError.UNKNOWN_CLIENT


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": ["https://moved.example/"]},
        {"purposes": [purpose("age", {"age_over_18": True})], "default_purpose": "age"},
        {"purposes": [purpose(PURPOSE, {"given_name": True, "birthdate": True})]},
    ],
    ids=["the redirect URI", "the purpose", "a claim"],
)
def test_a_request_ends_when_its_registration_loses_what_it_rests_on(
    changes: dict[str, Any],
) -> None:
    parts = Parts()
    parts.keep(authorization())
    parts.records.oidc.clients[CLIENT.id] = client(**changes)
    assert lost(load_authorization(visit(parts))) == BrowserError.REQUEST_GONE


def test_a_request_goes_on_when_its_registration_gains() -> None:
    parts = Parts()
    parts.keep(authorization())
    parts.records.oidc.clients[CLIENT.id] = client(
        redirect_uris=[REDIRECT_URI, "https://b.example/"]
    )
    assert run(load_authorization(visit(parts))) is None
