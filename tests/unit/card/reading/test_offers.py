"""The same document is read through every way that a chip can offer."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from specimen_cards import RamMemory
from specimen_documents import CAN, NOW, describe, document_state, make_document
from thiqa.card import SoftwareCard, load_personas
from thiqa.card.channel.cv_certificates import TrustState
from thiqa.card.channel.passwords import CanPassword, MrzPassword, Password, PinPassword
from thiqa.card.channel.specimen_terminals import make
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.files import EF_CARD_SECURITY, DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import AccessProtocol, DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.software.document.description import ChipAuthenticationOffer, PaceOffer
from thiqa.card.transport.connection import Card

ZONE = MrzPassword("SP1000010", "900517", "350101")
PIN = load_personas()["adult"].pin
GROUPS = {DataGroup.DG1, DataGroup.DG2, DataGroup.DG11, DataGroup.DG12}
MODP_2048 = 2
BRAINPOOL_P256 = 13


def read(card: Card, password: Password | None = None, **access: Any) -> DocumentRead:
    given = ReadingAccess(password or CanPassword(CAN), **access)
    return read_document(card, given, ReadingRules(bac_allowed=True), os.urandom)


@pytest.mark.parametrize(
    "offer",
    [
        PaceOffer("GM", Suite.TDES),
        PaceOffer("GM", Suite.AES256, BRAINPOOL_P256),
        PaceOffer("IM", Suite.AES192),
        PaceOffer("CAM", Suite.AES128),
        PaceOffer("GM", Suite.AES128, MODP_2048),
    ],
    ids=lambda offer: f"{offer.mapping}-{offer.cipher.title}-{offer.parameters}",
)
def test_every_form_of_pace_opens_it(offer: PaceOffer) -> None:
    found = read(make_document(pace=(offer,)))
    assert found.access.protocol is AccessProtocol.PACE
    assert found.access.domain_parameters == offer.parameters
    assert found.data_groups.keys() >= GROUPS
    assert not found.failures
    assert (found.chip_mapping is not None) == (offer.mapping == "CAM")
    assert (EF_CARD_SECURITY in found.files) == (offer.mapping == "CAM")


@pytest.mark.parametrize("password", [ZONE, PinPassword(PIN)], ids=["zone", "pin"])
def test_zone_and_pin_open_it_too(password: Password) -> None:
    found = read(make_document(pin_opens=True), password)
    assert found.data_groups.keys() >= GROUPS
    assert found.access.password == ("mrz" if password is ZONE else "pin")


def test_basic_access_opens_a_chip_that_offers_nothing_else() -> None:
    found = read(make_document(pace=(), basic_access=True), ZONE)
    assert found.access.protocol is AccessProtocol.BAC
    assert found.data_groups.keys() >= GROUPS
    assert found.chip_authentication is not None


@pytest.mark.parametrize(
    "offer",
    [
        ChipAuthenticationOffer(Suite.TDES),
        ChipAuthenticationOffer(Suite.AES256, BRAINPOOL_P256),
        ChipAuthenticationOffer(Suite.AES128, MODP_2048),
    ],
    ids=lambda offer: f"{offer.cipher.title}-{offer.parameters}",
)
def test_chip_authentication_replaces_the_channel(offer: ChipAuthenticationOffer) -> None:
    found = read(make_document(chip_authentication=offer))
    assert found.chip_authentication is not None
    last = {Suite.TDES: "1", Suite.AES128: "2", Suite.AES256: "4"}[offer.cipher]
    assert found.chip_authentication.protocol.endswith(f".{last}")
    assert found.data_groups.keys() >= GROUPS


@pytest.mark.parametrize("kind", ["RSA", "ECDSA"])
def test_the_chip_signs_a_challenge(kind: str) -> None:
    found = read(make_document(active_authentication=kind))
    assert not found.failures
    assert found.active_authentication is not None
    assert len(found.active_authentication.challenge) == 8


@pytest.mark.parametrize("largest", [256, 1_000, 32_768])
def test_answers_are_as_long_as_the_card_gives_them(largest: int) -> None:
    found = read(make_document(largest_answer=largest, active_authentication="RSA"))
    assert found.data_groups.keys() >= GROUPS
    assert not found.failures
    assert (found.apdus <= 22) == (largest == 32_768)


def test_fingerprints_are_for_terminals_that_have_the_right(tmp_path: Path) -> None:
    today = datetime.fromtimestamp(NOW, UTC).date()
    terminals = make(tmp_path / "terminals", today=today, random_bytes=os.urandom)
    trust = TrustState.personalised([terminals.trust_anchor], today)
    fingers = frozenset({DataGroup.DG1, DataGroup.DG3})
    state = document_state(describe(terminal_authentication=True, data_groups=fingers), trust)
    without = read(SoftwareCard(RamMemory(state)))
    assert without.refused == {DataGroup.DG3.file: "6982"}
    assert not without.terminal_authenticated
    found = read(SoftwareCard(RamMemory(state)), terminal=terminals.terminal)
    assert found.terminal_authenticated
    assert DataGroup.DG3 in found.data_groups
    assert not found.failures
