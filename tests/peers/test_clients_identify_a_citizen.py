"""Libraries that nobody here wrote ask who a citizen is, and accept every answer of ours."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from citizens import form_fields
from peers.conftest import MakeParty
from services import AGE_PURPOSE, CLAIMS, LOGGED_OUT_URI
from thiqa.crypto import FAPI_ALGORITHMS, Algorithm
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt
from world import Citizen

KEEP = {"scope": "openid offline_access", "prompt": "consent"}


@pytest.mark.parametrize("algorithm", FAPI_ALGORITHMS)
def test_a_client_identifies_a_citizen_with_each_algorithm(
    new_party: MakeParty, citizen: Citizen, algorithm: Algorithm
) -> None:
    party = new_party(algorithm=algorithm)
    request = party.push()
    identified = party.redeem(request, citizen.travel(request.url))
    assert identified.claims["nonce"] == request.nonce
    assert identified.claims["acr"] == "high"
    claims = party.userinfo(identified.access_token, identified.claims["sub"])
    assert set(claims) == {"sub", *CLAIMS}


def test_a_client_finds_everything_that_it_needs_in_the_metadata(new_party: MakeParty) -> None:
    party = new_party()
    metadata = party.discover()
    assert metadata["issuer"] == party.service.issuer
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert "private_key_jwt" in metadata["token_endpoint_auth_methods_supported"]


def test_a_client_gets_named_claims_in_the_id_token(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    wanted = {"id_token": {"birthdate": {"essential": True}}, "userinfo": {"family_name#ar": None}}
    request = party.push(claims=json.dumps(wanted))
    identified = party.redeem(request, citizen.travel(request.url))
    assert identified.claims["birthdate"]
    userinfo = party.userinfo(identified.access_token, identified.claims["sub"])
    assert set(userinfo) == {"sub", "family_name#ar"}


def test_a_client_asks_for_a_purpose(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    detail = {"type": "thiqa_purpose", "purpose": AGE_PURPOSE}
    request = party.push(authorization_details=json.dumps([detail]))
    identified = party.redeem(request, citizen.travel(request.url))
    assert party.userinfo(identified.access_token, identified.claims["sub"])["age_over_18"] is True
    assert identified.tokens["authorization_details"] == [detail]


def test_a_client_is_told_when_the_citizen_signed_in(
    new_party: MakeParty, citizen: Citizen
) -> None:
    party = new_party()
    request = party.push(max_age="300", acr_values="high", ui_locales="fr ar")
    identified = party.redeem(request, citizen.travel(request.url))
    assert 0 <= identified.claims["iat"] - identified.claims["auth_time"] < 60


def test_a_client_gets_a_silent_answer_where_the_citizen_wished_it(
    new_party: MakeParty, citizen: Citizen
) -> None:
    party = new_party()
    first = party.push()
    subject = party.redeem(first, citizen.travel(first.url, remember="on")).claims["sub"]
    silent = party.push(prompt="none")
    assert party.redeem(silent, citizen.open(silent.url)).claims["sub"] == subject


def test_a_client_refreshes_its_tokens(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push(**KEEP)
    identified = party.redeem(request, citizen.travel(request.url))
    refreshed = party.refresh(identified.refresh_token)
    assert refreshed.claims["sub"] == identified.claims["sub"]
    assert party.userinfo(refreshed.access_token, refreshed.claims["sub"])
    is_bound = party.service.proof_key is not None
    assert ("refresh_token" not in refreshed.tokens) is is_bound
    latest = identified if is_bound else refreshed
    assert party.refresh(latest.refresh_token)


def test_a_client_fetches_its_receipt(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    metadata = party.discover()
    request = party.push()
    identified = party.redeem(request, citizen.travel(request.url))
    receipt = party.service.receipt(identified.access_token).text
    verified = verify_receipt(
        receipt, LogPolicy.of_log(VerifierKey.parse(metadata["thiqa_record_key"]))
    )
    assert verified.entry.event.client_id == party.service.client_id


def test_a_client_signs_the_citizen_out(new_party: MakeParty, citizen: Citizen) -> None:
    party = new_party()
    request = party.push()
    identified = party.redeem(request, citizen.travel(request.url))
    url = party.logout_url(
        identified.tokens["id_token"], post_logout_redirect_uri=LOGGED_OUT_URI, state="s"
    )
    asked = citizen.browser.get(url)
    left = citizen.post("/sign-out", form_fields(asked.text))
    assert left.headers["location"] == f"{LOGGED_OUT_URI}?state=s"
    again = party.push()
    assert urlsplit(citizen.open(again.url)).path == "/login"


def test_two_sectors_are_told_different_subjects(new_party: MakeParty, citizen: Citizen) -> None:
    subjects = set()
    for sector in ("taxes", "health", "health"):
        party = new_party(sector=sector)
        request = party.push()
        subjects.add(party.redeem(request, citizen.travel(request.url)).claims["sub"])
    assert len(subjects) == 2


def test_the_browser_carries_nothing_but_a_reference(new_party: MakeParty) -> None:
    party = new_party()
    assert set(parse_qs(urlsplit(party.push().url).query)) == {"client_id", "request_uri"}
