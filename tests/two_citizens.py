"""Two citizens whose entries of each kind differ in everything that an entry can say."""

from dataclasses import fields, replace
from typing import Any, get_type_hints

from specimen_log import NOON, one_of_each_kind
from thiqa.base import b64url_encode
from thiqa.ledger.event_fields import (
    MAX_CLAIMS,
    MAX_SECONDS,
    MAX_TEXT_CHARACTERS,
    check_claims,
    check_optional_text,
    check_seconds,
    check_sha256,
)
from thiqa.ledger.events import EVENTS, Event

AMINA: dict[str, Event] = {event.kind.value: event for event in one_of_each_kind(NOON)}
OTHER = {
    check_optional_text: None,
    check_seconds: MAX_SECONDS,
    check_claims: tuple(f"claim_{number}" for number in range(MAX_CLAIMS)),
    check_sha256: b64url_encode(b"\xff" * 32),
}
LONG = "\u0628\u0631\u0627\u0647\u064a\u0645 \u2d63 " * (MAX_TEXT_CHARACTERS // 9)


def other(event: Event) -> Event:
    """Return an event of the same kind and moment that is another one in every field."""
    hints = get_type_hints(type(event), include_extras=True)
    changes: dict[str, Any] = {
        field.name: OTHER.get(hints[field.name].__metadata__[0], LONG)
        for field in fields(event)
        if field.name != "at"
    }
    return replace(event, **changes)


BRAHIM: dict[str, Event] = {kind: other(event) for kind, event in AMINA.items()}
KINDS = tuple(sorted(EVENTS))
