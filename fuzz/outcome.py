"""What may become of a mutated input, and what must not."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from thiqa.card.errors import CardError
from thiqa.lost_documents import LostDocumentsError
from thiqa.lost_documents.messages import AnswerRefusedError
from thiqa.pki.errors import PkiError


class Outcome(Enum):
    """What has become of an input."""

    REFUSED = auto()
    """By an error that says so."""
    SAME = auto()
    """Taken, and it says what the sample says: what was changed is signed by nobody."""
    TAKEN = auto()
    """Taken for what it says, where nothing is authenticated."""


class AcceptedError(Exception):
    """A mutated input was believed."""


class HangError(Exception):
    """An input took longer than any should."""


REFUSALS = (CardError, PkiError, LostDocumentsError, AnswerRefusedError)
"""The errors of a refusal; every other one is a crash."""

Examine = Callable[[bytes, bytes], Outcome]
"""Examines a mutated input beside the sample that it comes from; raises what the reader raises."""


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, and samples of what it should read."""

    samples: tuple[bytes, ...]
    examine: Examine
    same_allowed: bool = True
    """Whether anything may be changed without anybody noticing."""


def require_same(found: object, expected: object) -> Outcome:
    """Return SAME if what was verified is what the sample says; else it was believed."""
    if found != expected:
        raise AcceptedError("something else was verified than what was signed")
    return Outcome.SAME


def require_one_spelling(written: bytes, mutated: bytes) -> Outcome:
    """Return TAKEN if what was read is written in just this way."""
    if written != mutated:
        raise AcceptedError("read, and written differently")
    return Outcome.TAKEN
