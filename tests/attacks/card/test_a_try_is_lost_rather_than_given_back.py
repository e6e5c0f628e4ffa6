"""Losing power: `kill -9` at every line, and at any time, never gives a try of the PIN back."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

from specimen_cards import SELECT, VERIFY, VERIFY_WRONG, make_card, status
from thiqa.card import FINEID_V4, SoftwareCard, open_card
from thiqa.card.software.memory import FileMemory
from thiqa.card.software.reference_data import DEFAULT_COST, new_secret_record
from thiqa.card.software.state import CardState

CHANGE = "0024008110 31323334FFFFFFFF 35363738FFFFFFFF"
UNBLOCK = "002C008110 3132333435363738 35363738FFFFFFFF"
VERIFY_NEW = "0020008108 35363738FFFFFFFF"

WITH_EFFECTS = ("memory.py", "reference_data.py", "pin_commands.py")
"""The modules whose lines change anything: between two of them nothing lasting happens."""

KILL_AFTER_LAST_LINE = 1_000
"""More lines than any command runs through."""


class Killed(NamedTuple):
    """What was left of a process that was killed at a line."""

    finished: bool
    compared: bool


def in_a_process(child: Callable[[int], None]) -> tuple[int, int]:
    """Run in a process of its own; return its id and a pipe to read what it wrote."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        try:
            child(writing)
        finally:
            os._exit(0)
    os.close(writing)
    return process, reading


def collect(process: int, reading: int) -> tuple[bytes, bool]:
    """Return what the process wrote, and whether it came to its end."""
    with open(reading, "rb") as pipe:  # a descriptor
        written = pipe.read()
    _, ended = os.waitpid(process, 0)
    return written, not os.WIFSIGNALED(ended)


def kill_at_line(card: SoftwareCard, command: str, line: int) -> Killed:
    """Let a process send a command and kill itself before it runs the so-manieth line."""

    def child(pipe: int) -> None:
        left = line

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal left
            if event == "call" and frame.f_code.co_name == "constant_time_equal":
                os.write(pipe, b"compared")
            if Path(frame.f_code.co_filename).name not in WITH_EFFECTS:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        card.transmit(bytes.fromhex(command))

    written, finished = collect(*in_a_process(child))
    return Killed(finished, written == b"compared")


def at_every_line(path: Path, command: str, check: Callable[[Killed, CardState], None]) -> None:
    """Kill a process at each line of a command, from the same state each time."""
    card, memory = open_card(path), FileMemory(path)
    assert status(card, SELECT) == 0x9000
    before = memory.read()
    for line in range(1, KILL_AFTER_LAST_LINE):
        memory.write(before)
        killed = kill_at_line(card, command, line)
        check(killed, memory.read())
        if killed.finished:
            assert line > 30, "the lines of the card were seen"
            return
    pytest.fail("the command never ends")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A card whose PIN and PUK have two tries left."""
    path = tmp_path / "card.json"
    make_card(path)
    memory = FileMemory(path)
    state = memory.read()
    memory.write(
        replace(state, pin=replace(state.pin, tries_left=2), puk=replace(state.puk, tries_left=2))
    )
    return path


def test_a_wrong_pin_costs_its_try_at_every_line_after_the_comparison(path: Path) -> None:
    def check(killed: Killed, after: CardState) -> None:
        assert after.pin.tries_left in (1, 2)
        if killed.compared:
            assert after.pin.tries_left == 1

    at_every_line(path, VERIFY_WRONG, check)


def test_the_right_pin_gives_tries_back_only_after_the_comparison(path: Path) -> None:
    def check(killed: Killed, after: CardState) -> None:
        assert after.pin.tries_left in ((1, 3) if killed.compared else (1, 2))

    at_every_line(path, VERIFY, check)


@pytest.mark.parametrize("command", [CHANGE, UNBLOCK], ids=["change", "unblock"])
def test_a_new_pin_is_there_whole_or_not_at_all(path: Path, command: str) -> None:
    before = FileMemory(path).read()

    def check(killed: Killed, after: CardState) -> None:
        if (after.pin.salt, after.pin.hashed) == (before.pin.salt, before.pin.hashed):
            assert after.pin.tries_left <= 2
            assert after.puk.tries_left <= 2
        else:
            assert killed.compared
            assert after.pin.tries_left == 3

    at_every_line(path, command, check)
    card = open_card(path)
    assert [status(card, SELECT), status(card, VERIFY_NEW)] == [0x9000, 0x9000]


@pytest.mark.parametrize("card_number", range(3))
def test_killed_at_any_time_no_more_wrong_pins_are_compared_than_there_are_tries(
    tmp_path: Path, card_number: int
) -> None:
    """The hash has its real cost here, so that kills hit before, within and after it."""
    path = tmp_path / "card.json"
    make_card(path, profile=FINEID_V4)
    memory = FileMemory(path)
    pin = new_secret_record("1234", tries=5, cost=DEFAULT_COST, random_bytes=os.urandom)
    memory.write(replace(memory.read(), pin=pin))

    def guess(pipe: int) -> None:
        card = open_card(path)
        status(card, "00A4040C0CA000000063504B43532D3135")
        for digit in range(10):
            answer = card.transmit(bytes.fromhex(f"002000110C3{digit}39393900000000000000 00"))
            os.write(pipe, answer)

    counts, answers = [memory.read().pin.tries_left], b""
    for attempt in range(60):
        process, reading = in_a_process(guess)
        time.sleep((attempt * 3 + card_number) % 20 / 1000)
        os.kill(process, signal.SIGKILL)
        answers += collect(process, reading)[0]
        counts.append(memory.read().pin.tries_left)
    assert counts == sorted(counts, reverse=True), "the count never grows"
    assert counts[-1] == 0
    words = [answers[at : at + 2].hex() for at in range(0, len(answers), 2)]
    compared = [word for word in words if word.startswith("63c")]
    assert len(compared) <= 5
    assert compared == sorted(set(compared), reverse=True), "each count is said once"
