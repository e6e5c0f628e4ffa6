"""`thiqa card`: what the group offers, and a card in a virtual reader."""

import socket
import threading
from pathlib import Path

import pytest

from specimen_cards import make_card
from thiqa.card import THIQA_SPECIMEN
from thiqa.card.transport.vpcd import GET_ATR
from thiqa.cli.cards import CARD_COMMANDS
from unit.cli.conftest import Call


@pytest.mark.parametrize("command", CARD_COMMANDS)
def test_every_command_explains_itself(call: Call, command: str) -> None:
    assert call("card", command, "--help").exit_code == 0


def test_a_card_is_served_until_the_reader_hangs_up(call: Call, tmp_path: Path) -> None:
    make_card(tmp_path / "card.json")
    answers: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as reader:

        def ask_for_the_answer_to_reset() -> None:
            wire, _ = reader.accept()
            with wire:
                wire.sendall(bytes((0, 1, GET_ATR)))
                answers.append(wire.recv(2 + len(THIQA_SPECIMEN.atr), socket.MSG_WAITALL))

        thread = threading.Thread(target=ask_for_the_answer_to_reset)
        thread.start()
        port = reader.getsockname()[1]
        done = call("card", "serve", tmp_path / "card.json", "--port", str(port))
        thread.join()
    assert done.exit_code == 0, done.output
    assert answers == [bytes((0, len(THIQA_SPECIMEN.atr))) + THIQA_SPECIMEN.atr]


def test_without_a_reader_the_command_says_what_is_missing(call: Call, tmp_path: Path) -> None:
    make_card(tmp_path / "card.json")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = call("card", "serve", tmp_path / "card.json", "--port", str(port))
    assert done.exit_code == 1
    assert "pcscd" in str(done.exception)
