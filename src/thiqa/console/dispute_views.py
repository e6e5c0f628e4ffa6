"""What the pages about disputes may show; as in `views`, plain data."""

from dataclasses import dataclass

from thiqa.console.views import Action
from thiqa.oidc.models import Localized
from thiqa.web import Problem


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute without the citizen: what is said of which kind of entry, and by when it is due."""

    claim: Localized
    state: Localized
    client_id: str | None
    kind: str
    opened_at: int
    due_at: int | None
    """None: it has come to its end."""
    is_overdue: bool
    url: str


@dataclass(frozen=True, slots=True)
class ServiceDisputeRow:
    """A dispute as the service sees it that it concerns."""

    row: DisputeRow
    subject: str
    """The citizen, by the identifier that the service knows."""
    statement: str
    receipt_url: str
    answer: str | None
    answered_at: int | None
    reason: str | None
    form: Action | None


@dataclass(frozen=True, slots=True)
class ServiceDisputesView:
    """What citizens contest of a service."""

    name: Localized
    rows: tuple[ServiceDisputeRow, ...]
    article: Localized
    problem: Problem | None
    back_url: str


@dataclass(frozen=True, slots=True)
class DisputesView:
    """The disputes that wait for an operator."""

    rows: tuple[DisputeRow, ...]


@dataclass(frozen=True, slots=True)
class ReadCaseView:
    """The question before a case is read: the citizen will see who read it, and why."""

    row: DisputeRow
    read: Action
    problem: Problem | None
    back_url: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case, read just now."""

    row: DisputeRow
    at: int
    """When the contested entry was made."""
    service: Localized | None
    purpose: Localized
    law: Localized
    claims: tuple[str, ...]
    subject: str | None
    words: str | None
    """Why an officer did what is contested, if one did."""
    article: Localized
    statement: str
    answer: str | None
    answered_at: int | None
    evidence: str | None
    decide: Action | None
    back_url: str


View = ServiceDisputesView | DisputesView | ReadCaseView | CaseView
