"""A document that our own reader reads: every protocol that the card offers, from end to end."""

import os
from datetime import date

import pytest

from specimen_cards import RamMemory
from specimen_documents import CAN, describe, document_state, make_document, make_trust
from thiqa.card import SoftwareCard
from thiqa.card.channel.active_authentication import verify_active
from thiqa.card.channel.passwords import CanPassword, PinPassword
from thiqa.card.channel.suite import Suite
from thiqa.card.channel.terminal_authentication import TerminalCredentials
from thiqa.card.data_groups.dg14 import read_dg14
from thiqa.card.data_groups.dg15 import read_dg15
from thiqa.card.data_groups.files import EF_CVCA, DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import AccessProtocol, DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.software.document.description import ChipAuthenticationOffer, PaceOffer

ZONE_ONLY = frozenset({DataGroup.DG1})
WITH_FINGERS = frozenset({DataGroup.DG1, DataGroup.DG3, DataGroup.DG4})
TODAY = date(2026, 11, 22)


def read(card: SoftwareCard, terminal: TerminalCredentials | None = None) -> DocumentRead:
    return read_document(
        card, ReadingAccess(CanPassword(CAN), terminal), ReadingRules(), os.urandom
    )


@pytest.mark.parametrize("parameters", [12, 13, 15, 16])
@pytest.mark.parametrize("cipher", Suite)
def test_pace_and_chip_authentication_with_every_cipher(cipher: Suite, parameters: int) -> None:
    card = make_document(
        pace=(PaceOffer("GM", cipher, parameters),),
        chip_authentication=ChipAuthenticationOffer(cipher, parameters),
        data_groups=ZONE_ONLY,
    )
    done = read(card)
    assert (done.access.protocol, done.access.domain_parameters) == (
        AccessProtocol.PACE,
        parameters,
    )
    assert done.chip_authentication is not None
    assert not done.failures
    assert not done.refused


@pytest.mark.parametrize("offer", [("GM", 0), ("IM", 0), ("IM", 13), ("CAM", 13), ("CAM", 18)])
def test_every_mapping_opens_the_chip(offer: tuple[str, int]) -> None:
    mapping, parameters = offer
    card = make_document(
        pace=(PaceOffer(mapping, Suite.AES256, parameters),), data_groups=ZONE_ONLY
    )
    done = read(card)
    assert (done.chip_mapping is not None) == (mapping == "CAM")
    assert not done.failures


def test_of_several_forms_the_reader_takes_the_best() -> None:
    offers = (PaceOffer("GM", Suite.TDES, 12), PaceOffer("CAM", Suite.AES128, 13))
    done = read(make_document(pace=offers, data_groups=ZONE_ONLY))
    assert done.chip_mapping is not None


@pytest.mark.parametrize("kind", ["RSA", "ECDSA"])
def test_the_chip_signs_challenges(kind: str) -> None:
    done = read(make_document(active_authentication=kind, data_groups=ZONE_ONLY))
    signed = done.active_authentication
    assert signed is not None
    key = read_dg15(done.data_groups[DataGroup.DG15])
    infos = read_dg14(done.data_groups[DataGroup.DG14])
    verify_active(key, signed.challenge, signed.response, infos)


def test_every_data_group_that_is_described_is_read() -> None:
    wanted = frozenset(DataGroup(number) for number in (1, 2, 5, 7, 11, 12, 13, 16))
    done = read(make_document(data_groups=wanted, active_authentication="ECDSA"))
    assert set(done.data_groups) == wanted | {DataGroup.DG14, DataGroup.DG15}


def test_fingerprints_are_for_terminals_with_certificates() -> None:
    trust, terminal = make_trust(TODAY)
    state = document_state(
        describe(data_groups=WITH_FINGERS, terminal_authentication=True), trust=trust
    )
    card = SoftwareCard(RamMemory(state))
    without = read(card)
    assert set(without.refused) == {DataGroup.DG3.file, DataGroup.DG4.file}
    with_rights = read(card, terminal)
    assert with_rights.terminal_authenticated
    assert {DataGroup.DG3, DataGroup.DG4} <= set(with_rights.data_groups)
    assert EF_CVCA not in with_rights.refused


def test_the_pin_opens_the_chip_if_the_issuer_says_so() -> None:
    card = make_document(pin_opens=True, data_groups=ZONE_ONLY)
    done = read_document(card, ReadingAccess(PinPassword("1234")), ReadingRules(), os.urandom)
    assert done.access.password == "pin"
