"""Terminal and chip, in every form of PACE over every group that the standard names."""

import os

import pytest

from pace_cards import CAN, CHIP_KEY, ECHO, PaceOnlyCard, Passwords
from thiqa.card.channel.domain_parameters import STANDARD_DOMAINS
from thiqa.card.channel.pace import (
    PROTOCOLS,
    Mapping,
    PaceChoice,
    PacePolicy,
    PaceSession,
    choose,
    establish_pace,
    key_of_proof,
    offered,
)
from thiqa.card.data_groups.security_info import PaceInfo
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu


def offers() -> list[tuple[SecurityInfos, PaceChoice]]:
    each = (
        SecurityInfos(pace=(PaceInfo(identifier, parameter_id=parameter_id),))
        for identifier in PROTOCOLS
        for parameter_id in STANDARD_DOMAINS
    )
    return [(infos, choice) for infos in each for choice in offered(infos)]


def establish(infos: SecurityInfos, choice: PaceChoice) -> tuple[PaceSession, PaceOnlyCard]:
    keys = dict.fromkeys(STANDARD_DOMAINS, CHIP_KEY)
    card = PaceOnlyCard(infos, Passwords((CAN,)), os.urandom, keys)
    return establish_pace(card, CAN, choice, os.urandom), card


def test_every_form_is_there_but_one() -> None:
    named = [(choice.protocol.mapping, choice.domain.name) for _, choice in offers()]
    assert len(named) == 8 * 3 + 11 * 11 - 4
    assert (Mapping.INTEGRATED, "secp224r1") not in named
    assert (Mapping.GENERIC, "secp224r1") in named


@pytest.mark.parametrize(
    ("infos", "choice"), [pytest.param(*each, id=each[1].name) for each in offers()]
)
def test_both_sides_come_to_one_channel(infos: SecurityInfos, choice: PaceChoice) -> None:
    session, card = establish(infos, choice)
    answer = session.card.transmit(CommandApdu(0, ECHO, 0, 0, b"both", 4).to_bytes())
    assert ResponseApdu.from_bytes(answer) == ResponseApdu(b"both", 0x9000)
    assert card.established is not None
    assert card.established.keys.suite is choice.protocol.suite
    assert (card.established.terminal_key, card.established.chip_key) == (
        session.terminal_key,
        session.chip_key,
    )


@pytest.mark.parametrize("parameter_id", [12, 13, 15, 16])
def test_the_chip_proves_its_own_key_with_the_channel(parameter_id: int) -> None:
    infos = SecurityInfos(pace=(PaceInfo("0.4.0.127.0.7.2.2.4.6.4", parameter_id=parameter_id),))
    choice = choose(infos, PacePolicy())
    session, _ = establish(infos, choice)
    proof = session.chip_authentication
    assert proof is not None
    assert key_of_proof(proof, choice.domain.public_key(CHIP_KEY)) == proof.mapping_key
    assert key_of_proof(proof, choice.domain.public_key(CHIP_KEY + 1)) != proof.mapping_key
