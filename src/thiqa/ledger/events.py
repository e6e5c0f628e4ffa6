"""What the record is about: one frozen class for each kind of event.

An event never holds a national number, a name or the value of a claim: whoever holds a
receipt learns what was done with an identity, and not whose it is. A kind that is not
in `EVENTS` cannot be recorded, and a receipt of such a kind does not verify.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated, Any, ClassVar, get_type_hints

from thiqa.base import EncodingError, b64url_decode
from thiqa.ledger.errors import EntryFormatError

MAX_TEXT_CHARACTERS = 512
MAX_CLAIMS = 64
MAX_SECONDS = 2**40
"""Some 35,000 years: enough, and far from what a column of the database holds."""

SHA256_BYTES = 32

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_#:./-]{0,127}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Kind(StrEnum):
    """The kinds of events; this much of an event is public."""

    LOGIN = "login"
    RELEASE = "release"
    REFUSAL = "refusal"
    REFRESH = "refresh"
    WITHDRAWAL = "withdrawal"
    RELINKING = "relinking"


def check_text(value: Any) -> None:
    """Refuse what is not a text of one line, not empty, within our limit."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT_CHARACTERS:
        raise EntryFormatError("not a text of the length that an entry may hold")
    if _CONTROL.search(value):
        raise EntryFormatError("a text of an entry has control characters")


def check_optional_text(value: Any) -> None:
    """Refuse what is neither absent nor a text."""
    if value is not None:
        check_text(value)


def check_seconds(value: Any) -> None:
    """Refuse what is not a whole number of seconds."""
    if type(value) is not int or not 0 <= value <= MAX_SECONDS:
        raise EntryFormatError("not a whole number of seconds")


def check_claims(value: Any) -> None:
    """Refuse what is not a list of claim names, without their values."""
    if not isinstance(value, tuple) or len(value) > MAX_CLAIMS:
        raise EntryFormatError("not a list of claims")
    for name in value:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise EntryFormatError("not the name of a claim")


def check_sha256(value: Any) -> None:
    """Refuse what is not a SHA-256 in base64url."""
    try:
        size = len(b64url_decode(value)) if isinstance(value, str) else 0
    except EncodingError as error:
        raise EntryFormatError("not base64url") from error
    if size != SHA256_BYTES:
        raise EntryFormatError("not a SHA-256 in base64url")


Text = Annotated[str, check_text]
OptionalText = Annotated[str | None, check_optional_text]
Seconds = Annotated[int, check_seconds]
Claims = Annotated[tuple[str, ...], check_claims]
Sha256 = Annotated[str, check_sha256]


class _Checked:
    """Checks every field by its annotation, whether we make the event or read it."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, check in CHECKS[type(self)].items():
            check(getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Login(_Checked):
    """A person proved who they are."""

    kind: ClassVar[Kind] = Kind.LOGIN
    at: Seconds
    method: Text
    """How: `card`."""
    acr: Text
    """The level of assurance that was reached."""
    client_id: OptionalText = None
    """The service for which it was done; none when the person came to us directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(_Checked):
    """A service was given claims about a person, as the person agreed."""

    kind: ClassVar[Kind] = Kind.RELEASE
    at: Seconds
    client_id: Text
    sector: Text
    subject: Text
    """The identifier of the person in this sector, which the service knows already."""
    purpose: Text
    article: Text
    """The article of law under which the service asked."""
    claims: Claims
    consent_text_hash: Sha256
    """Of the text that the person was shown."""
    acr: Text
    valid_for: Seconds
    """How long the service may ask again without a new consent; 0: this once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(_Checked):
    """A service asked and was given nothing."""

    kind: ClassVar[Kind] = Kind.REFUSAL
    at: Seconds
    client_id: Text
    purpose: OptionalText = None
    claims: Claims = ()
    reason: Text
    """A code word, such as the error that the service was answered with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh(_Checked):
    """A service renewed an access that was released earlier."""

    kind: ClassVar[Kind] = Kind.REFRESH
    at: Seconds
    client_id: Text
    sector: Text
    subject: Text
    purpose: Text
    claims: Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(_Checked):
    """A person took a consent back."""

    kind: ClassVar[Kind] = Kind.WITHDRAWAL
    at: Seconds
    client_id: Text
    sector: Text
    subject: Text
    purpose: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Relinking(_Checked):
    """Two officers had a person's identifier in one sector looked up from that in another.

    It concerns the person alone and names neither identifier: no service learns from it.
    """

    kind: ClassVar[Kind] = Kind.RELINKING
    at: Seconds
    from_sector: Text
    to_sector: Text
    reason: Text
    asked_by: Text
    """The officer who asked, by an identifier that only the provider can resolve."""
    approved_by: Text
    request_hash: Sha256
    """Of what was asked and approved, word for word."""
    client_id: ClassVar[None] = None


Event = Login | Release | Refusal | Refresh | Withdrawal | Relinking

EVENTS: Mapping[str, type[Event]] = {
    event.kind: event for event in (Login, Release, Refusal, Refresh, Withdrawal, Relinking)
}


def _checks_of(event: type[Event]) -> dict[str, Callable[[Any], None]]:
    annotations = get_type_hints(event, include_extras=True)
    return {field.name: annotations[field.name].__metadata__[0] for field in fields(event)}


CHECKS: Mapping[type, Mapping[str, Callable[[Any], None]]] = {
    event: _checks_of(event) for event in EVENTS.values()
}


def event_members(event: Event) -> dict[str, Any]:
    """Return the fields of an event as members of a JSON object; what is absent is left out."""
    members = {name: getattr(event, name) for name in CHECKS[type(event)]}
    return {name: value for name, value in members.items() if value is not None}


def event_from_members(kind: Any, members: Mapping[str, Any]) -> Event:
    """Build the event of a kind; refuse unknown kinds, unknown, missing and null members."""
    make: Callable[..., Event] | None = EVENTS.get(kind) if isinstance(kind, str) else None
    if make is None:
        raise EntryFormatError("an event of a kind that we do not know")
    if None in members.values():
        raise EntryFormatError("a member of an event is null")
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in members.items()
    }
    try:
        return make(**values)
    except TypeError as error:
        raise EntryFormatError(f"not the members of a {kind}") from error
