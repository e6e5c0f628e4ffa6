"""A card to which anything may be sent: what is too long for it goes in parts."""

from dataclasses import replace

from thiqa.card.transport.apdu import (
    CHAINED,
    SHORT_LC_MAX,
    SHORT_LE_MAX,
    CommandApdu,
    ResponseApdu,
    StatusWord,
)
from thiqa.card.transport.capacity import Capacity
from thiqa.card.transport.connection import Card
from thiqa.card.transport.exchange import exchange


class FittedCard:
    """Sends what a card takes: extended, short, or in a chain.

    Secure messaging protects each part by itself, so this goes around a secured card, with what
    is left of its capacity.
    """

    def __init__(self, card: Card, capacity: Capacity) -> None:
        self._card = card
        self._capacity = capacity

    def transmit(self, command: bytes) -> bytes:
        """Send a command as it is, short, or in a chain, as the card takes it."""
        apdu, capacity = CommandApdu.from_bytes(command), self._capacity
        if not apdu.extended and len(apdu.data) <= capacity.command:
            return self._card.transmit(command)
        if not capacity.is_extended or len(apdu.data) > capacity.command:
            size = min(SHORT_LC_MAX, capacity.command)
            return _exchange_in_parts(self._card, apdu, size).to_bytes()
        if apdu.expected is not None:
            apdu = replace(apdu, expected=min(apdu.expected, capacity.answer))
        return self._card.transmit(apdu.to_bytes())


def _exchange_in_parts(card: Card, command: CommandApdu, size: int) -> ResponseApdu:
    """Send a chain of short commands (ISO/IEC 7816-4, section 5.3.3); one link is no chain."""
    *links, last = [command.data[at : at + size] for at in range(0, len(command.data), size)] or [
        b""
    ]
    for part in links:
        link = CommandApdu(command.cla | CHAINED, command.ins, command.p1, command.p2, part)
        answer = exchange(card, link)
        if answer.status != StatusWord.OK:
            return answer
    expected = None if command.expected is None else min(command.expected, SHORT_LE_MAX)
    return exchange(card, replace(command, data=last, expected=expected, extended=False))
