"""The cards at hand: in readers, or specimen cards in a folder."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from thiqa.card import Card, InProcessConnection, find_application, load_personas, open_card
from thiqa.card.errors import CardError
from thiqa.card.pcsc import PcscConnection, list_readers
from thiqa.card_client.errors import UnknownCardError


@dataclass(frozen=True, slots=True)
class CardAtHand:
    """A card that can be chosen; `tries_left` is None when the card does not say."""

    id: str
    label: str
    tries_left: int | None


class CardSource(Protocol):
    """Where cards come from."""

    def names(self) -> dict[str, str]:
        """Return a label for each card, by its identifier."""
        ...

    def connect(self, card_id: str) -> AbstractContextManager[Card]:
        """Open a connection to a card, for as long as the block lasts."""
        ...


class Readers:
    """Cards in PC/SC readers."""

    def names(self) -> dict[str, str]:
        """Return the readers."""
        return {name: name for name in list_readers()}

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        """Connect to the card in a reader."""
        with PcscConnection(card_id) as connection:
            yield connection


@dataclass(frozen=True, slots=True)
class SpecimenCards:
    """Specimen cards, each a file in one folder."""

    folder: Path

    def names(self) -> dict[str, str]:
        """Return the cards of the specimen citizens that are in the folder."""
        personas = load_personas()
        present = sorted(path.stem for path in self.folder.glob("*.json"))
        return {key: _label(key) for key in personas if key in present}

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        """Put a specimen card into a reader of its own."""
        if card_id not in self.names():
            raise UnknownCardError("no such specimen card")
        with InProcessConnection(open_card(self.folder / f"{card_id}.json")) as connection:
            yield connection


def cards_at_hand(source: CardSource) -> tuple[CardAtHand, ...]:
    """Return the cards with the tries that they have left."""
    return tuple(
        CardAtHand(card_id, label, _tries_left(source, card_id))
        for card_id, label in source.names().items()
    )


def _tries_left(source: CardSource, card_id: str) -> int | None:
    try:
        with source.connect(card_id) as card:
            return find_application(card).pin_tries_left()
    except CardError:
        return None


def _label(key: str) -> str:
    persona = load_personas()[key]
    names = persona.certificate
    return " ".join(part for part in (names.given_name, names.family_name) if part)
