"""Card sources that fail in every way that real readers do."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from thiqa.card import Card
from thiqa.card.errors import CardRemovedError, NoCardError
from thiqa.card_client.cards import SpecimenCards


@dataclass
class FailingReader:
    """A reader in which every card fails with one error."""

    error: Exception
    are_specimens: bool = False

    def labels(self) -> Mapping[str, str]:
        return {"reader": "A reader"}

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        raise self.error
        yield


@dataclass
class NoReaders:
    """A machine without readers, or without what it takes to use them."""

    error: Exception | None = None
    are_specimens: bool = False

    def labels(self) -> Mapping[str, str]:
        if self.error:
            raise self.error
        return {}

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        raise NotImplementedError
        yield


class ForeignCard:
    """A card with no application that we know."""

    def transmit(self, command: bytes) -> bytes:
        return bytes.fromhex("6A82")


@dataclass
class ForeignCards:
    """A reader with a card of another issuer in it."""

    are_specimens: bool = False

    def labels(self) -> Mapping[str, str]:
        return {"reader": "A reader"}

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        yield ForeignCard()


@dataclass
class Watched:
    """Specimen cards of which every command is counted, and which can be pulled out."""

    folder: Path
    pulled_out_at: Callable[[bytes], bool] = lambda command: False
    commands: list[bytes] = field(default_factory=list)
    are_specimens: bool = True

    def labels(self) -> Mapping[str, str]:
        return SpecimenCards(self.folder).labels()

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        with SpecimenCards(self.folder).connect(card_id) as card:
            yield _Watched(card, self)


@dataclass
class _Watched:
    card: Card
    source: Watched

    def transmit(self, command: bytes) -> bytes:
        self.source.commands.append(command)
        if self.source.pulled_out_at(command):
            raise CardRemovedError("the card is no longer there")
        return self.card.transmit(command)


@dataclass
class TwoReaders:
    """A specimen card in one reader, and nothing in the other."""

    folder: Path
    are_specimens: bool = False

    def labels(self) -> Mapping[str, str]:
        return {"empty": "Another reader", **SpecimenCards(self.folder).labels()}

    @contextmanager
    def connect(self, card_id: str) -> Iterator[Card]:
        if card_id == "empty":
            raise NoCardError("empty")
        with SpecimenCards(self.folder).connect(card_id) as card:
            yield card
