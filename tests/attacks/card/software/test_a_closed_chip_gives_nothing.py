"""Without a password a chip says how it is opened, and nothing about its holder."""

import os

import pytest

from specimen_cards import SELECT as SELECT_LOGIN
from specimen_cards import VERIFY, RamMemory
from specimen_documents import CAN, describe, document_state
from thiqa.card import Card, SoftwareCard
from thiqa.card.channel.errors import ChannelLostError, WrongPasswordError
from thiqa.card.channel.pace.choice import PacePolicy, choose
from thiqa.card.channel.pace.terminal import establish_pace
from thiqa.card.channel.passwords import CanPassword, MrzPassword, Password
from thiqa.card.channel.secure_messaging import SecuredCard
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.software.document.description import PaceOffer
from thiqa.card.software.session import Interface
from thiqa.card.software.state import CardState
from thiqa.card.transport.apdu import ResponseApdu

SELECT_DOCUMENT = "00A4040C07A0000002471001"


@pytest.fixture(scope="module")
def state() -> CardState:
    return document_state(describe())


@pytest.fixture
def card(state: CardState) -> SoftwareCard:
    return SoftwareCard(RamMemory(state))


@pytest.fixture
def over_the_air(state: CardState) -> SoftwareCard:
    return SoftwareCard(RamMemory(state), Interface.CONTACTLESS)


def ask(card: Card, command: str) -> int:
    return ResponseApdu.from_bytes(card.transmit(bytes.fromhex(command))).status


def pace(card: Card, password: Password) -> SecuredCard:
    assert ask(card, "00A4000C023F00") == 0x9000
    access = card.transmit(bytes.fromhex("00B09C0000"))[:-2]
    choice = choose(read_security_infos(access), PacePolicy())
    return establish_pace(card, password, choice, os.urandom).card


NAMES = [f"{number:04X}" for number in (*range(0x0101, 0x0111), 0x011D, 0x011E)]


@pytest.mark.parametrize("name", NAMES)
def test_no_file_is_selected_or_read_and_absent_ones_look_alike(
    card: SoftwareCard, name: str
) -> None:
    assert ask(card, SELECT_DOCUMENT) == 0x9000
    assert ask(card, f"00A4020C02{name}") == 0x6982
    assert ask(card, f"00B0{0x80 | int(name, 16) & 0x1F:02X}0000") == 0x6982
    assert ask(card, f"00B1{name}0354010000") == 0x6982
    assert ask(card, "00B0000000") == 0x6986


def test_the_signed_parameters_are_given_after_pace_alone() -> None:
    card = SoftwareCard(RamMemory(document_state(describe(pace=(PaceOffer("CAM"),)))))
    assert ask(card, "00B09D0000") == 0x6982
    secured = pace(card, CanPassword(CAN))
    assert ask(secured, "00A4000C023F00") == 0x9000
    assert ask(secured, "00B09D0000") == 0x9000


def test_a_wrong_access_number_opens_nothing(card: SoftwareCard) -> None:
    with pytest.raises(WrongPasswordError):
        pace(card, CanPassword("000000"))
    assert ask(card, SELECT_DOCUMENT) == 0x9000
    assert ask(card, "00B0810000") == 0x6982


def test_a_command_outside_of_the_channel_ends_it(card: SoftwareCard) -> None:
    secured = pace(card, CanPassword(CAN))
    assert ask(secured, SELECT_DOCUMENT) == 0x9000
    assert ask(card, "00B0820000") == 0x6A82, "nothing is selected any more"
    with pytest.raises(ChannelLostError):
        ask(secured, "00B0810000")
    assert ask(card, SELECT_DOCUMENT) == 0x9000
    assert ask(card, "00B0810000") == 0x6982


@pytest.mark.parametrize("noise", ["", "00", "80B0810000", "00B08100FFFF", "04B0810000"])
def test_noise_ends_the_channel(card: SoftwareCard, noise: str) -> None:
    secured = pace(card, CanPassword(CAN))
    assert ask(secured, SELECT_DOCUMENT) == 0x9000
    assert ask(card, noise) in (0x6700, 0x6E00, 0x6882)
    with pytest.raises(ChannelLostError):
        ask(secured, "00B0810000")


def test_a_forged_command_ends_the_channel(card: SoftwareCard) -> None:
    secured = pace(card, CanPassword(CAN))
    assert ask(secured, SELECT_DOCUMENT) == 0x9000
    forged = "0CB081000D 970100 8E08 0000000000000000 00"
    assert ask(card, forged) == 0x6988
    with pytest.raises(ChannelLostError):
        ask(secured, "00B0810000")


def test_the_rest_of_an_answer_is_the_only_thing_fetched_without_protection(
    card: SoftwareCard,
) -> None:
    secured = pace(card, CanPassword(CAN))
    assert ask(secured, SELECT_DOCUMENT) == 0x9000
    assert ask(card, "00C0000000") == 0x6985
    assert ask(secured, "00B0810000") == 0x9000, "the channel is still there"


def test_over_the_air_no_certificate_is_given_before_pace(over_the_air: SoftwareCard) -> None:
    assert ask(over_the_air, SELECT_LOGIN) == 0x9000
    assert ask(over_the_air, "00A4080C02CE01") == 0x6982
    assert ask(over_the_air, "00CB00FF05A00383018100") == 0x6982


def test_over_the_air_no_pin_is_tried_without_the_access_number(
    over_the_air: SoftwareCard,
) -> None:
    assert ask(over_the_air, SELECT_LOGIN) == 0x9000
    assert ask(over_the_air, VERIFY) == 0x6982
    secured = pace(over_the_air, MrzPassword("SP1000010", "900517", "350101"))
    assert ask(secured, SELECT_LOGIN) == 0x9000
    assert ask(secured, VERIFY) == 0x6982


def test_with_the_access_number_a_login_goes_through_the_channel(
    over_the_air: SoftwareCard,
) -> None:
    secured = pace(over_the_air, CanPassword(CAN))
    assert ask(secured, SELECT_LOGIN) == 0x9000
    assert ask(secured, VERIFY) == 0x9000
    assert ask(over_the_air, "0020008100") != 0x9000, "the end of the channel is the end of it"
