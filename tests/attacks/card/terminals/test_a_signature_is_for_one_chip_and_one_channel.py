"""A terminal's signature is worth nothing elsewhere: other chip, other channel, other challenge."""

import os

import pytest

from terminals import BINDING, CheckingCard, Hierarchy, below, named, new_key, show, trusting
from thiqa.card.channel.cv_certificates import CvSigningKey, Role
from thiqa.card.channel.errors import RefusedError, TerminalRefusedError
from thiqa.card.channel.terminal_authentication import Binding, authenticate_terminal
from thiqa.card.dialect import Instruction
from thiqa.card.transport.apdu import StatusWord


@pytest.fixture(scope="module")
def hierarchy() -> Hierarchy:
    return Hierarchy()


@pytest.fixture
def card(hierarchy: Hierarchy) -> CheckingCard:
    """A card that has taken the chain in, and knows which terminal it talks to."""
    card = CheckingCard(trusting(hierarchy.anchor))
    show(card, hierarchy.chain)
    card.verifier.choose_terminal(named(hierarchy.terminal.reference))
    return card


def sign(key: CvSigningKey, challenge: bytes, binding: Binding = BINDING) -> bytes:
    return key.sign(binding.message(challenge), os.urandom)


def refused(card: CheckingCard, signature: bytes, status: int) -> None:
    with pytest.raises(RefusedError) as refusal:
        card.verifier.authenticate(signature)
    assert refusal.value.status == status


def test_the_right_signature_is_accepted(card: CheckingCard, hierarchy: Hierarchy) -> None:
    opened = card.verifier.authenticate(sign(hierarchy.terminal.key, card.verifier.challenge()))
    assert opened.role is Role.TERMINAL


@pytest.mark.parametrize(
    "binding",
    [
        pytest.param(Binding(b"other", b"channel"), id="K_20 another chip"),
        pytest.param(Binding(b"chip", b"other"), id="another channel"),
        pytest.param(Binding(b"", b"channel"), id="no chip"),
        pytest.param(Binding(b"chip", b""), id="no channel"),
    ],
)
def test_a_signature_for_something_else(
    card: CheckingCard, hierarchy: Hierarchy, binding: Binding
) -> None:
    signature = sign(hierarchy.terminal.key, card.verifier.challenge(), binding)
    refused(card, signature, StatusWord.VERIFICATION_FAILED)


def test_a_terminal_in_the_middle_is_found_out(hierarchy: Hierarchy) -> None:
    """It passes everything on, but its own key of the channel is another one."""
    card = CheckingCard(trusting(hierarchy.anchor), Binding(b"chip", b"the attacker's key"))
    with pytest.raises(TerminalRefusedError) as refusal:
        authenticate_terminal(card, hierarchy.chain, hierarchy.terminal.key, BINDING, os.urandom)
    assert refusal.value.status == StatusWord.VERIFICATION_FAILED
    assert card.opened is None


def test_a_signature_of_another_key(card: CheckingCard) -> None:
    signature = sign(new_key(), card.verifier.challenge())
    refused(card, signature, StatusWord.VERIFICATION_FAILED)


def test_a_verifier_cannot_sign_for_its_terminal(card: CheckingCard, hierarchy: Hierarchy) -> None:
    signature = sign(hierarchy.verifier.key, card.verifier.challenge())
    refused(card, signature, StatusWord.VERIFICATION_FAILED)


def test_the_challenge_before_the_last_one_is_gone(
    card: CheckingCard, hierarchy: Hierarchy
) -> None:
    """K_10."""
    first = card.verifier.challenge()
    card.verifier.challenge()
    refused(card, sign(hierarchy.terminal.key, first), StatusWord.VERIFICATION_FAILED)


def test_a_challenge_is_good_for_one_try(card: CheckingCard, hierarchy: Hierarchy) -> None:
    challenge = card.verifier.challenge()
    refused(card, bytes(64), StatusWord.VERIFICATION_FAILED)
    signature = sign(hierarchy.terminal.key, challenge)
    refused(card, signature, StatusWord.CONDITIONS_NOT_SATISFIED)


def test_without_a_challenge_there_is_nothing_to_sign(
    card: CheckingCard, hierarchy: Hierarchy
) -> None:
    """K_14."""
    signature = sign(hierarchy.terminal.key, b"")
    refused(card, signature, StatusWord.CONDITIONS_NOT_SATISFIED)


def test_without_a_terminal_there_is_nobody_to_sign(hierarchy: Hierarchy) -> None:
    """K_15."""
    card = CheckingCard(trusting(hierarchy.anchor))
    show(card, hierarchy.chain)
    signature = sign(hierarchy.terminal.key, card.verifier.challenge())
    refused(card, signature, StatusWord.CONDITIONS_NOT_SATISFIED)


def test_a_challenge_is_asked_for_after_the_terminal_is_named(
    card: CheckingCard, hierarchy: Hierarchy
) -> None:
    challenge = card.verifier.challenge()
    card.verifier.choose_terminal(named(hierarchy.terminal.reference))
    signature = sign(hierarchy.terminal.key, challenge)
    refused(card, signature, StatusWord.CONDITIONS_NOT_SATISFIED)


def test_there_is_one_terminal_in_a_channel(card: CheckingCard, hierarchy: Hierarchy) -> None:
    """A second one would inherit what the first has opened (TR-03110-1, section 3.5.2)."""
    verifier = card.verifier
    verifier.authenticate(sign(hierarchy.terminal.key, verifier.challenge()))
    name = named(hierarchy.authority.reference)
    steps = (
        verifier.challenge,
        lambda: verifier.choose_issuer(name),
        lambda: verifier.choose_terminal(name),
        lambda: verifier.verify_certificate(hierarchy.chain[0].to_parts()),
        lambda: verifier.authenticate(bytes(64)),
    )
    for step in steps:
        with pytest.raises(RefusedError) as refusal:
            step()
        assert refusal.value.status == StatusWord.SECURITY_STATUS_NOT_SATISFIED


def test_a_new_certificate_forgets_the_terminal_before(
    card: CheckingCard, hierarchy: Hierarchy
) -> None:
    """J_22: of the keys below an authority the card knows the last one alone."""
    challenge = card.verifier.challenge()
    show(card, [below(hierarchy.authority, Role.DOMESTIC_VERIFIER, "MADV00002").certificate])
    signature = sign(hierarchy.terminal.key, challenge)
    refused(card, signature, StatusWord.CONDITIONS_NOT_SATISFIED)
    with pytest.raises(RefusedError):
        card.verifier.choose_terminal(named(hierarchy.terminal.reference))


def test_a_key_is_chosen_for_each_certificate_anew(hierarchy: Hierarchy) -> None:
    """J_35, J_22."""
    card = CheckingCard(trusting(hierarchy.anchor))
    for _ in range(2):
        with pytest.raises(RefusedError) as refusal:
            card.verifier.verify_certificate(hierarchy.chain[0].to_parts())
        assert refusal.value.status == StatusWord.CONDITIONS_NOT_SATISFIED
        show(card, hierarchy.chain[:1])


@pytest.mark.parametrize(
    "data",
    [b"", b"\x83", b"\x83\x00", b"\x84\x09MADV00001", b"\x83\x09MADV00001\x83\x09MADV00001"],
)
def test_a_name_that_is_none(card: CheckingCard, data: bytes) -> None:
    """K_17."""
    for choose in (card.verifier.choose_issuer, card.verifier.choose_terminal):
        with pytest.raises(RefusedError) as refusal:
            choose(data)
        assert refusal.value.status == StatusWord.INCORRECT_DATA


@pytest.mark.parametrize("name", ["MACVCA00002", "MADV00001", "MAIS00002"])
def test_a_name_that_the_card_does_not_know(card: CheckingCard, name: str) -> None:
    """J_25, K_2."""
    with pytest.raises(RefusedError) as refusal:
        card.verifier.choose_terminal(named(name))
    assert refusal.value.status == StatusWord.REFERENCE_NOT_FOUND


@pytest.mark.parametrize("length", [0, 7, 9])
def test_a_terminal_signs_challenges_of_eight_bytes_alone(
    hierarchy: Hierarchy, length: int
) -> None:
    """K_12, from the terminal's side: a short challenge could be one that was seen before."""

    class ShortChallenge(CheckingCard):
        def transmit(self, command: bytes) -> bytes:
            answer = super().transmit(command)
            return bytes(length) + answer[-2:] if command[1] == 0x84 else answer

    card = ShortChallenge(trusting(hierarchy.anchor))
    with pytest.raises(TerminalRefusedError):
        authenticate_terminal(card, hierarchy.chain, hierarchy.terminal.key, BINDING, os.urandom)
    assert (Instruction.EXTERNAL_AUTHENTICATE, 0, 0) not in card.asked
