"""The cards at hand: in readers, or specimen cards in a folder."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from thiqa.card import (
    Card,
    CardApplication,
    CardProfile,
    InProcessConnection,
    Persona,
    find_application,
    load_personas,
    open_card,
)
from thiqa.card.errors import CardError, CardInUseError, NoCardError, NotOurCardError
from thiqa.card.transport.pcsc import PcscConnection, list_readers
from thiqa.card_client.errors import UnknownCardError


class Condition(StrEnum):
    """What is the matter with a card."""

    READY = "ready"
    BLOCKED = "blocked"
    FOREIGN = "foreign"
    MISSING = "missing"
    BUSY = "busy"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class CardAtHand:
    """A card, or a reader without one; tries and profile are known when it answered."""

    id: str
    label: str
    condition: Condition
    tries_left: int = 0
    profile: CardProfile | None = None

    @property
    def is_last_try(self) -> bool:
        """Whether one more wrong PIN blocks it."""
        return self.condition is Condition.READY and self.tries_left == 1


class CardSource(Protocol):
    """Where cards come from."""

    @property
    def are_specimens(self) -> bool:
        """Whether nobody on the cards exists."""
        ...

    def labels(self) -> Mapping[str, str]:
        """Return a label for each card, by its identifier; raises ReaderError."""
        ...

    def connect(self, card_id: str) -> AbstractContextManager[Card]:
        """Open a connection to a card, for as long as the block lasts."""
        ...


class Readers:
    """Cards in PC/SC readers."""

    are_specimens = False

    def labels(self) -> Mapping[str, str]:
        """Return the names of the readers."""
        return {name: name for name in list_readers()}

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        """Connect to the card in a reader."""
        with PcscConnection(card_id) as connection:
            yield connection


class SpecimenCards:
    """Specimen cards, each a file in one folder."""

    are_specimens = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._holders = {key: _holder(persona) for key, persona in load_personas().items()}

    def labels(self) -> Mapping[str, str]:
        """Return the holders of the cards that are in the folder."""
        present = {path.stem for path in self._folder.glob("*.json")}
        return {key: holder for key, holder in self._holders.items() if key in present}

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        """Put a specimen card into a reader of its own."""
        path = self._folder / f"{card_id}.json"
        if card_id not in self._holders or not path.exists():
            raise UnknownCardError("no such specimen card")
        with InProcessConnection(open_card(path)) as connection:
            yield connection


def cards_at_hand(source: CardSource) -> tuple[CardAtHand, ...]:
    """Return the cards with the tries that they have left; raises ReaderError."""
    return tuple(_look_at(source, card_id, label) for card_id, label in source.labels().items())


def card_at_hand(source: CardSource, card_id: str) -> CardAtHand:
    """Return one card; raises ReaderError or UnknownCardError."""
    label = source.labels().get(card_id)
    if label is None:
        raise UnknownCardError("no such card")
    return _look_at(source, card_id, label)


@contextmanager
def application_of(source: CardSource, card_id: str) -> Iterator[CardApplication]:
    """Open the login application of a card, for as long as the block lasts."""
    with source.connect(card_id) as card:
        yield find_application(card)


def _look_at(source: CardSource, card_id: str, label: str) -> CardAtHand:
    try:
        with application_of(source, card_id) as application:
            tries, profile = application.pin_tries_left(), application.profile
    except NotOurCardError:
        return CardAtHand(card_id, label, Condition.FOREIGN)
    except NoCardError:
        return CardAtHand(card_id, label, Condition.MISSING)
    except CardInUseError:
        return CardAtHand(card_id, label, Condition.BUSY)
    except (CardError, UnknownCardError):
        return CardAtHand(card_id, label, Condition.SILENT)
    condition = Condition.READY if tries else Condition.BLOCKED
    return CardAtHand(card_id, label, condition, tries, profile)


def _holder(persona: Persona) -> str:
    names = persona.certificate
    return " ".join(part for part in (names.given_name, names.family_name) if part)
