"""What has become of a document, for everybody who knows its number: dates, and no names."""

from typing import Any

from thiqa.issuing.models import Issued, State

UNKNOWN = "unknown"
EXPIRED = "expired"


def standing(issued: Issued | None, now: int) -> str:
    """Return the word for what a document is worth now."""
    if issued is None:
        return UNKNOWN
    if issued.state is State.VALID and issued.valid_until is not None and issued.valid_until < now:
        return EXPIRED
    return issued.state.value


def status_members(number: str, issued: Issued | None, now: int) -> dict[str, Any]:
    """Return what the public is told: no type, no body, no reason, no successor.

    Whoever has the document reads these there; whoever has only the number learns nothing more.
    """
    members: dict[str, Any] = {"number": number, "status": standing(issued, now), "at": now}
    if issued is not None:
        times = {"issued_at": issued.issued_at, "valid_until": issued.valid_until}
        times["changed_at"] = issued.changed_at
        members |= {name: time for name, time in times.items() if time is not None}
    return members
