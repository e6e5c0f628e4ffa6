"""Fingerprints and irises are for terminals with the right, in the channel in which they proved it.

ICAO 9303-11, section 7.1; TR-03110-1, section 3.5.
"""

import os
from datetime import date

import pytest

from specimen_cards import RamMemory
from specimen_documents import CAN, Trusting, describe, document_state, make_trust
from thiqa.card import SoftwareCard
from thiqa.card.channel.chip_authentication import authenticate_chip
from thiqa.card.channel.cv_certificates import READ_FINGERPRINTS
from thiqa.card.channel.errors import TerminalRefusedError
from thiqa.card.channel.pace.choice import PacePolicy, choose
from thiqa.card.channel.pace.terminal import PaceSession, establish_pace
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.channel.secure_messaging import SecuredCard
from thiqa.card.channel.terminal_authentication import Binding, authenticate_terminal
from thiqa.card.data_groups.dg14 import read_dg14
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.software.state import CardState
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu

SELECT_DOCUMENT = "00A4040C07A0000002471001"
FINGERPRINTS, IRISES = "00B0830000", "00B0840000"


@pytest.fixture(scope="module")
def trusting() -> Trusting:
    """A terminal that may read fingerprints, and nothing else."""
    return make_trust(date(2026, 11, 22), READ_FINGERPRINTS)


@pytest.fixture(scope="module")
def state(trusting: Trusting) -> CardState:
    groups = frozenset({DataGroup.DG1, DataGroup.DG3, DataGroup.DG4})
    described = describe(terminal_authentication=True, data_groups=groups)
    return document_state(described, trusting.trust)


@pytest.fixture
def card(state: CardState) -> SoftwareCard:
    return SoftwareCard(RamMemory(state))


def ask(card: SoftwareCard | SecuredCard, command: str) -> ResponseApdu:
    return ResponseApdu.from_bytes(card.transmit(bytes.fromhex(command)))


def pace(card: SoftwareCard) -> PaceSession:
    assert ask(card, "00A4000C023F00").status == 0x9000
    choice = choose(read_security_infos(ask(card, "00B09C0000").data), PacePolicy())
    opened = establish_pace(card, CanPassword(CAN), choice, os.urandom)
    assert ask(opened.card, SELECT_DOCUMENT).status == 0x9000
    return opened


def prove(card: SoftwareCard, trusting: Trusting) -> SecuredCard:
    """PACE, chip authentication, terminal authentication."""
    opened = pace(card)
    command = CommandApdu(0, 0xB0, 0x8E, 0, expected=65_536, extended=True)
    dg14 = ResponseApdu.from_bytes(opened.card.transmit(command.to_bytes())).data
    chip = authenticate_chip(opened.card, read_dg14(dg14), os.urandom)
    terminal = trusting.terminal
    chain = terminal.chain_from([each.reference for each in trusting.trust.anchors])
    binding = Binding(opened.chip_key, chip.terminal_key)
    authenticate_terminal(chip.card, chain, terminal.key, binding, os.urandom)
    return chip.card


def test_without_certificates_neither_is_given(card: SoftwareCard) -> None:
    opened = pace(card).card
    assert ask(opened, FINGERPRINTS).status == 0x6982
    assert ask(opened, IRISES).status == 0x6982


def test_a_right_to_fingerprints_is_none_to_irises(card: SoftwareCard, trusting: Trusting) -> None:
    secured = prove(card, trusting)
    assert ask(secured, FINGERPRINTS).status == 0x9000
    assert ask(secured, IRISES).status == 0x6982


def test_the_right_ends_with_the_channel(card: SoftwareCard, trusting: Trusting) -> None:
    assert ask(prove(card, trusting), FINGERPRINTS).status == 0x9000
    assert ask(pace(card).card, FINGERPRINTS).status == 0x6982


def test_the_terminal_proves_itself_after_the_chip_alone(
    card: SoftwareCard, trusting: Trusting
) -> None:
    opened = pace(card)
    terminal = trusting.terminal
    chain = terminal.chain_from([each.reference for each in trusting.trust.anchors])
    with pytest.raises(TerminalRefusedError, match="6985"):
        authenticate_terminal(
            opened.card, chain, terminal.key, Binding(opened.chip_key, b""), os.urandom
        )
    assert ask(opened.card, FINGERPRINTS).status == 0x6982


def test_the_certificates_of_another_authority_open_nothing(
    card: SoftwareCard, trusting: Trusting
) -> None:
    other = make_trust(date(2026, 11, 22))
    impostor = Trusting(trusting.trust, other.terminal)
    with pytest.raises(TerminalRefusedError):
        prove(card, impostor)
