"""A card that answers, and a connection to it."""

from typing import Protocol, Self

from thiqa.card.errors import CardRemovedError


class Card(Protocol):
    """Whatever answers commands: a card in a reader, or a software card."""

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU and return the response APDU; raises CardRemovedError."""
        ...


class ResettableCard(Card, Protocol):
    """A card as its reader sees it."""

    @property
    def answer_to_reset(self) -> bytes:
        """The bytes with which the card introduces itself."""
        ...

    def reset(self) -> bytes:
        """Reset the card; return its answer to reset."""
        ...


class InProcessConnection:
    """A connection to a card in this process; opening it and closing it both reset the card."""

    def __init__(self, card: ResettableCard) -> None:
        self._card: ResettableCard | None = card
        card.reset()

    def transmit(self, command: bytes) -> bytes:
        """Send a command; a closed connection has lost its card."""
        if self._card is None:
            raise CardRemovedError("the card is no longer there")
        return self._card.transmit(command)

    def close(self) -> None:
        """Let the card go; it forgets that the PIN was verified."""
        card, self._card = self._card, None
        if card is not None:
            card.reset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
