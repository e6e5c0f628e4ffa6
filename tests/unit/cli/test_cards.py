"""`thiqa card`: what the group offers, and a card in a virtual reader."""

import json
import socket
import threading
from pathlib import Path

import pytest

from specimen_cards import SELECT, VERIFY, make_card
from thiqa.card import THIQA_SPECIMEN
from thiqa.card.errors import CardPresentError
from thiqa.card.software.faults import Fault
from thiqa.card.software.memory import FileMemory
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


def test_a_card_can_be_served_as_over_the_air(call: Call, tmp_path: Path) -> None:
    make_card(tmp_path / "card.json")
    statuses: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as reader:

        def try_the_pin() -> None:
            wire, _ = reader.accept()
            with wire:
                for command in (SELECT, VERIFY):
                    sent = bytes.fromhex(command)
                    wire.sendall(len(sent).to_bytes(2) + sent)
                    statuses.append(wire.recv(4, socket.MSG_WAITALL)[2:].hex())

        thread = threading.Thread(target=try_the_pin)
        thread.start()
        port = str(reader.getsockname()[1])
        call("card", "serve", tmp_path / "card.json", "--port", port, "--contactless")
        thread.join()
    assert statuses == ["9000", "6982"]


def test_without_a_reader_the_command_says_what_is_missing(call: Call, tmp_path: Path) -> None:
    make_card(tmp_path / "card.json")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = call("card", "serve", tmp_path / "card.json", "--port", str(port))
    assert done.exit_code == 1
    assert "pcscd" in str(done.exception)


def test_a_card_is_made_from_its_description(call: Call, tmp_path: Path) -> None:
    described = tmp_path / "description.json"
    described.write_text('{"specimen": true, "citizen": "adult", "faults": ["altered-data"]}')
    done = call("card", "personalise", described, tmp_path / "card.json")
    assert done.exit_code == 0, done.output
    assert "SP1000010" in done.stdout
    assert "wrong on purpose: altered-data" in done.stdout
    chip = FileMemory(tmp_path / "card.json").read().chip
    assert chip is not None
    assert chip.faults == {Fault.ALTERED_DATA}
    again = call("card", "personalise", described, tmp_path / "card.json")
    assert isinstance(again.exception, CardPresentError)


def test_a_card_that_makes_no_sense_is_not_made(call: Call, tmp_path: Path) -> None:
    described = tmp_path / "description.json"
    described.write_text('{"specimen": true, "citizen": "adult", "opening": {"pace": []}}')
    done = call("card", "personalise", described, tmp_path / "card.json")
    assert f"{described}: opening: nothing opens this chip" in str(done.exception)
    assert not (tmp_path / "card.json").exists()
    assert not (tmp_path / "data").exists(), "no authority was made in vain"


def test_the_schema_is_printed(call: Call) -> None:
    done = call("card", "personalise", "--schema")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["title"] == "A specimen card"
