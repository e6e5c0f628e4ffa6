"""What follows from the citizen's answer to the consent page."""

import asyncio
from typing import Any

import pytest

from provider_parts import (
    BROWSER,
    CITIZEN,
    CLIENT,
    ISSUER,
    NOW,
    POLICY,
    Parts,
    authorization,
    session,
)
from services import PURPOSE
from thiqa.base import b64url_encode, digest
from thiqa.ledger.events import ConsentGiven, Refusal, Release
from thiqa.oidc.authorization.answers import Answer
from thiqa.oidc.authorization.authorize import ConsentNeeded
from thiqa.oidc.authorization.consent import AskedClaim, agree, asked_claims, cancel, decline
from thiqa.oidc.authorization.shown import read_shown
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import Consent, RequestedClaims, State
from thiqa.oidc.requests.purposes import basis_of

ASKED = ("given_name", "address", "birthdate")
SHOWN = "The fund asks who you are\nIt receives only what you see here.\n"


def needed(parts: Parts, **request: Any) -> ConsentNeeded:
    opened = parts.keep(authorization(**request))
    signed_in = parts.keep_session(session())
    return ConsentNeeded(opened, CLIENT, CLIENT.purposes[PURPOSE], signed_in)


def agreed(parts: Parts, *chosen: str, remember: bool = False, **request: Any) -> tuple[str, ...]:
    """Agree; return the claims that were granted."""
    asked = needed(parts, **request)
    asyncio.run(
        agree(
            parts.provider,
            parts.records,
            asked,
            chosen=frozenset(chosen),
            shown=SHOWN,
            remember=remember,
            now=NOW,
        )
    )
    kept = parts.records.oidc.authorizations[asked.authorization.id]
    assert kept.grant is not None
    return kept.grant.claims


def test_the_page_asks_for_the_claims_of_the_request_with_their_values() -> None:
    parts = Parts()
    assert asyncio.run(asked_claims(parts.records, needed(parts), NOW)) == (
        AskedClaim("given_name", "Salma", essential=True),
        AskedClaim("address", None, essential=False),
        AskedClaim("birthdate", "1990-05-17", essential=True),
    )


def test_a_verified_claim_has_the_value_of_the_plain_one_and_the_proof_is_there() -> None:
    parts = Parts()
    names = ("verified_claims", "verified_claims.given_name", "verified_claims.address")
    asked = needed(
        parts,
        claims=RequestedClaims(names),
        essential=("verified_claims", "verified_claims.given_name"),
    )
    assert asyncio.run(asked_claims(parts.records, asked, NOW)) == (
        AskedClaim("verified_claims", True, essential=True),
        AskedClaim("verified_claims.given_name", "Salma", essential=True),
        AskedClaim("verified_claims.address", None, essential=False),
    )


def test_there_is_no_page_about_somebody_who_is_not_registered() -> None:
    parts = Parts()
    asked = needed(parts)
    parts.records.people.persons.clear()
    with pytest.raises(BrowserError, match=BrowserError.REQUEST_GONE):
        asyncio.run(asked_claims(parts.records, asked, NOW))


def test_the_service_gets_what_is_essential_and_what_was_chosen() -> None:
    assert agreed(Parts()) == ("given_name", "birthdate")
    assert agreed(Parts(), "address") == ASKED


def test_nothing_is_given_that_was_not_asked() -> None:
    assert agreed(Parts(), "national_number", "sub", "") == ("given_name", "birthdate")


def test_a_consent_is_remembered_when_the_citizen_wishes() -> None:
    parts = Parts()
    agreed(parts, remember=True)
    [kept] = parts.records.oidc.consents.values()
    assert kept == Consent(
        id=kept.id,
        person_id=CITIZEN.id,
        client_id=CLIENT.id,
        purpose=PURPOSE,
        asked=ASKED,
        claims=("given_name", "birthdate"),
        basis=basis_of(CLIENT, CLIENT.purposes[PURPOSE]),
        text_hash=b64url_encode(digest(SHOWN)),
        granted_at=NOW,
        expires_at=NOW + POLICY.lifetimes.remembered_consent,
    )
    [_, given] = parts.records.ledger.events
    assert isinstance(given, ConsentGiven)
    assert (given.claims, given.consent_text_hash) == (kept.claims, kept.text_hash)
    assert asyncio.run(read_shown(parts.records, given.consent_text_hash)) == SHOWN
    assert given.at + given.valid_for == kept.expires_at


@pytest.mark.parametrize(
    ("remember", "scope"), [(False, ("openid",)), (True, ("openid", "offline_access"))]
)
def test_otherwise_or_for_access_that_lasts_nothing_is_remembered(
    remember: bool, scope: tuple[str, ...]
) -> None:
    parts = Parts()
    agreed(parts, remember=remember, scope=scope)
    assert parts.records.oidc.consents == {}


def test_a_refusal_goes_back_and_onto_the_record() -> None:
    parts = Parts()
    outcome = asyncio.run(decline(parts.provider, parts.records, needed(parts, state="s"), now=NOW))
    assert outcome == Answer(
        "http://127.0.0.1:9/callback?error=access_denied"
        "&error_description=the+citizen+declined&state=s&iss=https%3A%2F%2Fid.example"
    )
    assert parts.records.ledger.events == [
        Refusal(at=NOW, client_id=CLIENT.id, purpose=PURPOSE, claims=ASKED, reason="access_denied")
    ]
    assert parts.records.oidc.authorizations == {}


@pytest.mark.parametrize("state", [each for each in State if each is not State.OPENED])
def test_what_was_answered_is_not_refused_afterwards(state: State) -> None:
    parts = Parts()
    kept = parts.keep(authorization(state))
    asked = ConsentNeeded(kept, CLIENT, CLIENT.purposes[PURPOSE], session())
    with pytest.raises(BrowserError, match=BrowserError.REQUEST_USED):
        asyncio.run(decline(parts.provider, parts.records, asked, now=NOW))
    assert parts.records.oidc.authorizations == {kept.id: kept}
    assert parts.records.ledger.entries == []


def turned_back(parts: Parts, browser: bytes = BROWSER) -> Answer:
    identifier = digest("authorization")
    return asyncio.run(cancel(parts.provider, parts.records, identifier, browser, now=NOW))


def test_turning_back_leaves_nobody_on_the_record() -> None:
    parts = Parts()
    needed(parts)
    outcome = turned_back(parts)
    assert "error=access_denied" in outcome.location
    assert f"iss={ISSUER.replace(':', '%3A').replace('/', '%2F')}" in outcome.location
    assert parts.records.ledger.entries == []
    assert parts.records.oidc.authorizations == {}


def test_another_browser_cannot_turn_back() -> None:
    parts = Parts()
    needed(parts)
    with pytest.raises(BrowserError, match=BrowserError.OTHER_BROWSER):
        turned_back(parts, digest("another browser"))
    assert len(parts.records.oidc.authorizations) == 1


def test_the_answer_and_the_entry_are_about_the_same_claims() -> None:
    parts = Parts()
    claims = agreed(parts, "address")
    [event] = parts.records.ledger.events
    assert isinstance(event, Release)
    assert event.claims == claims
