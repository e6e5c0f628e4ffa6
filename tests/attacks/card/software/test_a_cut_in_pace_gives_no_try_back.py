"""Losing power while a PIN opens the chip: `kill -9` at every line never gives a try back."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from specimen_documents import describe, document_state
from thiqa.card import open_card
from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.pace.choice import PacePolicy, choose
from thiqa.card.channel.pace.terminal import establish_pace
from thiqa.card.channel.passwords import PinPassword
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.software.memory import FileMemory

WITH_EFFECTS = ("memory.py", "passwords.py")
FINISHED, RIGHT, WRONG = b"f", b"r", b"w"


def open_with_pin(path: Path, pin: str, pipe: int) -> None:
    card = open_card(path)
    infos = read_security_infos(card.transmit(bytes.fromhex("00B09C0000"))[:-2])
    try:
        establish_pace(card, PinPassword(pin), choose(infos, PacePolicy()), os.urandom)
    except WrongPasswordError:
        os.write(pipe, WRONG)
    else:
        os.write(pipe, RIGHT)


def kill_at(path: Path, pin: str, line: int) -> bytes:
    """Run PACE in a process that kills itself at a line; return what it could still say.

    Lines count from where the try is taken: nothing lasting happens before.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        lines, begun = 0, False

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal lines, begun
            if Path(frame.f_code.co_filename).name not in WITH_EFFECTS:
                return None
            begun = begun or frame.f_code.co_name == "take_try"
            if event == "line" and begun:
                lines += 1
                if lines == line:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        open_with_pin(path, pin, writing)
        os.write(writing, FINISHED)
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:  # noqa: PTH123  # a descriptor
        said = pipe.read()
    os.waitpid(process, 0)
    return said


@pytest.mark.parametrize(("pin", "word"), [("9999", WRONG), ("1234", RIGHT)])
def test_killed_at_any_line_the_tries_never_grow(tmp_path: Path, pin: str, word: bytes) -> None:
    described = describe(pin_opens=True, data_groups=frozenset({DataGroup.DG1}))
    memory = FileMemory(tmp_path / "card.json")
    fresh = document_state(described)
    memory.create(fresh)
    seen, line, said = set(), 0, b""
    while not said.endswith(FINISHED):
        line += 1
        with memory.exclusive():
            memory.write(fresh)
        said = kill_at(tmp_path / "card.json", pin, line)
        left = memory.read().pin.tries_left
        seen.add(left)
        assert said.startswith(word) or not said
        if said:
            assert left == (3 if word == RIGHT else 2), "nobody hears of a try that is not taken"
    assert seen == {2, 3}
    assert line > 20, "there were lines to be killed at"
