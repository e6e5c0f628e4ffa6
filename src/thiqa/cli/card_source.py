"""Where a card is read from: a reader, a software card, or a recorded reading."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from thiqa.card import InProcessConnection, open_card
from thiqa.card.errors import NoCardError
from thiqa.card.transport.connection import Card
from thiqa.card.transport.pcsc import PcscConnection, list_readers
from thiqa.card.transport.trace import MAX_TRACE_BYTES, ReplayedCard, Trace
from thiqa.crypto.random_numbers import RandomBytes


@dataclass(frozen=True, slots=True)
class Source:
    """A card, whether it is a specimen, and where the terminal's random bytes come from."""

    card: Card
    specimen: bool
    random_bytes: RandomBytes = os.urandom
    recorded: bool = False
    """Whether it is only what a card once said."""


@contextmanager
def open_source(reader: str | None, software: Path | None, trace: Path | None) -> Iterator[Source]:
    """Open the one that is named, or else the only reader that there is."""
    if sum(each is not None for each in (reader, software, trace)) > 1:
        raise click.UsageError("one of --reader, --card and --trace")
    if software is not None:
        with InProcessConnection(open_card(software)) as connection:
            yield Source(connection, specimen=True)
    elif trace is not None:
        with trace.open("rb") as file:
            replayed = ReplayedCard(Trace.from_bytes(file.read(MAX_TRACE_BYTES + 1)))
        yield Source(replayed, specimen=True, random_bytes=replayed.random_bytes, recorded=True)
    else:
        with PcscConnection(reader or _only_reader()) as plugged:
            yield Source(plugged, specimen=False)


def _only_reader() -> str:
    readers = list_readers()
    if len(readers) == 1:
        return readers[0]
    if not readers:
        raise NoCardError("there is no card reader")
    raise click.UsageError("say which --reader: " + ", ".join(readers))
