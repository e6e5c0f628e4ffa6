"""A card that was reported lost, and one that its authority never issued."""

import asyncio
from dataclasses import replace

import pytest

from authorities import NOW, certify, holder_extensions
from card_logins import (
    OCSP_URL,
    TestCard,
    ask_responder,
    complete,
    issue_card,
    issue_nonce,
    log_in,
    responder,
    site,
    specimen_pki,
)
from thiqa.login.errors import CardRevokedError, CardUnknownError, RevocationUnavailableError
from thiqa.login.policy import OcspPolicy, RevocationUnchecked
from thiqa.pki import OcspRules

REMEMBERING = OcspPolicy(cache_seconds=60, responder_url=OCSP_URL)


def revoke(card: TestCard) -> None:
    specimen_pki().revoke(card.certificate.serial_number, NOW)


def test_a_revoked_card_is_refused() -> None:
    card = issue_card()
    revoke(card)
    with pytest.raises(CardRevokedError):
        log_in(site(), card)


def test_a_card_is_refused_from_the_first_login_after_its_revocation_on() -> None:
    login, card = site(), issue_card()
    log_in(login, card)
    revoke(card)
    with pytest.raises(CardRevokedError):
        log_in(login, card)


def test_a_card_that_its_authority_did_not_issue_is_refused() -> None:
    """Somebody has the authority's key, but not its register."""
    subject = issue_card().certificate.subject
    made = certify(subject, holder_extensions(), issuer=specimen_pki().card_ca)
    with pytest.raises(CardUnknownError):
        log_in(site(), TestCard(made.certificate, made.private_key))


def test_a_revoked_card_passes_only_under_a_policy_that_says_so() -> None:
    card = issue_card()
    revoke(card)
    log_in(site(revocation=RevocationUnchecked("this test")), card)


def test_a_remembered_answer_serves_its_seconds_and_not_one_more() -> None:
    login, card = site(revocation=REMEMBERING), issue_card()
    log_in(login, card)
    revoke(card)
    nonces = [issue_nonce(login, now=NOW + 60) for _ in range(2)]
    complete(login, card.token(nonces[0]), nonces[0], now=NOW + 60)
    with pytest.raises(CardRevokedError):
        complete(login, card.token(nonces[1]), nonces[1], now=NOW + 61)


def test_a_remembered_answer_does_not_outlive_its_own_freshness() -> None:
    async def hold_back(url: str, question: bytes) -> bytes:
        return responder().answer(question, NOW - 115)

    login, card = site(hold_back, revocation=REMEMBERING), issue_card()
    log_in(login, card)
    check = login.validator.revocation
    assert check is not None
    assert set(check.good_until.values()) == {NOW - 115 + OcspRules().max_age_seconds}


def test_a_remembered_answer_serves_one_card_only() -> None:
    login = site(revocation=REMEMBERING)
    log_in(login, issue_card())
    other = issue_card()
    revoke(other)
    with pytest.raises(CardRevokedError):
        log_in(login, other)


def test_nothing_bad_is_remembered_as_good() -> None:
    login = site(revocation=REMEMBERING)
    card = issue_card()
    revoke(card)
    for _ in range(2):
        with pytest.raises(CardRevokedError):
            log_in(login, card)


def test_each_login_asks_by_default() -> None:
    asked = []

    async def count(url: str, question: bytes) -> bytes:
        asked.append(question)
        return await ask_responder(url, question)

    login, card = site(count), issue_card()
    log_in(login, card)
    log_in(login, card)
    assert len(set(asked)) == 2


@pytest.mark.parametrize(
    "change", [{"cache_seconds": 61}, {"cache_seconds": -1}, {"timeout_seconds": 0}]
)
def test_a_policy_cannot_switch_the_check_off_by_the_back_door(change: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="OCSP answer"):
        replace(OcspPolicy(), **change)


def test_a_responder_of_the_policy_is_asked_instead_of_the_certificates() -> None:
    asked = []

    async def note(url: str, question: bytes) -> bytes:
        asked.append(url)
        return await ask_responder(url, question)

    log_in(site(note, revocation=OcspPolicy(responder_url="http://other.invalid/")), issue_card())
    log_in(site(note, revocation=OcspPolicy()), issue_card())
    assert asked == ["http://other.invalid/", OCSP_URL]


def test_the_fetch_is_given_up_in_time() -> None:
    async def never(url: str, question: bytes) -> bytes:
        await asyncio.sleep(60)
        return b""

    with pytest.raises(RevocationUnavailableError, match="in time"):
        log_in(site(never, revocation=OcspPolicy(timeout_seconds=0.01)), issue_card())
