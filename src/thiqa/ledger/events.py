"""What the record is about: one frozen class for each kind of event.

An event never holds a national number, a name or the value of a claim: whoever holds a
receipt learns what was done with an identity, and not whose it is. A kind that is not
in `EVENTS` cannot be recorded, and a receipt of such a kind does not verify.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, get_args, get_type_hints

from thiqa.ledger.errors import EntryFormatError
from thiqa.ledger.event_fields import Claims, OptionalText, Seconds, Sha256, Text


class Kind(StrEnum):
    """The kinds of events; this much of an event is public."""

    LOGIN = "login"
    CONSENT = "consent"
    RELEASE = "release"
    REFUSAL = "refusal"
    REFRESH = "refresh"
    WITHDRAWAL = "withdrawal"
    RELINKING = "relinking"
    LOOKUP = "lookup"
    DOCUMENT = "document"
    MANDATE = "mandate"
    CREDENTIAL = "credential"
    DISPUTE = "dispute"
    OPENING = "opening"


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
class ConsentGiven(_Checked):
    """A person agreed that a service need not ask again for a while."""

    kind: ClassVar[Kind] = Kind.CONSENT
    at: Seconds
    client_id: Text
    sector: Text
    subject: Text
    purpose: Text
    article: Text
    claims: Claims
    consent_text_hash: Sha256
    """Of the text that the person was shown."""
    valid_for: Seconds


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup(_Checked):
    """An officer read what we hold about a person."""

    kind: ClassVar[Kind] = Kind.LOOKUP
    at: Seconds
    officer: Text
    """The officer, by an identifier that only the provider can resolve."""
    purpose: Text
    """A code word for what the office is about, such as `dispute`."""
    reason: Text
    """In the officer's words."""
    client_id: ClassVar[None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(_Checked):
    """A public body issued a document about a person, or took it back."""

    kind: ClassVar[Kind] = Kind.DOCUMENT
    at: Seconds
    client_id: Text
    sector: Text
    subject: Text
    document_type: Text
    document_hash: Sha256
    """Of the sealed document."""
    state: OptionalText = None
    """`withdrawn` when it is taken back; none when it is issued."""
    reason: OptionalText = None
    """A code word for why it is taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateUsed(_Checked):
    """Somebody acted for a person, as the person had allowed."""

    kind: ClassVar[Kind] = Kind.MANDATE
    at: Seconds
    mandate: Text
    """The mandate, by its identifier."""
    action: Text
    """A code word for what was done."""
    client_id: OptionalText = None
    """The service at which it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialIssued(_Checked):
    """A credential about a person was put into a wallet."""

    kind: ClassVar[Kind] = Kind.CREDENTIAL
    at: Seconds
    credential_type: Text
    key_hash: Sha256
    """Of the wallet's key that the credential is bound to (RFC 7638)."""
    valid_for: Seconds
    client_id: ClassVar[None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(_Checked):
    """A person contested an entry, or the dispute came to its end."""

    kind: ClassVar[Kind] = Kind.DISPUTE
    at: Seconds
    dispute: Text
    """The dispute, by its identifier; the later entries of one dispute bear the same."""
    claim: Text
    """What the person says: `not_me` or `not_allowed`."""
    state: Text
    """`opened`, `upheld`, `rejected` or `taken_back`."""
    entry_hash: Sha256
    """The leaf hash of the contested entry (RFC 6962, section 2.1)."""
    due_at: Seconds
    """When an answer is due by law."""
    client_id: OptionalText = None
    """The service that the contested entry concerns; it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(_Checked):
    """Two auditors had an entry about a person opened."""

    kind: ClassVar[Kind] = Kind.OPENING
    at: Seconds
    reason: Text
    asked_by: Text
    """The auditor who asked, by an identifier that only the provider can resolve."""
    approved_by: Text
    entry_hash: Sha256
    """The leaf hash of the entry that was opened (RFC 6962, section 2.1)."""
    request_hash: Sha256
    """Of what was asked and approved, word for word."""
    client_id: ClassVar[None] = None


Event = (
    Login
    | ConsentGiven
    | Release
    | Refusal
    | Refresh
    | Withdrawal
    | Relinking
    | Lookup
    | DocumentIssued
    | MandateUsed
    | CredentialIssued
    | Dispute
    | Opening
)

EVENTS: Mapping[str, type[Event]] = {event.kind: event for event in get_args(Event)}


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
