"""The rights of a terminal are those that everybody above it allows, and nobody else's."""

import os

import pytest

from terminals import BINDING, CheckingCard, authority, below, named, show, trusting
from thiqa.card.channel.cv_certificates import (
    READ_FINGERPRINTS,
    READ_IRISES,
    Authorization,
    Role,
    TerminalType,
    trust_anchor,
)
from thiqa.card.channel.cv_certificates.errors import CvMalformedError, CvTerminalTypeError
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.terminal_authentication import authenticate_terminal
from thiqa.card.transport.apdu import StatusWord

BOTH = READ_FINGERPRINTS | READ_IRISES


def effective(top: int, middle: int, bottom: int) -> Authorization:
    """Authenticate a terminal below a chain with these rights."""
    root = authority(rights=top)
    verifier = below(root, Role.DOMESTIC_VERIFIER, "MADV00001", rights=middle)
    terminal = below(verifier, Role.TERMINAL, "MAIS00001", rights=bottom)
    card = CheckingCard(trusting(trust_anchor(root.certificate)))
    chain = [verifier.certificate, terminal.certificate]
    authenticate_terminal(card, chain, terminal.key, BINDING, os.urandom)
    assert card.opened is not None
    return card.opened


@pytest.mark.parametrize("rights", [READ_FINGERPRINTS, READ_IRISES], ids=["DG3", "DG4"])
@pytest.mark.parametrize("place", [0, 1, 2], ids=["authority", "verifier", "terminal"])
def test_what_one_of_the_chain_may_not_nobody_below_may(place: int, rights: int) -> None:
    """L_1 to L_8."""
    chain = [BOTH, BOTH, BOTH]
    chain[place] = rights
    opened = effective(*chain)
    assert opened.rights == rights
    assert opened.allows(rights)
    assert not opened.allows(BOTH)


def test_rights_that_do_not_meet_are_none() -> None:
    assert effective(BOTH, READ_FINGERPRINTS, READ_IRISES).rights == 0


def test_bits_without_a_meaning_are_no_rights() -> None:
    opened = effective(0b111111, 0b111111, 0b111100)
    assert not opened.allows(READ_FINGERPRINTS)
    assert not opened.allows(READ_IRISES)


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.DOMESTIC_VERIFIER, Role.FOREIGN_VERIFIER])
def test_rights_of_authorities_and_verifiers_open_nothing(role: Role) -> None:
    """K_5, K_6."""
    own = Authorization(TerminalType.INSPECTION_SYSTEM, role, BOTH)
    assert not own.allows(READ_FINGERPRINTS)


def test_a_verifier_is_no_terminal() -> None:
    """K_2: it cannot be authenticated with its own key."""
    root = authority()
    verifier = below(root, Role.DOMESTIC_VERIFIER, "MADV00001")
    card = CheckingCard(trusting(trust_anchor(root.certificate)))
    show(card, [verifier.certificate])
    for reference in (verifier.reference, root.reference):
        with pytest.raises(RefusedError) as refusal:
            card.verifier.choose_terminal(named(reference))
        assert refusal.value.status == StatusWord.REFERENCE_NOT_FOUND


def test_rights_of_different_kinds_of_terminals_are_not_combined() -> None:
    inspection = Authorization(TerminalType.INSPECTION_SYSTEM, Role.AUTHORITY, BOTH)
    signature = Authorization(TerminalType.SIGNATURE_TERMINAL, Role.TERMINAL, BOTH)
    with pytest.raises(CvTerminalTypeError):
        signature.within(inspection)


@pytest.mark.parametrize("rights", [-1, 64])
def test_rights_have_six_bits(rights: int) -> None:
    with pytest.raises(CvMalformedError):
        Authorization(TerminalType.INSPECTION_SYSTEM, Role.TERMINAL, rights)
