"""Truncated, mutated and random commands: a clean status word each, and never a signature."""

import tempfile
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mutated_commands import mutations_of
from specimen_cards import (
    SELECT,
    SET_KEY,
    SIGN,
    TAKE_HASH,
    VERIFY_WRONG,
    RamMemory,
    make_card,
)
from thiqa.card import SoftwareCard
from thiqa.card.software.memory import FileMemory
from thiqa.card.software.state import CardState
from thiqa.card.transport.apdu import StatusWord

RIGHT_PIN = b"1234\xff"
SIGNATURE_BYTES = 96
COMMANDS = [
    bytes.fromhex(command)
    for command in (
        SELECT,
        SET_KEY,
        TAKE_HASH,
        SIGN,
        VERIFY_WRONG,
        "00200081",
        "0020FF81",
        "00A4080402CE0100",
        "00B0000000",
        "00B00000000000",
        "00C0000000",
        "00CB00FF05A00383018100",
        "0024008110 39393939FFFFFFFF 35363738FFFFFFFF",
        "002C008110 3939393939393939 35363738FFFFFFFF",
        "00A4000C023F00",
    )
]


@cache
def adult() -> CardState:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.json"
        make_card(path)
        return FileMemory(path).read()


def is_clean(status: int) -> bool:
    return (
        status in set(StatusWord) or status >> 8 in (0x61, 0x6C) or status & 0xFFF0 == 0x63C0
    ) and status != StatusWord.MEMORY_FAILURE


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from(COMMANDS) | mutations_of(COMMANDS) | st.binary(max_size=300),
        min_size=1,
        max_size=12,
    )
)
def test_without_the_pin_there_is_a_clean_status_word_and_no_signature(
    commands: list[bytes],
) -> None:
    card = SoftwareCard(RamMemory(adult()))
    for command in commands:
        if RIGHT_PIN in command:
            continue
        answer = card.transmit(command)
        data, status = answer[:-2], int.from_bytes(answer[-2:])
        assert is_clean(status), (command.hex(), f"{status:04X}")
        assert not data or status in (StatusWord.OK, *range(0x6100, 0x6200))
        if command[1:4] == bytes.fromhex("2A9E9A"):
            assert status not in (StatusWord.OK, 0x6100 | SIGNATURE_BYTES)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(COMMANDS) | mutations_of(COMMANDS), max_size=20))
def test_without_the_right_secrets_the_tries_never_grow(commands: list[bytes]) -> None:
    memory = RamMemory(adult())
    card = SoftwareCard(memory)
    left = (memory.read().pin.tries_left, memory.read().puk.tries_left)
    for command in commands:
        if RIGHT_PIN in command:
            continue
        card.transmit(command)
        now = (memory.read().pin.tries_left, memory.read().puk.tries_left)
        assert now[0] <= left[0]
        assert now[1] <= left[1]
        left = now
