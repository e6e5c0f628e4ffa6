"""What a service says that it holds, and how it differs from what we hold."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """From one second to another, in seconds since the epoch; the end is not a part of it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a receipt or a promise of ours says, that a service has shown us."""

    says: str
    due_at: int | None = None
    """When the entry must have its place; none for a receipt, which says that it has."""


@dataclass(frozen=True, slots=True)
class NotOurs:
    """A receipt or promise that does not hold: its place, its SHA-256, and what is wrong."""

    place: int
    digest: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """All that a service holds of a period."""

    client_id: str
    period: Period
    leaf_hashes: frozenset[bytes]
    """By receipt, or by hash alone."""
    shown: Mapping[bytes, Shown]
    """Those of which the service has shown a receipt or a promise."""
    not_ours: tuple[NotOurs, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What both hold, and what one of them lacks."""

    matched: int
    held_by_service_only: tuple[bytes, ...]
    held_by_us_only: tuple[bytes, ...]
    broken_promises: tuple[bytes, ...]
    """Of what the service holds: promised a place by now, and without one."""
