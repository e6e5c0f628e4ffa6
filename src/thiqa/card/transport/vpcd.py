"""A software card in the virtual reader of vsmartcard, so that every PC/SC program sees it.

The reader (vpcd) listens; the card is its TCP client. A message is a length of two bytes,
big-endian, and a payload: one byte is a control, anything longer is a command APDU.
"""

import socket
from typing import Final

from thiqa.card.errors import CardRemovedError, ReaderError
from thiqa.card.transport.connection import ResettableCard

DEFAULT_VPCD_PORT: Final = 0x8C7B

LENGTH_BYTES: Final = 2

POWER_OFF: Final = 0
POWER_ON: Final = 1
RESET: Final = 2
GET_ATR: Final = 4


def connect_vpcd(host: str = "127.0.0.1", port: int = DEFAULT_VPCD_PORT) -> socket.socket:
    """Connect to the virtual reader."""
    try:
        connection = socket.create_connection((host, port))
    except OSError as error:
        raise ReaderError(
            f"no virtual reader at {host}:{port}; is pcscd running with vsmartcard-vpcd?"
        ) from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def serve_card(card: ResettableCard, connection: socket.socket) -> None:
    """Be the card in the virtual reader until the reader hangs up."""
    while True:
        try:
            length = int.from_bytes(_receive(connection, LENGTH_BYTES))
            message = _receive(connection, length)
        except CardRemovedError:
            return
        answer = _control(card, message[0]) if length == 1 else card.transmit(message)
        if answer is not None:
            connection.sendall(len(answer).to_bytes(LENGTH_BYTES) + answer)


def _control(card: ResettableCard, control: int) -> bytes | None:
    if control == GET_ATR:
        return card.answer_to_reset
    if control in (POWER_OFF, POWER_ON, RESET):
        card.reset()
        return None
    raise ReaderError(f"the virtual reader sent the unknown control {control}")


def _receive(connection: socket.socket, length: int) -> bytes:
    """Receive exactly so many bytes.

    The reader sends a command in one piece and waits; without an acknowledgement at once its
    kernel holds the next one back for 40 ms, and Linux forgets this wish after each receive.
    """
    received = b""
    while len(received) < length:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        try:
            piece = connection.recv(length - len(received))
        except ConnectionError:
            piece = b""
        if not piece:
            raise CardRemovedError("the virtual reader hung up")
        received += piece
    return received
