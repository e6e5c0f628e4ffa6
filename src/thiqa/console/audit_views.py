"""What the auditors' pages may show; as in `views`, plain data."""

from dataclasses import dataclass

from thiqa.console.views import Action, Person
from thiqa.oidc.models import Localized
from thiqa.web import Problem


@dataclass(frozen=True, slots=True)
class FigureRow:
    """How often something happened between the citizens and a body, for one purpose."""

    service: Localized
    purpose: Localized
    entries: tuple[tuple[str, int], ...]
    """English messages, and how many there were."""


@dataclass(frozen=True, slots=True)
class FiguresView:
    """The figures of a month."""

    action: str
    months: tuple[tuple[str, bool], ...]
    """As in 2026-11, and whether it is this page's."""
    rows: tuple[FigureRow, ...]
    until: int | None
    """The last moment that is counted; None when no day of the month is over."""
    is_whole: bool
    """Nothing was too small to be shown."""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request to open an entry."""

    index: int
    reason: str
    asked_by: Person
    asked_at: int
    approved_by: Person | None
    expires_at: int
    url: str


@dataclass(frozen=True, slots=True)
class OpeningsView:
    """The requests, and the form for another one."""

    rows: tuple[RequestRow, ...]
    ask: Action
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry as two auditors see it."""

    at: int
    kind: str
    """An English message."""
    service: Localized
    purpose: Localized
    article: Localized
    claims: tuple[str, ...]
    words: str | None
    """The reason that it holds, if it does."""
    receipt: str
    opening_receipt: str


@dataclass(frozen=True, slots=True)
class OpeningView:
    """One request: to be approved by another auditor, or approved, and the entry."""

    row: RequestRow
    fingerprint: str
    approve: Action | None
    opened: OpenedEntry | None
    is_coming: bool
    """Approved, and the record has still to prove that the citizen can see it."""
    back_url: str


View = FiguresView | OpeningsView | OpeningView
