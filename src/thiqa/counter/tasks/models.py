"""A task: something to do that was left in the unit of work that makes it necessary."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do; its handler knows the kind, and finds the rest by the key."""

    kind: str
    """Who does it: the name of a handler."""
    key: str
    """What it is about; one task of a kind and key waits at a time."""
    due_at: int
    """Not before this second; while somebody is at it, the second until which they hold it."""
    attempts: int
    """How often it was begun, this time included."""
