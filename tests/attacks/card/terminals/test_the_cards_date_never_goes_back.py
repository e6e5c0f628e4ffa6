"""What the card knows of the day: forward only, and only from those who know it."""

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest

from terminals import (
    BINDING,
    TODAY,
    CheckingCard,
    Hierarchy,
    authority,
    below,
    named,
    show,
    trusting,
)
from thiqa.card.channel.cv_certificates import Role, TerminalType, TrustState, trust_anchor
from thiqa.card.channel.cv_certificates.errors import CvReferenceError, CvTerminalTypeError
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.specimen_terminals import Issuer
from thiqa.card.channel.terminal_verifier import TerminalVerifier

LATER, EARLIER = TODAY + timedelta(days=30), TODAY - timedelta(days=30)


@pytest.fixture
def hierarchy() -> Hierarchy:
    return Hierarchy()


@pytest.fixture
def card(hierarchy: Hierarchy) -> CheckingCard:
    return CheckingCard(trusting(hierarchy.anchor))


def test_a_certificate_from_the_past_does_not_set_the_date_back(
    hierarchy: Hierarchy, card: CheckingCard
) -> None:
    old = below(hierarchy.authority, Role.DOMESTIC_VERIFIER, "MADV00002", effective=EARLIER)
    show(card, [old.certificate])
    assert card.trust.today == TODAY


@pytest.mark.parametrize(
    "role", [Role.DOMESTIC_VERIFIER, Role.FOREIGN_VERIFIER, Role.AUTHORITY], ids=lambda r: r.name
)
def test_what_the_authority_has_signed_sets_the_date_forward(
    hierarchy: Hierarchy, card: CheckingCard, role: Role
) -> None:
    show(card, [below(hierarchy.authority, role, "MANEXT00002", effective=LATER).certificate])
    assert card.trust.today == LATER


@pytest.mark.parametrize(
    ("role", "today"), [(Role.DOMESTIC_VERIFIER, LATER), (Role.FOREIGN_VERIFIER, TODAY)]
)
def test_of_terminals_only_those_of_the_cards_own_state_know_the_date(
    hierarchy: Hierarchy, card: CheckingCard, role: Role, today: date
) -> None:
    """J_11: a foreign terminal with a date far ahead would lock everybody else out."""
    verifier = below(hierarchy.authority, role, "MADV00002")
    terminal = below(verifier, Role.TERMINAL, "MAIS00002", effective=LATER)
    show(card, [verifier.certificate, terminal.certificate])
    assert card.trust.today == today


def test_after_a_later_date_an_older_certificate_is_late(
    hierarchy: Hierarchy, card: CheckingCard
) -> None:
    """J_11: a terminal that was stolen, and whose time is over, stays outside."""
    stolen = below(hierarchy.verifier, Role.TERMINAL, "MAIS00009", expires=TODAY)
    show(card, [hierarchy.verifier.certificate, stolen.certificate])
    fresh = below(hierarchy.authority, Role.DOMESTIC_VERIFIER, "MADV00002", effective=LATER)
    show(card, [fresh.certificate])
    with pytest.raises(RefusedError):
        show(card, [hierarchy.verifier.certificate, stolen.certificate])


def test_a_forged_certificate_does_not_move_the_date(
    hierarchy: Hierarchy, card: CheckingCard
) -> None:
    impostor = Issuer(hierarchy.authority.certificate, authority().key)
    forged = below(impostor, Role.DOMESTIC_VERIFIER, "MADV00002", effective=LATER)
    with pytest.raises(RefusedError):
        show(card, [forged.certificate])
    assert card.trust.today == TODAY


def test_the_date_is_written_down_before_the_card_says_yes(hierarchy: Hierarchy) -> None:
    """A card that loses its power between the two has not accepted anything."""
    kept: list[TrustState] = []

    class NoMemory(Exception):  # noqa: N818  # it stands for whatever the memory raises
        """The memory is broken."""

    def fail(trust: TrustState) -> None:
        kept.append(trust)
        raise NoMemory

    verifier = TerminalVerifier(trusting(hierarchy.anchor), BINDING, fail, os.urandom)
    fresh = below(hierarchy.authority, Role.AUTHORITY, "MACVCA00002", effective=LATER)
    verifier.choose_issuer(named(hierarchy.authority.reference))
    with pytest.raises(NoMemory):
        verifier.verify_certificate(fresh.certificate.to_parts())
    assert kept[0].today == LATER
    with pytest.raises(RefusedError):
        verifier.choose_issuer(named(fresh.reference))


def test_a_name_stands_for_one_authoritys_key(hierarchy: Hierarchy, card: CheckingCard) -> None:
    """The keys of authorities are not replaced, by links or by anything below them."""
    show(card, [below(hierarchy.authority, Role.AUTHORITY, "MACVCA00002").certificate])
    before = card.trust.anchors
    for role in (Role.AUTHORITY, Role.DOMESTIC_VERIFIER):
        with pytest.raises(RefusedError):
            show(card, [below(hierarchy.authority, role, "MACVCA00002").certificate])
    assert card.trust.anchors == before


def test_the_same_link_again_changes_nothing(hierarchy: Hierarchy, card: CheckingCard) -> None:
    link = below(hierarchy.authority, Role.AUTHORITY, "MACVCA00002").certificate
    show(card, [link])
    before = card.trust
    show(card, [link])
    assert card.trust == before


def test_the_two_newest_authorities_stay(hierarchy: Hierarchy, card: CheckingCard) -> None:
    second = below(hierarchy.authority, Role.AUTHORITY, "MACVCA00002", effective=TODAY)
    third = below(second, Role.AUTHORITY, "MACVCA00003", effective=LATER)
    show(card, [second.certificate, third.certificate])
    assert [str(each.reference) for each in card.trust.anchors] == ["MACVCA00003", "MACVCA00002"]
    with pytest.raises(RefusedError):
        show(card, [hierarchy.verifier.certificate])


def test_of_authorities_of_one_day_the_last_one_stays(
    hierarchy: Hierarchy, card: CheckingCard
) -> None:
    second = below(hierarchy.authority, Role.AUTHORITY, "MACVCA00002")
    third = below(second, Role.AUTHORITY, "MACVCA00003")
    show(card, [second.certificate, third.certificate])
    assert [str(each.reference) for each in card.trust.anchors] == ["MACVCA00003", "MACVCA00002"]


def test_a_card_trusts_one_authority_or_two_of_one_kind(hierarchy: Hierarchy) -> None:
    with pytest.raises(CvReferenceError):
        TrustState.personalised([], TODAY)
    many = [trust_anchor(authority(f"MACVCA0000{n}").certificate) for n in range(3)]
    with pytest.raises(CvReferenceError):
        TrustState.personalised(many, TODAY)
    rights = replace(many[0].authorization, terminal_type=TerminalType.SIGNATURE_TERMINAL)
    with pytest.raises(CvTerminalTypeError):
        TrustState.personalised([hierarchy.anchor, replace(many[1], authorization=rights)], TODAY)
