"""What a living access token opens: the claims that were granted, and the entry's receipt."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from provider_parts import (
    CITIZEN,
    CLIENT,
    ISSUER,
    NOW,
    POLICY,
    Parts,
    authorization,
    bearing,
    grant,
    own_keys,
    own_signer,
)
from thiqa.base import digest
from thiqa.crypto import Algorithm, verify_jws
from thiqa.ledger.models import parse_entry_id
from thiqa.oidc.errors import InvalidTokenError
from thiqa.oidc.models import Authorization, RequestedClaims, State
from thiqa.oidc.tokens.receipt_endpoint import grant_of_token
from thiqa.oidc.tokens.tokens import ACCESS_TOKEN_TYPE, make_access_token
from thiqa.oidc.tokens.userinfo import userinfo

ENTRY = "07" * 18


def redeemed(state: State = State.REDEEMED, /, **changes: Any) -> Parts:
    parts = Parts()
    parts.keep(replace(authorization(state, **changes), grant=grant(entry_id=ENTRY)))
    return parts


def token_of(parts: Parts) -> str:
    [kept] = parts.records.oidc.authorizations.values()
    return make_access_token(POLICY, own_signer(), kept, grant(), NOW)


def opened(parts: Parts, token: str | None = None, *, now: int = NOW) -> dict[str, Any]:
    reply = asyncio.run(userinfo(parts.provider, bearing(token or token_of(parts), now)))
    claims: dict[str, Any] = json.loads(reply.body)
    return claims


def refused(parts: Parts, token: str | None = None, *, now: int = NOW) -> str:
    descriptions = set()
    for ask in (userinfo, grant_of_token):
        with pytest.raises(InvalidTokenError) as caught:
            asyncio.run(ask(parts.provider, bearing(token or token_of(parts), now)))
        descriptions.add(caught.value.description)
    [description] = descriptions
    return description


def test_the_claims_for_userinfo_that_were_granted_and_that_we_hold() -> None:
    wanted = RequestedClaims(("given_name", "address", "gender", "national_number"), ("birthdate",))
    assert opened(redeemed(claims=wanted)) == {"sub": grant().subject, "given_name": "Salma"}


def test_a_service_that_registered_an_algorithm_gets_the_claims_signed_for_it_alone() -> None:
    parts = redeemed(claims=RequestedClaims(("given_name",)))
    signing = replace(CLIENT, userinfo_signed_response_alg=Algorithm.EDDSA)
    parts.records.oidc.clients[CLIENT.id] = signing
    reply = asyncio.run(userinfo(parts.provider, bearing(token_of(parts))))
    assert (b"content-type", b"application/jwt") in reply.headers
    signed = verify_jws(reply.body.decode(), own_keys())
    assert signed.header["alg"] == "EdDSA"
    assert signed.claims == {
        "sub": grant().subject,
        "given_name": "Salma",
        "iss": ISSUER,
        "aud": CLIENT.id,
    }


def verified(*granted: str, **verification: Any) -> dict[str, Any]:
    """Return what userinfo opens of a request for the first name as a verified claim."""
    parts = Parts()
    element = {
        "verification": {"trust_framework": None, **verification},
        "claims": {"given_name": None},
    }
    asked = authorization(
        State.REDEEMED,
        claims=RequestedClaims(("verified_claims", "verified_claims.given_name")),
        verified_userinfo=json.dumps(element),
    )
    parts.keep(replace(asked, grant=grant(entry_id=ENTRY, claims=granted)))
    return opened(parts)


def test_a_verified_claim_is_given_with_what_was_asked_of_its_verification() -> None:
    claims = verified("verified_claims", "verified_claims.given_name", verification_process=None)
    assert claims == {
        "sub": grant().subject,
        "verified_claims": {
            "verification": {"trust_framework": "ma_cnie", "verification_process": ENTRY},
            "claims": {"given_name": "Salma"},
        },
    }


@pytest.mark.parametrize("granted", [(), ("given_name",), ("verified_claims.given_name",)])
def test_a_plain_claim_that_was_granted_is_no_verified_one(granted: tuple[str, ...]) -> None:
    assert verified(*granted) == {"sub": grant().subject}


def test_the_receipt_is_that_of_the_grants_entry() -> None:
    parts = redeemed()
    _, found = asyncio.run(grant_of_token(parts.provider, bearing(token_of(parts), NOW)))
    assert parse_entry_id(found.entry_id) == bytes([7]) * 18


@pytest.mark.parametrize("state", [each for each in State if each is not State.REDEEMED])
def test_only_what_was_redeemed_and_not_revoked_opens_anything(state: State) -> None:
    assert "revoked" in refused(redeemed(state))


def test_a_grant_that_is_gone_opens_nothing() -> None:
    parts = redeemed()
    token = token_of(parts)
    parts.records.oidc.authorizations.clear()
    assert "revoked" in refused(parts, token)


def test_a_grant_that_is_over_opens_nothing_although_the_token_lives() -> None:
    parts = redeemed(expires_at=NOW + 5)
    assert opened(parts, now=NOW + 4)
    assert "over" in refused(parts, now=NOW + 5)


def test_a_retired_service_opens_nothing() -> None:
    parts = redeemed()
    parts.records.oidc.clients[CLIENT.id] = replace(CLIENT, retired_at=NOW)
    assert "not registered" in refused(parts)


def test_the_grant_of_another_service_is_not_opened() -> None:
    parts = redeemed()
    token = token_of(parts)
    [kept] = parts.records.oidc.authorizations.values()
    parts.keep(replace(kept, request=replace(kept.request, client_id="other")))
    assert "another service" in refused(parts, token)


def test_a_citizen_who_is_not_registered_any_more_is_not_shown() -> None:
    parts = redeemed()
    del parts.records.people.persons[CITIZEN.id]
    with pytest.raises(InvalidTokenError, match="gone"):
        opened(parts)


BROKEN = [
    *(("grant_id", value) for value in (None, 7, "é", "A")),
    *(("client_id", value) for value in (None, 7, "é", ["trial"])),
    *(("exp", value) for value in (None, "é", [])),
    ("sub", None),
    ("scope", None),
]


@pytest.mark.parametrize(("name", "value"), BROKEN)
def test_a_token_without_its_members_is_refused_and_not_an_accident(
    name: str, value: object
) -> None:
    claims = {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": "pairwise",
        "client_id": CLIENT.id,
        "exp": NOW + 60,
        "scope": "openid",
        "grant_id": "A" * 43,
        name: value,
    }
    present = {each: claim for each, claim in claims.items() if claim is not None}
    token = own_signer().sign(present, typ=ACCESS_TOKEN_TYPE)
    assert refused(redeemed(), token)


def test_the_citizens_claims_are_those_of_today() -> None:
    parts = redeemed()
    parts.records.people.persons[CITIZEN.id] = replace(CITIZEN, claims={"given_name": "Selma"})
    assert opened(parts)["given_name"] == "Selma"


def test_the_authorization_is_found_by_what_the_token_names() -> None:
    parts = redeemed()
    [kept] = parts.records.oidc.authorizations.values()
    elsewhere = Authorization(digest("elsewhere"), kept.state, kept.request, kept.expires_at)
    token = make_access_token(POLICY, own_signer(), elsewhere, grant(), NOW)
    assert "revoked" in refused(parts, token)
