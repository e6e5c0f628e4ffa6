"""A card in two processes, two terminals: what one has taught it the other does not undo."""

import os
from datetime import date

import pytest

from specimen_cards import RamMemory
from specimen_documents import CAN, describe, document_state
from terminals import TODAY, Hierarchy, below, named, trusting
from thiqa.card import SoftwareCard
from thiqa.card.channel.chip_authentication import authenticate_chip
from thiqa.card.channel.cv_certificates import CvCertificate, Role
from thiqa.card.channel.pace.choice import PacePolicy, choose
from thiqa.card.channel.pace.terminal import establish_pace
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.channel.secure_messaging import SecuredCard
from thiqa.card.data_groups.dg14 import read_dg14
from thiqa.card.data_groups.files import EMRTD_APPLICATION, DataGroup
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.dialect import (
    BY_APPLICATION,
    SET_FOR_VERIFICATION,
    VERIFY_CERTIFICATE,
    WITHOUT_ANSWER,
    Instruction,
)
from thiqa.card.transport.apdu import CommandApdu, StatusWord
from thiqa.card.transport.exchange import exchange

SOON, LATER = date(2026, 7, 1), date(2026, 8, 1)


def infos_of(memory: RamMemory) -> SecurityInfos:
    chip = memory.read().chip
    assert chip is not None
    return read_dg14(chip.files[DataGroup.DG14.file.name])


def opened(memory: RamMemory) -> SecuredCard:
    """Open the card, as far as terminal authentication wants it."""
    infos = infos_of(memory)
    choice = choose(infos, PacePolicy())
    session = establish_pace(SoftwareCard(memory), CanPassword(CAN), choice, os.urandom)
    select = CommandApdu(0, Instruction.SELECT, BY_APPLICATION, WITHOUT_ANSWER, EMRTD_APPLICATION)
    assert exchange(session.card, select).status == StatusWord.OK
    return authenticate_chip(session.card, infos, os.urandom).card


def give(card: SecuredCard, certificate: CvCertificate) -> int:
    """Give a certificate; return the status word."""
    name = named(certificate.authority)
    choosing = CommandApdu(0, Instruction.MANAGE_SECURITY_ENVIRONMENT, *SET_FOR_VERIFICATION, name)
    assert exchange(card, choosing).status == StatusWord.OK
    operation, data = Instruction.PERFORM_SECURITY_OPERATION, certificate.to_parts()
    command = CommandApdu(0, operation, *VERIFY_CERTIFICATE, data, None, len(data) > 255)
    return exchange(card, command).status


def today(memory: RamMemory) -> date:
    chip = memory.read().chip
    assert chip is not None
    assert chip.trust is not None
    return chip.trust.today


@pytest.fixture
def hierarchy() -> Hierarchy:
    return Hierarchy()


@pytest.fixture
def memory(hierarchy: Hierarchy) -> RamMemory:
    described = describe(
        terminal_authentication=True, data_groups=frozenset({DataGroup.DG1, DataGroup.DG3})
    )
    return RamMemory(document_state(described, trusting(hierarchy.anchor, today=TODAY)))


def test_what_one_terminal_teaches_is_kept(hierarchy: Hierarchy, memory: RamMemory) -> None:
    fresh = below(hierarchy.authority, Role.DOMESTIC_VERIFIER, "MADV00002", effective=SOON)
    assert give(opened(memory), fresh.certificate) == StatusWord.OK
    assert today(memory) == SOON


def test_a_terminal_that_began_earlier_does_not_turn_time_back(
    hierarchy: Hierarchy, memory: RamMemory
) -> None:
    first, second = opened(memory), opened(memory)
    late = below(hierarchy.authority, Role.DOMESTIC_VERIFIER, "MADV00002", effective=LATER)
    soon = below(hierarchy.authority, Role.DOMESTIC_VERIFIER, "MADV00003", effective=SOON)
    assert give(second, late.certificate) == StatusWord.OK
    assert give(first, soon.certificate) == StatusWord.MEMORY_FAILURE
    assert today(memory) == LATER


def test_a_link_of_the_other_terminal_stays(hierarchy: Hierarchy, memory: RamMemory) -> None:
    first, second = opened(memory), opened(memory)
    links = [
        below(hierarchy.authority, Role.AUTHORITY, f"MACVCA0000{n}", effective=SOON) for n in (2, 3)
    ]
    assert give(second, links[0].certificate) == StatusWord.OK
    assert give(first, links[1].certificate) == StatusWord.MEMORY_FAILURE
    chip = memory.read().chip
    assert chip is not None
    assert chip.trust is not None
    assert chip.trust.find(links[0].reference) is not None
