"""Somebody between us and the authority, or in its place, answers that a revoked card is good."""

import pytest
from cryptography import x509

from authorities import NOW, OCSP_SIGNING, certify, key_usage, name, purposes
from card_logins import (
    TestCard,
    complete,
    issue_card,
    issue_nonce,
    log_in,
    responder,
    site,
    specimen_pki,
)
from thiqa.login.errors import RevocationUnavailableError
from thiqa.pki import Good, OcspResponder
from thiqa.pki.specimen import Credential

SIGNER = [
    (key_usage("digital_signature"), True),
    (purposes(OCSP_SIGNING), True),
    (x509.OCSPNoCheck(), False),
]


def revoked_card() -> TestCard:
    card = issue_card()
    specimen_pki().revoke(card.certificate.serial_number, NOW)
    return card


def liar(signer: Credential) -> OcspResponder:
    """Sign with some key that everything is good."""
    return OcspResponder(
        specimen_pki().card_ca.certificate, signer.certificate, signer.private_key, lambda _: Good()
    )


def refuse(answer: object, card: TestCard | None = None) -> None:
    async def fetch(url: str, question: bytes) -> bytes:
        answered: bytes = answer(question) if callable(answer) else answer
        return answered

    with pytest.raises(RevocationUnavailableError):
        log_in(site(fetch), card or revoked_card())


def test_the_answer_of_a_self_made_responder_is_refused() -> None:
    refuse(
        lambda question: liar(certify(name("Specimen OCSP Responder"), SIGNER)).answer(
            question, NOW
        )
    )


def test_the_answer_of_a_responder_that_another_authority_appointed_is_refused() -> None:
    signer = certify(name("Responder"), SIGNER, issuer=specimen_pki().card_root)
    refuse(lambda question: liar(signer).answer(question, NOW))


def test_the_answer_that_a_card_signed_about_itself_is_refused() -> None:
    card = revoked_card()
    signer = Credential(card.certificate, card.key)
    refuse(lambda question: liar(signer).answer(question, NOW), card)


@pytest.mark.parametrize(
    "moment", [NOW - 121, NOW - 1800, NOW + 901], ids=["old", "older", "future"]
)
def test_an_answer_of_another_time_is_refused(moment: int) -> None:
    refuse(lambda question: responder().answer(question, moment), issue_card())


def test_an_answer_recorded_before_the_revocation_is_refused() -> None:
    recorded: list[bytes] = []

    async def record(url: str, question: bytes) -> bytes:
        recorded.append(responder().answer(question, NOW))
        return recorded[0]

    login, card = site(record), issue_card()
    log_in(login, card)
    specimen_pki().revoke(card.certificate.serial_number, NOW)
    with pytest.raises(RevocationUnavailableError, match="nonce"):
        log_in(login, card)


def test_a_good_answer_about_another_card_is_refused() -> None:
    other: list[bytes] = []

    async def record(url: str, question: bytes) -> bytes:
        other.append(responder().answer(question, NOW))
        return other[0]

    login = site(record)
    log_in(login, issue_card())
    with pytest.raises(RevocationUnavailableError, match="another certificate"):
        log_in(login, revoked_card())


@pytest.mark.parametrize("answer", [b"", b"\0", b"good", b"\x30\x03\x0a\x01\x00", bytes(20_000)])
def test_an_answer_that_says_nothing_is_refused(answer: bytes) -> None:
    refuse(answer, issue_card())


@pytest.mark.parametrize("place", range(0, 700, 13))
def test_an_answer_with_one_bit_changed_does_not_make_a_revoked_card_good(place: int) -> None:
    async def tamper(url: str, question: bytes) -> bytes:
        answer = bytearray(responder().answer(question, NOW))
        answer[place % len(answer)] ^= 1
        return bytes(answer)

    login, card = site(tamper), REVOKED
    nonce = issue_nonce(login)
    with pytest.raises(RevocationUnavailableError):
        complete(login, card.token(nonce), nonce)


REVOKED = revoked_card()
