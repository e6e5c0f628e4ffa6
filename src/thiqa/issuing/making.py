"""What makes a document out of an order: given to this room, done by a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from thiqa.issuing.models import Order


@dataclass(frozen=True, slots=True)
class Made:
    """Something sealed or signed; it is not issued before it is on the record."""

    content: bytes
    valid_until: int | None
    code: str = ""
    """The link in the code on its paper."""


class Maker(Protocol):
    """Makes what is ordered."""

    def check(self, order: Order, now: int) -> None:
        """Raise InvalidRequestError if this cannot be made; quick."""
        ...

    async def make(self, order: Order, number: str, now: int, holder: Mapping[str, Any]) -> Made:
        """Make it, under a number; `holder` are claims about the citizen that it may say."""
        ...
