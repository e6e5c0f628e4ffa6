"""A code becomes tokens; the steps are those of `redeem_code`."""

import hashlib

import pytest

from memory_store import MemoryStore
from provider_parts import (
    CLIENT,
    ISSUER,
    NOW,
    POLICY,
    Parts,
    grant,
    own_keys,
)
from services import PURPOSE, REDIRECT_URI
from thiqa.base import b64url_encode, digest
from thiqa.crypto import Algorithm, verify_jws
from thiqa.oidc.errors import (
    InvalidClientError,
    UnsupportedGrantTypeError,
)
from thiqa.oidc.models import RequestedClaims, State
from thiqa.oidc.tokens.tokens import verify_access_token
from unit.oidc.tokens.exchanges import (
    CHALLENGE,
    CODE,
    VERIFIER,
    granted,
    redeemed,
    refused,
    state_of,
    with_code,
)


def test_a_code_becomes_tokens() -> None:
    response = redeemed(with_code(state="s", nonce="n"))
    assert set(response) == {
        *("access_token", "token_type", "expires_in", "scope", "id_token"),
        *("authorization_details", "receipt_uri"),
    }
    assert response["token_type"] == "Bearer"
    assert response["expires_in"] == POLICY.lifetimes.access_token
    assert response["scope"] == "openid"
    assert response["authorization_details"] == [{"type": "thiqa_purpose", "purpose": PURPOSE}]
    assert response["receipt_uri"] == f"{ISSUER}/receipt"
    access = verify_access_token(response["access_token"], POLICY, own_keys(), NOW)
    assert access.authorization == digest("authorization")
    said = verify_jws(response["id_token"], own_keys()).claims
    assert (said["nonce"], said["aud"], said["sub"]) == ("n", CLIENT.id, grant().subject)


def test_the_id_token_has_the_claims_that_were_granted_for_it_and_no_other() -> None:
    everywhere = RequestedClaims(("given_name",), ("birthdate", "address", "given_name"))
    said = verify_jws(redeemed(with_code(claims=everywhere))["id_token"], own_keys()).claims
    assert (said["birthdate"], said["given_name"]) == ("1990-05-17", "Salma")
    assert "address" not in said


def test_the_id_token_is_signed_as_registered() -> None:
    response = redeemed(with_code(), algorithm=Algorithm.EDDSA)
    assert verify_jws(response["id_token"], own_keys()).header["alg"] == "EdDSA"
    assert verify_jws(response["access_token"], own_keys()).header["alg"] == "ES256"


@pytest.mark.parametrize("grant_type", [None, "", "password", "implicit", "Authorization_code"])
def test_no_other_grant_is_served_and_the_assertion_is_not_used_up(grant_type: str | None) -> None:
    parts = with_code()
    refused(parts, redeemed, UnsupportedGrantTypeError, grant_type=grant_type)
    assert parts.records.oidc.used == {}


def test_an_assertion_that_was_used_before_redeems_nothing() -> None:
    parts = with_code()
    parts.records.oidc.used[b"jti"] = NOW
    refused(parts, redeemed, InvalidClientError, jti=b"jti")
    assert state_of(parts) is State.GRANTED


def test_an_assertion_is_used_up_by_a_refusal_too() -> None:
    parts = with_code()
    refused(parts, redeemed, code="x")
    assert len(parts.records.oidc.used) == 1


@pytest.mark.parametrize(
    "code", [None, "", "x", CODE + "x", CODE[1:], CODE.partition(".")[0] + "."]
)
def test_code_1_is_ours(code: str | None) -> None:
    parts = with_code()
    refused(parts, redeemed, code=code)
    assert state_of(parts) is State.GRANTED


@pytest.mark.parametrize("state", [State.PUSHED, State.OPENED])
def test_code_1_there_is_none_before_the_citizen_granted(state: State) -> None:
    parts = Parts()
    parts.keep(granted(state))
    assert "unknown" in refused(parts, redeemed)


def test_code_1_names_an_authorization_that_is_there() -> None:
    assert "unknown" in refused(Parts(), redeemed)


def test_code_2_is_this_clients() -> None:
    parts = with_code()
    assert "another client's" in refused(parts, redeemed, client_id="other")
    assert state_of(parts) is State.GRANTED


def test_code_2_another_client_does_not_revoke_a_used_one() -> None:
    parts = Parts()
    parts.keep(granted(State.REDEEMED))
    refused(parts, redeemed, client_id="other")
    assert state_of(parts) is State.REDEEMED


@pytest.mark.parametrize("state", [State.REDEEMED, State.REVOKED])
@pytest.mark.parametrize("verifier", [VERIFIER, "w" * 43, None])
def test_code_3_a_second_use_revokes_what_the_first_one_gave(
    state: State, verifier: str | None
) -> None:
    parts = Parts()
    parts.keep(granted(state))
    assert "revoked" in refused(parts, redeemed, code_verifier=verifier)
    assert state_of(parts) is State.REVOKED


def test_code_4_lives_until_its_end_and_no_second_longer() -> None:
    parts = with_code(expires_at=NOW)
    assert "expired" in refused(parts, redeemed)
    assert redeemed(with_code(expires_at=NOW + 1))


@pytest.mark.parametrize("uri", [REDIRECT_URI + "/", "https://evil.example/"])
def test_code_5_comes_with_the_redirect_uri_of_its_request(uri: str) -> None:
    parts = with_code()
    assert "redirect_uri" in refused(parts, redeemed, redirect_uri=uri)
    assert state_of(parts) is State.GRANTED


def test_code_5_the_redirect_uri_may_be_left_out() -> None:
    assert redeemed(with_code(), redirect_uri=None)


@pytest.mark.parametrize("verifier", [None, "", "w" * 43, "v" * 42, "v" * 129, CHALLENGE, "é" * 43])
def test_code_6_comes_with_the_verifier_of_its_challenge(verifier: str | None) -> None:
    parts = with_code()
    assert "code_verifier" in refused(parts, redeemed, code_verifier=verifier)
    assert state_of(parts) is State.GRANTED


@pytest.mark.parametrize("length", [43, 128])
def test_code_6_a_verifier_has_43_to_128_characters(length: int) -> None:
    verifier = "a" * length
    challenge = b64url_encode(hashlib.sha256(verifier.encode()).digest())
    assert redeemed(with_code(code_challenge=challenge), code_verifier=verifier)


@pytest.mark.parametrize("length", [0, 1, 42, 129])
def test_code_6_a_verifier_of_another_length_is_none_although_it_fits(length: int) -> None:
    verifier = "a" * length
    challenge = b64url_encode(hashlib.sha256(verifier.encode()).digest())
    assert "length" in refused(
        with_code(code_challenge=challenge), redeemed, code_verifier=verifier
    )


def test_code_7_is_redeemed_and_the_grant_lives_as_long_as_its_tokens() -> None:
    parts = with_code()
    redeemed(parts)
    [kept] = parts.records.oidc.authorizations.values()
    assert kept.state is State.REDEEMED
    assert kept.expires_at == NOW + POLICY.lifetimes.access_token


def test_code_7_whoever_loses_the_race_revokes_what_the_winner_got() -> None:
    class Raced(MemoryStore):
        async def redeem(self, authorization_id: bytes, until: int) -> bool:
            await super().redeem(authorization_id, until)  # somebody else's
            return await super().redeem(authorization_id, until)

    parts = Parts()
    parts.records.oidc = Raced()
    parts.keep(granted())
    refused(parts, redeemed)
    assert state_of(parts) is State.REVOKED
