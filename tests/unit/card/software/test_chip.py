"""What a chip remembers: read exactly as it was written, or refused."""

import json
import os
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from specimen_cards import RamMemory, ask
from specimen_documents import CAN, describe, document_state, make_trust
from thiqa.card import SoftwareCard
from thiqa.card.channel.pace.choice import PacePolicy, choose
from thiqa.card.channel.pace.terminal import establish_pace
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.errors import CardStateError
from thiqa.card.software.document.description import PaceOffer
from thiqa.card.software.faults import Fault
from thiqa.card.software.state import CardState

STATE = document_state(
    describe(
        Fault.UNPROTECTED_ANSWERS,
        pace=(PaceOffer("CAM"),),
        pin_opens=True,
        active_authentication="ECDSA",
        terminal_authentication=True,
        data_groups=frozenset({DataGroup.DG1, DataGroup.DG3}),
    ),
    make_trust(date(2026, 1, 1)).trust,
)


def changed(**members: Any) -> bytes:
    whole = json.loads(STATE.to_bytes())
    return json.dumps({**whole, "chip": {**whole["chip"], **members}}).encode()


def test_a_chip_is_read_as_it_was_written() -> None:
    assert CardState.from_bytes(STATE.to_bytes()) == STATE


def test_no_secret_is_in_what_is_printed_of_a_chip() -> None:
    chip = STATE.chip
    assert chip is not None
    shown = f"{STATE!r} {chip!r}"
    for secret in (chip.can, str(chip.chip_keys[0].scalar), "900517", "1234"):
        assert secret not in shown


@pytest.mark.parametrize(
    "raw",
    [
        changed(files=[]),
        changed(files={"EF.DG1": 1}),
        changed(files={f"EF.{number}": "" for number in range(40)}),
        changed(mrz=["SP1000010", "900517"]),
        changed(mrz=["SP1000010", "900517", "today"]),
        changed(can=1),
        changed(basic_access="yes"),
        changed(largest_answer=0.5),
        changed(largest_answer=1_000_000),
        changed(chip_keys=[[12]]),
        changed(chip_keys=[[12, "not hexadecimal"]]),
        changed(active_key="?"),
        changed(trust={}),
        changed(trust={"today": "2026-01-01", "anchors": []}),
        changed(faults=["none"]),
        changed(more=1),
        json.dumps({**json.loads(STATE.to_bytes()), "chip": "none"}).encode(),
    ],
)
def test_whatever_else_is_refused(raw: bytes) -> None:
    with pytest.raises(CardStateError):
        CardState.from_bytes(raw)


def test_the_day_that_a_chip_has_learned_survives() -> None:
    assert STATE.chip is not None
    trust = STATE.chip.trust
    assert trust is not None
    assert CardState.from_bytes(STATE.to_bytes()).chip == STATE.chip
    assert trust.today < date(2026, 1, 1) + timedelta(days=1)


def test_a_damaged_key_is_a_memory_failure() -> None:
    chip = STATE.chip
    assert chip is not None
    damaged = replace(chip, active_key=b"damaged", faults=frozenset())
    card = SoftwareCard(RamMemory(replace(STATE, chip=damaged)))
    choice = choose(
        read_security_infos(card.transmit(bytes.fromhex("00B09C0000"))[:-2]), PacePolicy()
    )
    secured = establish_pace(card, CanPassword(CAN), choice, os.urandom).card
    assert ask(secured, "00A4040C07A0000002471001") == (b"", 0x9000)
    assert ask(secured, "0088000008 0102030405060708 00") == (b"", 0x6581)
