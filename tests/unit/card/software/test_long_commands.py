"""Commands and answers that are longer than a short length: in one piece, in a chain, in parts."""

import os
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from specimen_cards import RamMemory, ask
from specimen_documents import CAN, describe, document_state, make_document, make_trust
from thiqa.card import Card, SoftwareCard
from thiqa.card.channel.cv_certificates import CvSigningKey, Role, TrustState, trust_anchor
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.channel.specimen_terminals import AUTHORITY, TERMINAL, VERIFIER, Issuer, Validity
from thiqa.card.channel.terminal_authentication import TerminalCredentials
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.software.document.description import ChipAuthenticationOffer, Portrait
from thiqa.card.transport.apdu import ResponseApdu
from thiqa.crypto.signature_algorithms import Mechanism, SignatureAlgorithm

GROUPS = frozenset({DataGroup.DG1, DataGroup.DG3})
RSA_SHA256 = SignatureAlgorithm(Mechanism.RSA_PKCS1, "sha256")


class CountingCard:
    """Remembers the longest command and answer."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self.command = self.answer = 0
        self.chained = 0

    def transmit(self, command: bytes) -> bytes:
        answer = self._card.transmit(command)
        self.command = max(self.command, len(command))
        self.answer = max(self.answer, len(answer))
        self.chained += bool(command[0] & 0x10 and command[1] != 0x86)
        return answer


def terminal_with_long_keys() -> tuple[TrustState, TerminalCredentials]:
    """Certificates of RSA with 2048 bits, each of some 600 bytes."""
    validity = Validity(date(2026, 1, 1), date(2030, 1, 1))
    keys = [
        CvSigningKey.of_rsa(rsa.generate_private_key(65537, 2048), RSA_SHA256) for _ in range(3)
    ]
    top = Issuer.self_signed(AUTHORITY, keys[0], validity, os.urandom)
    middle = top.issue(Role.DOMESTIC_VERIFIER, VERIFIER, keys[1], validity, os.urandom)
    own = middle.issue(Role.TERMINAL, TERMINAL, keys[2], validity, os.urandom)
    trust = TrustState.personalised([trust_anchor(top.certificate)], date(2026, 11, 22))
    return trust, TerminalCredentials((middle.certificate, own.certificate), TERMINAL, own.key)


def read(card: Card, terminal: TerminalCredentials | None = None) -> DocumentRead:
    access = ReadingAccess(CanPassword(CAN), terminal)
    return read_document(card, access, ReadingRules(), os.urandom)


@pytest.mark.parametrize("largest", [256, 1_000, 65_536])
def test_long_certificates_keys_and_files_go_through_any_channel(largest: int) -> None:
    trust, terminal = terminal_with_long_keys()
    described = describe(
        largest_answer=largest,
        active_authentication="RSA",
        chip_authentication=ChipAuthenticationOffer(parameters=2),
        terminal_authentication=True,
        data_groups=GROUPS,
    )
    card = CountingCard(SoftwareCard(RamMemory(document_state(described, trust))))
    done = read(card, terminal)
    assert done.terminal_authenticated
    assert not done.failures
    assert not done.refused
    assert set(done.data_groups) == GROUPS | {DataGroup.DG14, DataGroup.DG15}
    assert card.answer <= largest + 2
    assert (card.chained > 0) == (largest == 256)


def test_a_file_of_many_kilobytes_is_read_to_its_end() -> None:
    largest = Portrait(width=900, height=1_200)
    groups = frozenset({DataGroup.DG1, DataGroup.DG2})
    state = document_state(describe(portrait=largest, data_groups=groups, largest_answer=1_000))
    assert state.chip is not None
    portrait = state.chip.files["EF.DG2"]
    assert len(portrait) > 0x8000, "farther than the plain instruction can reach"
    assert read(SoftwareCard(RamMemory(state))).data_groups[DataGroup.DG2] == portrait


def test_a_chain_that_is_broken_off_is_forgotten() -> None:
    card = make_document(data_groups=frozenset({DataGroup.DG1}))
    assert ask(card, "10 2241B6 03 800154") == (b"", 0x9000)
    assert ask(card, "00B09C0000")[1] == 0x9000
    assert ask(card, "00 2241B6 03 840101")[1] == 0x6985, "no application, and no old data"


def test_only_some_commands_come_in_parts() -> None:
    card = make_document(data_groups=frozenset({DataGroup.DG1}))
    assert ask(card, "10A4040C07A0000002471001") == (b"", 0x6884)


def test_what_a_certificate_tells_of_the_day_is_remembered_for_ever() -> None:
    trust, terminal = make_trust(date(2026, 11, 22))
    described = describe(terminal_authentication=True, data_groups=GROUPS)
    state = document_state(described, replace(trust, today=date(2026, 1, 1)))
    memory = RamMemory(state)
    assert read(SoftwareCard(memory), terminal).terminal_authenticated
    chip = memory.read().chip
    assert chip is not None
    assert chip.trust is not None
    assert chip.trust.today == date(2026, 11, 22)
    assert read(SoftwareCard(memory), terminal).terminal_authenticated


def test_an_answer_longer_than_asked_for_waits() -> None:
    card = make_document(data_groups=frozenset({DataGroup.DG1}), largest_answer=256)
    answer = ResponseApdu.from_bytes(card.transmit(bytes.fromhex("00B09C00 000400")))
    assert answer.status == 0x9000
