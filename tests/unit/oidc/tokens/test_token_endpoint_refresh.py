"""A refresh token becomes tokens; the steps are those of `redeem_refresh_token`."""

import pytest

from provider_parts import (
    CLIENT,
    NOW,
    POLICY,
    grant,
)
from services import PURPOSE
from thiqa.base import digest
from thiqa.ledger.events import Refresh
from thiqa.oidc.errors import (
    InvalidScopeError,
)
from thiqa.oidc.models import RefreshToken, State
from unit.oidc.tokens.exchanges import (
    CODE,
    OFFLINE,
    redeemed,
    refreshed,
    refused,
    state_of,
    with_code,
    with_refresh_token,
)


def test_only_for_offline_access_there_is_a_refresh_token() -> None:
    assert "refresh_token" not in redeemed(with_code())
    parts = with_code(scope=OFFLINE)
    token = redeemed(parts)["refresh_token"]
    assert parts.records.oidc.refresh_tokens == {
        digest(token): RefreshToken(
            digest(token),
            digest("authorization"),
            CLIENT.id,
            NOW + POLICY.lifetimes.refresh_token,
        )
    }
    assert token not in repr(parts.records)


def test_a_refresh_token_becomes_tokens_and_another_refresh_token() -> None:
    parts = with_refresh_token()
    response = refreshed(parts)
    assert response["refresh_token"] != "refresh"
    assert refreshed(parts, token=response["refresh_token"])["access_token"]


@pytest.mark.parametrize("token", [" ", "x", CODE])
def test_refresh_1_is_ours(token: str) -> None:
    refused(with_refresh_token(), refreshed, token=token)


def test_refresh_1_is_this_clients_and_another_does_not_spoil_it() -> None:
    parts = with_refresh_token()
    refused(parts, refreshed, client_id="other")
    assert refreshed(parts)


def test_refresh_2_lives_until_its_end() -> None:
    assert "expired" in refused(with_refresh_token(expires_at=NOW), refreshed)


@pytest.mark.parametrize("state", [each for each in State if each is not State.REDEEMED])
def test_refresh_3_needs_a_family_that_lives(state: State) -> None:
    assert "revoked" in refused(with_refresh_token(state), refreshed)


def test_refresh_3_needs_a_family_that_is_there() -> None:
    parts = with_refresh_token()
    parts.records.oidc.authorizations.clear()
    assert "revoked" in refused(parts, refreshed)


def test_refresh_3_lasts_no_longer_than_the_citizen_was_told() -> None:
    parts = with_refresh_token(expires_at=NOW + 5000)
    parts.now = NOW + 1000
    assert "expired" in refused(parts, refreshed)


def test_refresh_4_a_wider_scope_is_refused_and_costs_nothing() -> None:
    parts = with_refresh_token()
    refused(parts, refreshed, InvalidScopeError, scope="openid profile")
    assert refreshed(parts, scope="openid")


def test_refresh_4_the_same_scope_may_be_named() -> None:
    assert refreshed(with_refresh_token(), scope=" ".join(OFFLINE))


@pytest.mark.parametrize("scope", [None, "openid profile"])
def test_refresh_5_a_second_use_revokes_the_family(scope: str | None) -> None:
    parts = with_refresh_token()
    second = refreshed(parts)["refresh_token"]
    assert "revoked" in refused(parts, refreshed, scope=scope)
    assert state_of(parts) is State.REVOKED
    refused(parts, refreshed, token=second)


def test_refresh_6_each_use_is_on_the_record() -> None:
    parts = with_refresh_token()
    refreshed(parts)
    refused(parts, refreshed)
    assert parts.records.ledger.events == [
        Refresh(
            at=NOW,
            client_id=CLIENT.id,
            sector=CLIENT.sector,
            subject=grant().subject,
            purpose=PURPOSE,
            claims=grant().claims,
        )
    ]
