"""Guessing: one password a run, a try taken before it is compared, nothing to learn beside it."""

import os
from dataclasses import replace

import pytest

from pace_cards import CAN, GM, IM, Between, PaceOnlyCard, Passwords, pace_card
from thiqa.card.channel.errors import RefusedError, WrongPasswordError
from thiqa.card.channel.pace import (
    PaceChoice,
    PasswordBlockedError,
    PasswordSuspendedError,
    establish_pace,
)
from thiqa.card.channel.pace.messages import Data, Selection, write_dynamic_data
from thiqa.card.channel.passwords import CanPassword, PinPassword
from thiqa.card.errors import CardAnswerError
from thiqa.card.transport.apdu import StatusWord

PIN, WRONG_PIN = PinPassword("123456"), PinPassword("123457")


def guess(card: PaceOnlyCard, choice: PaceChoice, *, last: bool = False) -> int | None:
    with pytest.raises(WrongPasswordError) as caught:
        establish_pace(card, WRONG_PIN, choice, os.urandom, use_last_try=last)
    return caught.value.tries_left


@pytest.mark.parametrize("protocol", [GM, IM])
def test_another_password_opens_nothing(protocol: str) -> None:
    card, choice = pace_card(protocol, 12)
    with pytest.raises(WrongPasswordError) as caught:
        establish_pace(card, CanPassword("123457"), choice, os.urandom)
    assert caught.value.tries_left is None
    assert card.established is None


@pytest.mark.parametrize("bit", range(64))
def test_every_bit_of_the_terminals_token_counts(bit: int) -> None:
    card, choice = pace_card(GM, 12)

    def flip(token: bytes) -> bytes:
        return (int.from_bytes(token) ^ 1 << bit).to_bytes(len(token))

    with pytest.raises(WrongPasswordError):
        establish_pace(Between(card, command={Data.TERMINAL_TOKEN: flip}), CAN, choice, os.urandom)
    assert card.established is None


@pytest.mark.parametrize("token", [b"", b"\0", bytes(7), bytes(9), bytes(16)])
def test_a_token_of_another_length_is_wrong(token: bytes) -> None:
    card, choice = pace_card(GM, 12)
    between = Between(card, command={Data.TERMINAL_TOKEN: lambda _: token})
    with pytest.raises(WrongPasswordError):
        establish_pace(between, CAN, choice, os.urandom)


def test_tries_run_down_and_come_back() -> None:
    card, choice = pace_card(GM, 12, PIN)
    assert guess(card, choice) == 2
    establish_pace(card, PIN, choice, os.urandom)
    assert card.passwords.left(PIN.reference) == 3


def test_the_last_try_is_not_used_before_the_access_number() -> None:
    card, choice = pace_card(GM, 12, PIN)
    guess(card, choice)
    guess(card, choice)
    with pytest.raises(PasswordSuspendedError):
        establish_pace(card, PIN, choice, os.urandom)
    assert card.passwords.left(PIN.reference) == 1
    establish_pace(card, PIN, choice, os.urandom, use_last_try=True)


def test_a_blocked_password_is_not_even_tried() -> None:
    card, choice = pace_card(GM, 12, PIN)
    guess(card, choice)
    guess(card, choice)
    assert guess(card, choice, last=True) == 0
    card.sent.clear()
    with pytest.raises(PasswordBlockedError):
        establish_pace(card, PIN, choice, os.urandom, use_last_try=True)
    assert len(card.sent) == 1


def test_the_chip_does_not_compare_a_blocked_password() -> None:
    """A terminal that does not heed the warning gets no answer to its guess."""
    card, choice = pace_card(GM, 12, PIN)
    blocked = Blocked((PIN,))
    card = PaceOnlyCard(card.infos, blocked, os.urandom)
    with pytest.raises(PasswordBlockedError):
        establish_pace(card, PIN, choice, os.urandom)
    assert card.established is None


class Blocked(Passwords):
    """A PIN without a try, and no warning of it."""

    def selection_status(self, reference: int) -> int:
        return StatusWord.OK

    def left(self, reference: int) -> int:
        return 0


class PowerCutError(Exception):
    """The power is gone."""


class PowerCut(Passwords):
    """The power goes at the moment of the comparison."""

    def take_try(self, reference: int) -> None:
        super().take_try(reference)
        raise PowerCutError


def test_a_try_is_taken_before_the_tokens_are_compared() -> None:
    card, choice = pace_card(GM, 12, PIN)
    cut = PowerCut((PIN,))
    card = PaceOnlyCard(card.infos, cut, os.urandom)
    with pytest.raises(PowerCutError):
        establish_pace(card, PIN, choice, os.urandom)
    assert cut.left(PIN.reference) == 2


def test_a_run_ends_with_the_first_wrong_token() -> None:
    card, choice = pace_card(GM, 12, PIN)
    guess(card, choice)
    assert not card.pace.is_running
    with pytest.raises(RefusedError) as caught:
        card.pace.general_authenticate(
            write_dynamic_data((Data.TERMINAL_TOKEN, bytes(8))), is_last=True
        )
    assert caught.value.status == 0x6985
    assert card.passwords.left(PIN.reference) == 2


def test_a_password_that_the_chip_does_not_have_is_no_run() -> None:
    card, choice = pace_card(GM, 12)
    with pytest.raises(CardAnswerError, match="6A88"):
        establish_pace(card, PIN, choice, os.urandom)
    assert len(card.sent) == 1
    assert not card.pace.is_running


def test_nonces_and_keys_are_new_in_each_run() -> None:
    card, choice = pace_card(GM, 12)
    seen = []
    for _ in range(3):
        between = Between(card)
        establish_pace(between, CAN, choice, os.urandom)
        seen.append(dict(between.seen))
    for tag in (Data.NONCE, Data.CHIP_MAPPING, Data.CHIP_KEY, Data.TERMINAL_KEY):
        assert len({each[tag] for each in seen}) == 3


def test_a_selection_forgets_the_run_before_it() -> None:
    card, choice = pace_card(GM, 12)
    selection = Selection(choice.protocol.identifier, CAN.reference)
    card.pace.select(selection.to_bytes())
    first = card.pace.general_authenticate(write_dynamic_data(), is_last=False)
    card.pace.select(replace(selection, parameter_id=12).to_bytes())
    second = card.pace.general_authenticate(write_dynamic_data(), is_last=False)
    assert first.data != second.data
