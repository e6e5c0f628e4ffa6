"""A login over the air: everything that it needs goes through the channel of PACE."""

import os

import pytest

from specimen_cards import PIN
from specimen_documents import CAN, make_document
from thiqa.card import find_application, make_authentication_token
from thiqa.card.channel.pace.choice import PacePolicy, choose
from thiqa.card.channel.pace.terminal import establish_pace
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.errors import CardAnswerError, WrongPinError
from thiqa.card.software.session import Interface

ORIGIN = "https://provider.example"
NONCE = "x" * 44


def test_a_token_is_made_through_the_channel() -> None:
    card = make_document(interface=Interface.CONTACTLESS, data_groups=frozenset({DataGroup.DG1}))
    outside = find_application(card)
    with pytest.raises(CardAnswerError, match="6982"):
        outside.read_certificate()
    assert card.transmit(bytes.fromhex("00A4000C023F00")) == b"\x90\0"
    infos = read_security_infos(card.transmit(bytes.fromhex("00B09C0000"))[:-2])
    choice = choose(infos, PacePolicy())
    inside = find_application(establish_pace(card, CanPassword(CAN), choice, os.urandom).card)
    with pytest.raises(WrongPinError):
        inside.verify_pin("9999")
    token = make_authentication_token(inside, pin=PIN, origin=ORIGIN, challenge_nonce=NONCE)
    assert token["format"] == "web-eid:1.0"
    assert inside.pin_tries_left() == 3
