"""How the tables of a database lie on PostgreSQL: in one schema, or in parts kept from each other.

SQLite has neither schemas nor roles: there all tables lie in one file, whatever the layout.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


class Part(Protocol):
    """Tables that one connection sees; a statement names tables of one part."""

    @property
    def schema(self) -> str:
        """The schema in which they are."""
        ...

    @property
    def role(self) -> str | None:
        """The role that may touch them and nothing else; None: whoever connects may."""
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a database, and which of them a statement is about."""

    parts: tuple[Part, ...]
    """In the order in which they are committed."""
    part_of: Callable[[Iterable[str]], Part]
    """Returns the part in which tables are; raises UnitOfWorkError when they are in several."""


@dataclass(frozen=True, slots=True)
class _Everything:
    schema: str = "public"
    role: str | None = None


_EVERYTHING = _Everything()
WHOLE = Layout((_EVERYTHING,), lambda _: _EVERYTHING)
"""A database in one part."""

Addresses = Mapping[Part, str]
"""Where each part is: the same database, under a login role of its own or under one for all."""
