"""Self-made authorities, and our own certificates in roles that they do not have."""

import pytest

from authorities import ca_extensions, certify, holder_extensions
from card_logins import TestCard, card_of, issue_card, log_in, site, specimen_pki
from thiqa.login.errors import (
    CardNotTrustedError,
    CertificatePolicyError,
    CertificatePurposeError,
    LoginError,
)
from thiqa.pki.specimen import Credential


def refuse(card: TestCard, reason: type[LoginError] = CardNotTrustedError) -> None:
    with pytest.raises(reason):
        log_in(site(), card, algorithm="ES256" if card.key.key_size == 256 else "ES384")


def test_an_authority_of_the_same_name_with_a_key_of_its_own_is_refused() -> None:
    impostor = certify(specimen_pki().card_ca.certificate.subject, ca_extensions())
    refuse(card_of(impostor, holder_extensions()))


def test_a_whole_tree_with_our_names_is_refused() -> None:
    pki = specimen_pki()
    root = certify(pki.card_root.certificate.subject, ca_extensions())
    issuing = certify(pki.card_ca.certificate.subject, ca_extensions(), issuer=root)
    refuse(card_of(issuing, holder_extensions()))


def test_a_self_signed_certificate_is_refused() -> None:
    made = certify(issue_card().certificate.subject, holder_extensions())
    refuse(TestCard(made.certificate, made.private_key))


def test_a_card_cannot_issue_cards() -> None:
    card = issue_card()
    refuse(card_of(Credential(card.certificate, card.key), holder_extensions()))


def test_the_other_tree_of_the_same_state_is_refused() -> None:
    refuse(card_of(specimen_pki().csca, holder_extensions()))


def test_the_root_above_the_issuing_authority_issues_no_cards_of_its_own_accord() -> None:
    """The path is good, but nobody there answers for the card: no login."""
    with pytest.raises(LoginError):
        log_in(site(), card_of(specimen_pki().card_root, holder_extensions()))


@pytest.mark.parametrize("role", ["ocsp", "card-ca", "card-root", "document-signer", "csca"])
def test_a_certificate_of_another_role_in_the_pki_is_refused(role: str) -> None:
    credential = specimen_pki().credentials[role]
    with pytest.raises((CertificatePurposeError, CertificatePolicyError)):
        log_in(site(), TestCard(credential.certificate, credential.private_key))
