"""A key sent back: its token would be right without any password (ICAO 9303-11, section 4.4.1)."""

import os
from typing import ClassVar

import pytest

from pace_cards import CAM, CAN, DH_GM, DH_IM, GM, IM, Between, PaceOnlyCard, pace_card
from thiqa.card.channel.pace import PaceError, establish_pace
from thiqa.card.channel.pace.messages import (
    TAG_DYNAMIC_DATA,
    Data,
    read_dynamic_data,
    write_dynamic_data,
)
from thiqa.card.dialect import Instruction
from thiqa.card.errors import CardAnswerError
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu
from thiqa.card.transport.tlv import parse, parse_one

every_form = pytest.mark.parametrize(
    ("protocol", "parameter_id"), [(GM, 12), (CAM, 13), (IM, 12), (DH_GM, 0), (DH_IM, 0)]
)


class Mirror:
    """Knows no password: sends back whatever key and token it is sent."""

    BACK: ClassVar = {Data.TERMINAL_KEY: Data.CHIP_KEY, Data.TERMINAL_TOKEN: Data.CHIP_TOKEN}

    def __init__(self, card: PaceOnlyCard) -> None:
        self._card = card
        self.tokens = 0

    def transmit(self, command: bytes) -> bytes:
        apdu = CommandApdu.from_bytes(command)
        for asked, said in self.BACK.items():
            if apdu.ins == Instruction.GENERAL_AUTHENTICATE and asked in _tags(apdu.data):
                self.tokens += asked == Data.TERMINAL_TOKEN
                value = read_dynamic_data(apdu.data, asked)[asked]
                return ResponseApdu(write_dynamic_data((said, value)), 0x9000).to_bytes()
        return self._card.transmit(command)


def _tags(data: bytes) -> list[int]:
    return [item.tag for item in parse(parse_one(data, TAG_DYNAMIC_DATA).value)]


@every_form
def test_the_terminal_does_not_agree_with_its_own_reflection(
    protocol: str, parameter_id: int
) -> None:
    card, choice = pace_card(protocol, parameter_id)
    mirror = Mirror(card)
    with pytest.raises(PaceError, match="our own key"):
        establish_pace(mirror, CAN, choice, os.urandom)
    assert mirror.tokens == 0


@pytest.mark.parametrize(("protocol", "parameter_id"), [(GM, 12), (CAM, 13), (DH_GM, 0)])
def test_the_terminal_does_not_map_with_its_own_reflection(
    protocol: str, parameter_id: int
) -> None:
    card, choice = pace_card(protocol, parameter_id)
    between = Between(card)
    between = Between(
        card, answer={Data.CHIP_MAPPING: lambda key: between.seen[Data.TERMINAL_MAPPING]}
    )
    with pytest.raises(PaceError, match="our own key"):
        establish_pace(between, CAN, choice, os.urandom)


ALWAYS = b"\x07" * 64


@pytest.mark.parametrize("step", [Data.TERMINAL_MAPPING, Data.TERMINAL_KEY])
def test_the_chip_does_not_agree_with_its_own_reflection(step: Data) -> None:
    """A chip whose next key can be foreseen is not opened by sending it first."""
    same, choice = pace_card(GM, 12)
    same = PaceOnlyCard(same.infos, same.passwords, lambda size: ALWAYS[:size])
    twin, _ = pace_card(GM, 12)
    twin = PaceOnlyCard(twin.infos, twin.passwords, lambda size: ALWAYS[:size])
    replay = {Data.TERMINAL_MAPPING: Data.CHIP_MAPPING, Data.TERMINAL_KEY: Data.CHIP_KEY}[step]
    seen = Between(twin)
    establish_pace(seen, CAN, choice, lambda size: bytes(range(size)))
    foreseen = Between(same, command={step: lambda _: seen.seen[replay]})
    with pytest.raises(CardAnswerError, match="6A80"):
        establish_pace(foreseen, CAN, choice, lambda size: bytes(range(size)))
    assert replay not in foreseen.seen
