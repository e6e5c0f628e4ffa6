"""A chip that does not know the password, or answers with more or less than the protocol has."""

import os

import pytest

from pace_cards import CAM, CAN, GM, IM, Between, pace_card
from thiqa.card.channel.errors import ChannelError, WrongPasswordError
from thiqa.card.channel.pace import establish_pace
from thiqa.card.channel.pace.messages import Data, write_dynamic_data
from thiqa.card.errors import CardError
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu


@pytest.mark.parametrize("bit", range(64))
def test_every_bit_of_the_chips_token_counts(bit: int) -> None:
    card, choice = pace_card(GM, 12)

    def flip(token: bytes) -> bytes:
        return (int.from_bytes(token) ^ 1 << bit).to_bytes(len(token))

    with pytest.raises(WrongPasswordError):
        establish_pace(Between(card, answer={Data.CHIP_TOKEN: flip}), CAN, choice, os.urandom)


@pytest.mark.parametrize("token", [b"", b"\0", bytes(7), bytes(9)])
def test_a_token_of_another_length_is_wrong(token: bytes) -> None:
    card, choice = pace_card(GM, 12)
    with pytest.raises(WrongPasswordError):
        establish_pace(
            Between(card, answer={Data.CHIP_TOKEN: lambda _: token}), CAN, choice, os.urandom
        )


def test_the_terminals_own_token_is_not_the_chips() -> None:
    card, choice = pace_card(GM, 12)
    between = Between(card)
    between = Between(card, answer={Data.CHIP_TOKEN: lambda _: between.seen[Data.TERMINAL_TOKEN]})
    with pytest.raises(WrongPasswordError):
        establish_pace(between, CAN, choice, os.urandom)


@pytest.mark.parametrize("nonce", [b"", bytes(8), bytes(15), bytes(17), bytes(80), bytes(128)])
def test_a_nonce_that_is_not_whole_blocks_is_refused(nonce: bytes) -> None:
    card, choice = pace_card(GM, 12)
    between = Between(card, answer={Data.NONCE: lambda _: nonce})
    with pytest.raises(ChannelError):
        establish_pace(between, CAN, choice, os.urandom)
    assert Data.TERMINAL_MAPPING not in between.seen


@pytest.mark.parametrize("nonce", [bytes(32), bytes(48)])
def test_the_integrated_mapping_takes_a_nonce_of_one_length(nonce: bytes) -> None:
    card, choice = pace_card(IM, 12)
    with pytest.raises(ChannelError):
        establish_pace(Between(card, answer={Data.NONCE: lambda _: nonce}), CAN, choice, os.urandom)


@pytest.mark.parametrize("length", [0, 8, 15, 17, 24, 32])
def test_the_chip_takes_a_second_nonce_of_one_length(length: int) -> None:
    card, choice = pace_card(IM, 12)
    between = Between(card, command={Data.TERMINAL_MAPPING: lambda _: bytes(length)})
    with pytest.raises(CardError, match="6A80"):
        establish_pace(between, CAN, choice, os.urandom)


def test_the_integrated_mapping_has_no_data_of_the_chip() -> None:
    card, choice = pace_card(IM, 12)
    with pytest.raises(ChannelError, match="mapping data"):
        establish_pace(
            Between(card, answer={Data.CHIP_MAPPING: lambda _: b"\1"}), CAN, choice, os.urandom
        )


class Answering:
    """Answers one step with data of its own."""

    def __init__(self, card: object, step: int, answer: bytes) -> None:
        self._card, self._step, self._answer, self._steps = card, step, answer, 0

    def transmit(self, command: bytes) -> bytes:
        if CommandApdu.from_bytes(command).ins == 0x86:
            self._steps += 1
            if self._steps == self._step:
                return ResponseApdu(self._answer, 0x9000).to_bytes()
        return self._card.transmit(command)  # type: ignore[attr-defined, no-any-return]


WRONG = {
    "nothing": b"",
    "no object": write_dynamic_data(),
    "another template": b"\x7d\x00",
    "the nonce twice": write_dynamic_data((0x80, bytes(16)), (0x80, bytes(16))),
    "more than is due": write_dynamic_data((0x80, bytes(16)), (0x8A, bytes(16))),
    "the answer to another step": write_dynamic_data((0x86, bytes(8))),
    "bytes after it": write_dynamic_data((0x80, bytes(16))) + b"\x01",
    "cut": write_dynamic_data((0x80, bytes(16)))[:-1],
}


@pytest.mark.parametrize("step", [1, 2, 3, 4])
@pytest.mark.parametrize("fault", WRONG)
def test_an_answer_that_is_not_this_steps_is_refused(fault: str, step: int) -> None:
    card, choice = pace_card(CAM, 12)
    with pytest.raises(ChannelError):
        establish_pace(Answering(card, step, WRONG[fault]), CAN, choice, os.urandom)
