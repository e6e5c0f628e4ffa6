"""What is ordered at the provider, and what came of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """What we ask the provider for, word for word: the same in each attempt.

    `id` is the key of the task that orders it.
    """

    id: str
    number: str
    """Of the request."""
    key: str
    """Drawn for this order; the provider keeps what it made under it for a day."""
    form: str
    """The other fields, as a JSON object."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the citizen gets it; the newest of its request."""

    number: str
    """Of the request."""
    document: str
    """Its own number, as the provider gave it."""
    pdf: bytes
    code: str
    """The link in the code on its paper."""
    issued_at: int
    valid_until: int | None
    withdrawn_at: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A signed yes or no that the citizen had made for one recipient."""

    id: str
    number: str
    """Of the request."""
    audience: str
    asked_at: int
    document: str | None = None
    """Its number at the provider; None: it is being made."""
    text: str | None = None
    """The JWT that the recipient checks."""
    valid_until: int | None = None
    withdrawn_at: int | None = None
