"""Chip authentication mapping: the proof is due, about this run, and by the key that is signed."""

import os

import pytest

from pace_cards import CAM, CAN, CHIP_KEY, GM, Between, PaceOnlyCard, pace_card
from thiqa.card.channel.errors import ChannelError
from thiqa.card.channel.pace import PaceError, establish_pace, key_of_proof
from thiqa.card.channel.pace.key_agreement import encrypt_chip_data
from thiqa.card.channel.pace.messages import Data, read_dynamic_data, write_dynamic_data
from thiqa.card.errors import CardAnswerError
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu


class LastAnswer:
    """Changes the chip's last answer, knowing the session keys as a cloned chip does."""

    def __init__(self, card: PaceOnlyCard, data: bytes | None) -> None:
        self._card, self._data = card, data

    def transmit(self, command: bytes) -> bytes:
        answer = self._card.transmit(command)
        if CommandApdu.from_bytes(command).ins != 0x86 or self._card.established is None:
            return answer
        read = read_dynamic_data(answer[:-2], Data.CHIP_TOKEN, Data.CHIP_AUTHENTICATION)
        items = [(Data.CHIP_TOKEN, read[Data.CHIP_TOKEN])]
        if self._data is not None:
            sealed = encrypt_chip_data(self._card.established.keys, self._data)
            items.append((Data.CHIP_AUTHENTICATION, sealed))
        return ResponseApdu(write_dynamic_data(*items), 0x9000).to_bytes()


def test_without_a_proof_there_is_no_session() -> None:
    card, choice = pace_card(CAM, 12)
    with pytest.raises(PaceError, match="missing"):
        establish_pace(LastAnswer(card, None), CAN, choice, os.urandom)


def test_a_proof_that_the_mapping_does_not_have_is_refused() -> None:
    card, choice = pace_card(GM, 12)
    with pytest.raises(PaceError, match="against the mapping"):
        establish_pace(LastAnswer(card, bytes(31) + b"\1"), CAN, choice, os.urandom)


ORDER = pace_card(CAM, 12)[1].domain.order


@pytest.mark.parametrize(
    "data",
    [b"", b"\1", bytes(32), b"\1" * 31, b"\1" * 33, ORDER.to_bytes(32), b"\xff" * 32],
    ids=["nothing", "one", "zero", "short", "long", "the order", "above the order"],
)
def test_a_proof_that_is_no_scalar_is_refused(data: bytes) -> None:
    card, choice = pace_card(CAM, 12)
    with pytest.raises(ChannelError):
        establish_pace(LastAnswer(card, data), CAN, choice, os.urandom)


@pytest.mark.parametrize("sealed", [b"", bytes(16), bytes(47), bytes(48), bytes(64)])
def test_a_proof_under_another_key_is_refused(sealed: bytes) -> None:
    card, choice = pace_card(CAM, 12)
    between = Between(card, answer={Data.CHIP_AUTHENTICATION: lambda _: sealed})
    with pytest.raises(ChannelError):
        establish_pace(between, CAN, choice, os.urandom)


def test_a_clone_without_the_key_does_not_prove_the_key_that_is_signed() -> None:
    """The clone has copied all files; of the private key it has nothing but a guess."""
    card, choice = pace_card(CAM, 12)
    clone = PaceOnlyCard(card.infos, card.passwords, os.urandom, {12: CHIP_KEY + 1})
    proof = establish_pace(clone, CAN, choice, os.urandom).chip_authentication
    assert proof is not None
    assert key_of_proof(proof, choice.domain.public_key(CHIP_KEY)) != proof.mapping_key


def test_a_proof_of_one_run_is_not_one_of_the_next() -> None:
    card, choice = pace_card(CAM, 12)
    first = establish_pace(card, CAN, choice, os.urandom).chip_authentication
    second = establish_pace(card, CAN, choice, os.urandom).chip_authentication
    assert first is not None
    assert second is not None
    assert first.mapping_key != second.mapping_key
    assert key_of_proof(first, choice.domain.public_key(CHIP_KEY)) != second.mapping_key


def test_a_chip_without_a_key_does_not_speak_the_mapping() -> None:
    card, choice = pace_card(CAM, 12)
    keyless = PaceOnlyCard(card.infos, card.passwords, os.urandom)
    with pytest.raises(CardAnswerError, match="6A88"):
        establish_pace(keyless, CAN, choice, os.urandom)
    assert keyless.established is None
