"""The software card as the client of a virtual reader, on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from specimen_cards import SELECT, VERIFY
from thiqa.card import THIQA_SPECIMEN, SoftwareCard
from thiqa.card.errors import ReaderError
from thiqa.card.transport.vpcd import connect_vpcd, serve_card


@contextmanager
def wire() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection: the reader's and the card's."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = connect_vpcd(port=server.getsockname()[1])
        theirs, _ = server.accept()
    with ours, theirs:
        yield theirs, ours


@pytest.fixture
def reader(card: SoftwareCard) -> Iterator[socket.socket]:
    """The reader's end of the wire, with the card at the other end."""
    with wire() as (theirs, ours):
        thread = threading.Thread(target=serve_card, args=(card, ours))
        thread.start()
        yield theirs
        theirs.close()
        thread.join()


def send(reader: socket.socket, message: bytes) -> None:
    reader.sendall(len(message).to_bytes(2) + message)


def receive(reader: socket.socket) -> bytes:
    length = int.from_bytes(reader.recv(2, socket.MSG_WAITALL))
    return reader.recv(length, socket.MSG_WAITALL)


def test_the_reader_gets_the_answer_to_reset(reader: socket.socket) -> None:
    send(reader, b"\x01")
    send(reader, b"\x04")
    assert receive(reader) == THIQA_SPECIMEN.atr


def test_commands_are_answered_also_when_they_come_in_pieces(reader: socket.socket) -> None:
    command = bytes.fromhex(SELECT)
    message = len(command).to_bytes(2) + command
    for at in range(len(message)):
        reader.sendall(message[at : at + 1])
    assert receive(reader) == b"\x90\x00"


@pytest.mark.parametrize("control", [b"\x00", b"\x01", b"\x02"])
def test_power_and_reset_forget_what_was_selected(reader: socket.socket, control: bytes) -> None:
    send(reader, bytes.fromhex(SELECT))
    assert receive(reader) == b"\x90\x00"
    send(reader, control)
    send(reader, bytes.fromhex(VERIFY))
    assert receive(reader) == b"\x69\x85"


def test_looking_whether_the_card_is_there_forgets_nothing(reader: socket.socket) -> None:
    send(reader, bytes.fromhex(SELECT))
    assert receive(reader) == b"\x90\x00"
    send(reader, b"\x04")
    receive(reader)
    send(reader, bytes.fromhex(VERIFY))
    assert receive(reader) == b"\x90\x00"


def test_an_empty_message_is_no_command(reader: socket.socket) -> None:
    send(reader, b"")
    assert receive(reader) == b"\x67\x00"


def test_an_unknown_control_ends_the_conversation(card: SoftwareCard) -> None:
    with wire() as (reader, ours):
        send(reader, b"\x07")
        with pytest.raises(ReaderError, match="unknown control 7"):
            serve_card(card, ours)


def test_a_missing_reader_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ReaderError, match=f"no virtual reader at 127.0.0.1:{port}"):
        connect_vpcd(port=port)
