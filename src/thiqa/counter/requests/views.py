"""What the citizen's pages about requests may show: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import Money
from thiqa.counter.catalogue import Texts
from thiqa.counter.forms import FieldView
from thiqa.counter.identity.views import Row
from thiqa.counter.requests.models import State


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a request's page that another room shows: its template, and the view in it."""

    template: str
    view: Any


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in the list, or at the head of its page; `state` and `next` are messages."""

    number: str
    service: Texts
    body: Texts
    state: str
    next: str
    opened_at: int
    due_at: int | None
    is_overdue: bool
    url: str


@dataclass(frozen=True, slots=True)
class RequestsView:
    """The citizen's requests."""

    rows: tuple[RequestRow, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the way of a request; `text` is a message."""

    text: str
    is_current: bool
    is_behind: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that was taken; `event` and `by` are messages."""

    event: str
    at: int
    by: str
    body: Texts | None
    note: Texts


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of what was sent: the values are texts, or one message."""

    label: Texts
    text: str
    is_message: bool = False


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request that is on its way, or at its end."""

    row: RequestRow
    places: tuple[Place, ...]
    needs: tuple[str, ...]
    fee: Money | None
    fee_is_due: bool
    eligible: bool | None
    law: Texts
    days_left: int | None
    """Until the deadline, counted as it counts."""
    stopped_days: int | None
    """Left when the clock was stopped."""
    granted: bool | None
    reason: Texts
    asked: Texts
    """What the body asked for, if it did."""
    sections: tuple[Section, ...]
    sent: tuple[Sent, ...]
    vouched: tuple[Row, ...]
    """What the provider vouched for."""
    steps: tuple[StepView, ...]
    contest_url: str | None
    contest_until: int | None
    withdraw_url: str | None
    has_changed: bool


@dataclass(frozen=True, slots=True)
class FormView:
    """The form of a draft, or of a request that came back."""

    row: RequestRow
    fields: tuple[FieldView, ...]
    fault_count: int
    was_kept: bool
    asked: Texts
    law: Texts
    stopped_days: int | None
    steps: tuple[StepView, ...]
    """What happened before it came back; none of a draft."""
    sections: tuple[Section, ...]
    applicants: Texts
    post_url: str
    form_key: str
    withdraw_url: str
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class WithdrawView:
    """The question before a request is taken back."""

    row: RequestRow
    is_draft: bool
    is_paid: bool
    post_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class ContestView:
    """The form to contest a decision."""

    row: RequestRow
    until: int
    answer_by: int
    law: Texts
    reason: Texts
    typed: str
    is_missing: bool
    """Whether it was sent without a reason."""
    post_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class KeptView:
    """A form that came without a session: what it brought goes along to the next try."""

    post_url: str
    hidden: Mapping[str, str]


def position(state: State, path: tuple[tuple[str, frozenset[State]], ...]) -> tuple[Place, ...]:
    """Return the places of a way, with the one where a state is."""
    current = next((n for n, (_, states) in enumerate(path) if state in states), -1)
    return tuple(Place(text, n == current, n < current) for n, (text, _) in enumerate(path))
