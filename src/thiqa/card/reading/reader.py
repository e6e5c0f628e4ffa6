"""Reading a document: a table of steps, each of which does one thing if there is cause to.

What comes out is what the chip said. Whether it is to be believed is `verify_document`'s part.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from thiqa.card.reading import contents, opening, proofs
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import (
    ACTIVE_AUTHENTICATION,
    CHIP_AUTHENTICATION,
    DocumentRead,
)
from thiqa.card.reading.progress import (
    CountedCard,
    Stopwatch,
    Tell,
    stopwatch,
    tell_nobody,
)
from thiqa.card.reading.session import ReadingSession
from thiqa.card.transport.connection import Card
from thiqa.crypto.random_numbers import RandomBytes


@dataclass(frozen=True, slots=True)
class Step:
    """A step, and its name for people."""

    name: str
    take: Callable[[ReadingSession], None]


STEPS: Final = (
    Step("what it offers", opening.read_what_it_offers),
    Step("how much it takes", opening.read_how_much_it_takes),
    Step("PACE", opening.open_with_pace),
    Step("card security", opening.read_card_security),
    Step("application", opening.select_application),
    Step("BAC", opening.open_with_bac),
    Step("contents", contents.read_lists),
    Step("security options", contents.read_security_options),
    Step(CHIP_AUTHENTICATION, proofs.replace_channel),
    Step("terminal authentication", proofs.show_certificates),
    Step("data groups", contents.read_data_groups),
    Step(ACTIVE_AUTHENTICATION, proofs.ask_for_signature),
)
"""In this order; ICAO 9303-11, section 4.1 and 5, BSI TR-03110-1, section 2.4."""


def read_document(
    card: Card,
    access: ReadingAccess,
    rules: ReadingRules,
    random_bytes: RandomBytes,
    tell: Tell = tell_nobody,
    clock: Stopwatch = stopwatch,
) -> DocumentRead:
    """Read everything that a chip gives; raises CardError where it cannot be opened or goes away.

    A file that the chip keeps to itself, and a proof that it does not give, are part of the result.
    """
    counted = CountedCard(card, tell)
    session = ReadingSession(counted, access, rules, random_bytes, tell)
    seconds: dict[str, float] = {}
    for step in STEPS:
        session.step = step.name
        counted.begin(step.name)
        begun = clock()
        step.take(session)
        seconds[step.name] = clock() - begun
    return DocumentRead(
        files=session.files,
        access=session.access,
        refused=session.refused,
        chip_mapping=session.chip_mapping,
        chip_authentication=session.chip_authentication,
        active_authentication=session.active_authentication,
        terminal_authenticated=session.terminal_authenticated,
        failures=session.failures,
        apdus=counted.apdus,
        seconds=seconds,
    )
