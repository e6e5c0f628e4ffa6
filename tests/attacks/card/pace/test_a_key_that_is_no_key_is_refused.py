"""Points off the curve, infinity, numbers outside of the subgroup: nobody calculates with them.

Whoever does gives away, key by key, what the password was (ICAO 9303-11, section 4.4.3.3.1).
"""

import os
from collections.abc import Callable

import pytest

from pace_cards import CAN, DH_GM, DH_IM, GM, IM, Between, pace_card
from thiqa.card.channel.pace import PaceError, establish_pace
from thiqa.card.channel.pace.messages import Data
from thiqa.card.errors import CardAnswerError
from thiqa.crypto.curves import BRAINPOOL_P256, BRAINPOOL_P320, P_256
from thiqa.crypto.modp_groups import MODP_1024_160

P = P_256.p
MODULUS = MODP_1024_160.p
OF_OTHER_ORDER = pow(2, MODP_1024_160.order, MODULUS)
"""An element whose order has nothing to do with the subgroup's."""

POINTS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda key: b"",
    "infinity": lambda key: b"\x00",
    "infinity, as long as a point": lambda key: bytes(65),
    "zero and zero": lambda key: b"\x04" + bytes(64),
    "off the curve": lambda key: key[:-1] + bytes((key[-1] ^ 1,)),
    "compressed": lambda key: bytes((2 + (key[-1] & 1),)) + key[1:33],
    "hybrid": lambda key: bytes((6 + (key[-1] & 1),)) + key[1:],
    "cut": lambda key: key[:-1],
    "longer": lambda key: key + b"\x00",
    "a coordinate outside of the field": lambda key: b"\x04" + (P + 5).to_bytes(32) + key[33:],
    "of another curve": lambda key: BRAINPOOL_P256.encode(BRAINPOOL_P256.generator),
    "of a larger curve": lambda key: BRAINPOOL_P320.encode(BRAINPOOL_P320.generator),
}
NUMBERS: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda key: b"",
    "zero": lambda key: b"\x00",
    "one": lambda key: b"\x01",
    "minus one": lambda key: (MODULUS - 1).to_bytes(128),
    "the modulus": lambda key: MODULUS.to_bytes(128),
    "the modulus and two": lambda key: (MODULUS + 2).to_bytes(128),
    "two, which is outside of the subgroup": lambda key: b"\x02",
    "of another order": lambda key: OF_OTHER_ORDER.to_bytes(128),
    "with a zero before it": lambda key: b"\x00" + key,
    "too long": lambda key: key + b"\x01",
}
CASES = [
    (protocol, parameter_id, keys, fault)
    for protocol, parameter_id, keys in (
        (GM, 12, POINTS),
        (IM, 12, POINTS),
        (DH_GM, 0, NUMBERS),
        (DH_IM, 0, NUMBERS),
    )
    for fault in keys
]
every_case = pytest.mark.parametrize(("protocol", "parameter_id", "keys", "fault"), CASES)


@every_case
def test_the_chip_refuses_it_as_the_terminals_key(
    protocol: str, parameter_id: int, keys: dict[str, Callable[[bytes], bytes]], fault: str
) -> None:
    card, choice = pace_card(protocol, parameter_id)
    between = Between(card, command={Data.TERMINAL_KEY: keys[fault]})
    with pytest.raises(CardAnswerError, match="6A80"):
        establish_pace(between, CAN, choice, os.urandom)
    assert Data.CHIP_KEY not in between.seen


@every_case
def test_the_terminal_refuses_it_as_the_chips_key(
    protocol: str, parameter_id: int, keys: dict[str, Callable[[bytes], bytes]], fault: str
) -> None:
    card, choice = pace_card(protocol, parameter_id)
    between = Between(card, answer={Data.CHIP_KEY: keys[fault]})
    with pytest.raises(PaceError):
        establish_pace(between, CAN, choice, os.urandom)
    assert Data.TERMINAL_TOKEN not in between.seen


@pytest.mark.parametrize(
    ("protocol", "parameter_id", "keys", "fault"),
    [case for case in CASES if case[0] in (GM, DH_GM)],
)
def test_neither_maps_the_nonce_with_it(
    protocol: str, parameter_id: int, keys: dict[str, Callable[[bytes], bytes]], fault: str
) -> None:
    card, choice = pace_card(protocol, parameter_id)
    between = Between(card, command={Data.TERMINAL_MAPPING: keys[fault]})
    with pytest.raises(CardAnswerError, match="6A80"):
        establish_pace(between, CAN, choice, os.urandom)
    assert Data.CHIP_MAPPING not in between.seen
    card, choice = pace_card(protocol, parameter_id)
    between = Between(card, answer={Data.CHIP_MAPPING: keys[fault]})
    with pytest.raises(PaceError):
        establish_pace(between, CAN, choice, os.urandom)
    assert Data.TERMINAL_KEY not in between.seen
