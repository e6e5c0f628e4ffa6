"""What the pages about disputes may show; as in `views`, plain data."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.oidc.models import Localized

Hidden = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ContestedEntry:
    """The entry that a dispute is about."""

    at: int
    kind: str
    """A key of `KINDS`."""
    service: Localized
    purpose: Localized
    claims: tuple[str, ...]
    receipt_url: str


@dataclass(frozen=True, slots=True)
class NewDisputeView:
    """The question before an entry is contested; without a claim it offers those there are."""

    entry: ContestedEntry
    claim: Localized | None
    choices: tuple[tuple[Localized, str], ...]
    """Each claim that can be made, and the page that asks about it."""
    freezes: Localized | None
    """The service that will be frozen, if one is concerned."""
    ends_sessions: bool
    due_at: int
    article: Localized
    post_url: str
    form_token: str
    hidden: Hidden
    back_url: str


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute in the list."""

    service: Localized
    claim: Localized
    state: Localized
    opened_at: int
    due_at: int | None
    """None: nobody has to answer any more."""
    is_overdue: bool
    url: str


@dataclass(frozen=True, slots=True)
class DisputesView:
    """What a citizen has contested."""

    rows: tuple[DisputeRow, ...]
    history_url: str


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute: how far it is, what is frozen, who said what."""

    row: DisputeRow
    entry: ContestedEntry
    article: Localized
    statement: str
    frozen: tuple[Localized, ...]
    is_attached: bool
    """Whether the receipt of the entry is attached as evidence."""
    answer: str | None
    answered_at: int | None
    reason: str | None
    officer: str | None
    """Who decided, by the code that stands in the record."""
    closed_at: int | None
    take_back_url: str | None
    form_token: str
    sign_in_url: str | None
    """Where the card is used again before the dispute can be taken back."""
    back_url: str


@dataclass(frozen=True, slots=True)
class ContestedView:
    """A service that asked while the citizen contests what it did: it was refused."""

    service: Localized
    disputes_url: str
    continue_url: str | None
    """Back to the service, which learns that it was refused; None: it is in no browser."""
    fields: Hidden | None
    """What a form takes back, where the service wants one."""


View = NewDisputeView | DisputesView | DisputeView | ContestedView
