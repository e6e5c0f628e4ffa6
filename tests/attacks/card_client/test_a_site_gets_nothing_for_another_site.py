"""Phishing relay: a site hands over the challenge of another one."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from authorities import DAY, NOW
from card_client_site import answer_in, card_client
from card_logins import (
    BROWSER,
    ORIGIN,
    OTHER_BROWSER,
    SALMA,
    complete,
    issue_nonce,
    site,
    specimen_pki,
)
from specimen_cards import PIN, TEST_COST
from thiqa.base import canonical_json
from thiqa.card import Persona, load_personas, personalise
from thiqa.card_client.cards import SpecimenCards
from thiqa.login.errors import ChallengeNotFoundError, SignatureRefusedError


@pytest.fixture
def cards(tmp_path: Path) -> SpecimenCards:
    """Salma's card, issued by the authority that the provider trusts."""
    personalise(tmp_path / "adult.json", load_personas()["adult"], _issue, cost=TEST_COST)
    return SpecimenCards(tmp_path)


def _issue(public_key: ec.EllipticCurvePublicKey, persona: Persona) -> bytes:
    certificate = specimen_pki().issue_card_certificate(
        public_key,
        given_name=persona.certificate.given_name,
        family_name=persona.certificate.family_name,
        national_number=SALMA.national_number,
        not_before=NOW - DAY,
        not_after=NOW + DAY,
    )
    return certificate.public_bytes(Encoding.DER)


def _signed(cards: SpecimenCards, challenge: str, login_uri: str) -> tuple[str, str]:
    """Let the person sign; return where the browser is sent, and the token that it carries."""
    with card_client(cards) as client, client.browser() as browser:
        page = browser.ask(challenge=challenge, loginUri=login_uri)
        location = browser.send(page, "/sign", pin=PIN).location
    return location, canonical_json(answer_in(location)["authToken"]).decode()


@pytest.mark.parametrize(
    "attacker",
    [
        "https://evil.example",
        "https://id.example.evil.example",
        "https://id.example:8443",
        "http://localhost:9999",
    ],
)
def test_a_token_for_the_attackers_page_is_worth_nothing_at_the_provider(
    cards: SpecimenCards, attacker: str
) -> None:
    login = site()
    challenge = issue_nonce(login)
    location, token = _signed(cards, challenge, f"{attacker}/login/return")
    assert location.startswith(f"{attacker}/")
    with pytest.raises(SignatureRefusedError):
        complete(login, token, challenge)


def test_a_token_for_the_provider_goes_to_the_provider_in_the_victims_own_browser(
    cards: SpecimenCards,
) -> None:
    login = site()
    challenge = issue_nonce(login, browser=OTHER_BROWSER)
    location, token = _signed(cards, challenge, f"{ORIGIN}/login/return")
    assert location.startswith(f"{ORIGIN}/login/return#")
    with pytest.raises(ChallengeNotFoundError):
        complete(login, token, challenge, browser=BROWSER)


def test_the_providers_own_request_is_accepted(cards: SpecimenCards) -> None:
    login = site()
    challenge = issue_nonce(login)
    _, token = _signed(cards, challenge, f"{ORIGIN}/login/return")
    assert complete(login, token, challenge).national_number == SALMA.national_number
