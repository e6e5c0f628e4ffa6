"""A slot, and a citizen's place in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at a place of a service, with room for some citizens."""

    service: str
    place: str
    starts_at: int
    minutes: int
    capacity: int

    @property
    def id(self) -> str:
        """Its name: there is a row of it only once somebody has taken a place."""
        return f"{self.service}/{self.place}/{self.starts_at}"

    @property
    def ends_at(self) -> int:
        """The second at which it is over."""
        return self.starts_at + self.minutes * 60


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot and how many places are left."""

    slot: Slot
    left: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """A request's place in a slot, or the one that it gave up."""

    number: str
    slot_id: str
    place: str
    starts_at: int
    ends_at: int
    sequence: int
    """Counts the changes (RFC 5545, section 3.8.7.4)."""
    is_cancelled: bool
    changed_at: int
