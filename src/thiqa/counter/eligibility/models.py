"""What another body said of somebody's eligibility, and what is still open."""

from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"
    """Asked; no answer could be had yet."""
    LATER = "later"
    """The body says that it needs time."""
    UNKNOWN = "unknown"
    """The body does not know the citizen: that is no answer, and no "no"."""
    YES = "yes"
    NO = "no"


ANSWERED = frozenset({Word.YES, Word.NO})


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A request's question to another body; one for each request."""

    number: str
    question: str
    body: str
    word: Word
    asked_at: int
    """The last time."""
    valid_until: int | None = None
    """Of a yes or no."""
    letter: str | None = None
    """The answer as the body signed it: what proves it to others."""
