"""The reader before a hostile chip: one answer of a whole conversation is changed."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from fuzz.outcome import Outcome, Target, require_same
from fuzz.specimens import NOW, ForgetfulMemory, Specimens
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.software.card import SoftwareCard
from thiqa.card.software.session import Interface
from thiqa.card.verification.policy import NATIONAL_CARD
from thiqa.card.verification.verify import verify_document

SEED: Final = "the same conversation each time"


@dataclass(slots=True)
class _Chip:
    """A card whose answers are counted, and one of them is another one."""

    card: SoftwareCard
    place: int = -1
    instead: bytes = b""
    answers: list[bytes] = field(default_factory=list)

    def transmit(self, command: bytes) -> bytes:
        """Pass a command on, and give its answer or the other one."""
        self.answers.append(self.card.transmit(command))
        if len(self.answers) - 1 == self.place:
            return self.instead
        return self.answers[-1]


def reader_target(specimens: Specimens) -> Target:
    """Read the document with one answer changed: an error, or a verdict that does not hold."""
    undisturbed = _chip(specimens)
    expected = _read(specimens, undisturbed)
    places = {answer: place for place, answer in enumerate(undisturbed.answers)}

    def examine(data: bytes, sample: bytes) -> Outcome:
        found = _read(specimens, _chip(specimens, places[sample], data))
        verdict = verify_document(found, specimens.trust, NATIONAL_CARD, NOW, specimens.status)
        if not verdict.holds:
            return Outcome.REFUSED
        return require_same(found.data_groups, expected.data_groups)

    return Target(tuple(places), examine)


def _chip(specimens: Specimens, place: int = -1, instead: bytes = b"") -> _Chip:
    random = Random(SEED)  # noqa: S311  # to be had again, not to be secret
    memory = ForgetfulMemory(specimens.state)
    card = SoftwareCard(memory, Interface.CONTACTLESS, random.randbytes)
    return _Chip(card, place, instead)


def _read(specimens: Specimens, chip: _Chip) -> DocumentRead:
    random = Random(SEED + " at the terminal")  # noqa: S311  # as above
    return read_document(chip, ReadingAccess(specimens.password), ReadingRules(), random.randbytes)
