"""The PIN in PACE: each try is taken before it is used, and the last one waits for the CAN.

ICAO 9303-11, section 4.4.1; TR-03110-2, section 2.4.1.3.
"""

import os

import pytest

from specimen_cards import SELECT, VERIFY_WRONG, RamMemory, status
from specimen_documents import CAN, describe, document_state
from thiqa.card import Card, SoftwareCard
from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.pace.choice import PacePolicy, choose
from thiqa.card.channel.pace.errors import PasswordBlockedError, PasswordSuspendedError
from thiqa.card.channel.pace.terminal import establish_pace
from thiqa.card.channel.passwords import CanPassword, Password, PinPassword
from thiqa.card.channel.secure_messaging import SecuredCard
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.errors import CardAnswerError
from thiqa.card.software.session import Interface
from thiqa.card.software.state import CardState

RIGHT, WRONG = PinPassword("1234"), PinPassword("9999")


@pytest.fixture
def memory() -> RamMemory:
    """A card whose PIN opens the chip."""
    return RamMemory(
        document_state(describe(pin_opens=True, data_groups=frozenset({DataGroup.DG1})))
    )


def pace(
    card: SoftwareCard,
    password: Password,
    through: Card | None = None,
    *,
    use_last_try: bool = False,
) -> SecuredCard:
    """Establish PACE; `through` is a channel that is up."""
    choice = choose(read_security_infos(ef_card_access(card)), PacePolicy())
    return establish_pace(
        through or card, password, choice, os.urandom, use_last_try=use_last_try
    ).card


def ef_card_access(card: SoftwareCard) -> bytes:
    memory = card._memory.read().chip
    assert memory is not None
    return memory.master_files["EF.CardAccess"]


def tries(memory: RamMemory) -> int:
    return memory.read().pin.tries_left


def test_a_wrong_pin_costs_a_try_and_a_right_one_gives_them_back(memory: RamMemory) -> None:
    card = SoftwareCard(memory, Interface.CONTACTLESS)
    with pytest.raises(WrongPasswordError) as refused:
        pace(card, WRONG)
    assert (refused.value.tries_left, tries(memory)) == (2, 2)
    pace(card, RIGHT)
    assert tries(memory) == 3


def test_asking_for_the_nonce_costs_nothing(memory: RamMemory) -> None:
    card = SoftwareCard(memory, Interface.CONTACTLESS)
    for _ in range(5):
        assert status(card, "0022C1A40F800A04007F00070202040202830103") == 0x9000
        assert status(card, "10860000027C0000") == 0x9000
    assert tries(memory) == 3


def test_the_last_try_waits_for_the_access_number(memory: RamMemory) -> None:
    card = SoftwareCard(memory, Interface.CONTACTLESS)
    for _ in range(2):
        with pytest.raises(WrongPasswordError):
            pace(card, WRONG)
    assert tries(memory) == 1
    with pytest.raises(PasswordSuspendedError):
        pace(card, WRONG)
    with pytest.raises(CardAnswerError, match="6985"):
        pace(card, WRONG, use_last_try=True)
    assert tries(memory) == 1, "the last try is still there"


def test_after_the_access_number_the_last_try_counts(memory: RamMemory) -> None:
    card = SoftwareCard(memory, Interface.CONTACTLESS)
    for _ in range(2):
        with pytest.raises(WrongPasswordError):
            pace(card, WRONG)
    opened = pace(card, CanPassword(CAN))
    pace(card, RIGHT, opened, use_last_try=True)
    assert tries(memory) == 3


def test_the_access_number_and_three_wrong_pins_block_the_pin(memory: RamMemory) -> None:
    card = SoftwareCard(memory, Interface.CONTACTLESS)
    for left in (2, 1, 0):
        opened = pace(card, CanPassword(CAN))
        with pytest.raises(WrongPasswordError) as refused:
            pace(card, WRONG, opened, use_last_try=True)
        assert refused.value.tries_left == left
    with pytest.raises((PasswordBlockedError, CardAnswerError)):
        pace(card, RIGHT)
    assert tries(memory) == 0


def test_login_and_chip_share_the_tries(memory: RamMemory) -> None:
    card = SoftwareCard(memory)
    assert status(card, SELECT) == 0x9000
    assert status(card, VERIFY_WRONG) == 0x63C2
    assert status(card, "00A4000C023F00") == 0x9000
    with pytest.raises(WrongPasswordError) as refused:
        pace(card, WRONG)
    assert refused.value.tries_left == 1


def test_a_new_pin_opens_the_chip_and_the_old_one_does_not(memory: RamMemory) -> None:
    card = SoftwareCard(memory)
    assert status(card, SELECT) == 0x9000
    assert status(card, "0024008110 31323334FFFFFFFF 35363738FFFFFFFF") == 0x9000
    assert status(card, "00A4000C023F00") == 0x9000
    with pytest.raises(WrongPasswordError):
        pace(card, RIGHT)
    pace(card, PinPassword("5678"))


class PowerCutError(Exception):
    """The card is pulled out of the field."""


class CutMemory(RamMemory):
    """Loses power right after the first write."""

    def write(self, state: CardState) -> None:
        super().write(state)
        raise PowerCutError


def test_a_cut_during_the_comparison_gives_no_try_back(memory: RamMemory) -> None:
    cut = CutMemory(memory.read())
    with pytest.raises(PowerCutError):
        pace(SoftwareCard(cut), RIGHT)
    assert tries(cut) == 2
