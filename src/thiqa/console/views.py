"""What the console's pages may show: plain data, nothing else reaches a template.

A `LocalText` maps language tags to the text in that language; moments are seconds since the
epoch; texts named `message` are English messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.console.fields import Option
from thiqa.console.models import Decision, Document, KeyUse, LogEntry, Refusal, SelfTest
from thiqa.oidc.models import Stage
from thiqa.web import Problem

LocalText = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in a list."""

    name: LocalText
    client_id: str
    stage: Stage
    url: str
    waits: bool
    has_draft: bool


@dataclass(frozen=True, slots=True)
class HomeView:
    """A person's services."""

    rows: tuple[ServiceRow, ...]
    new_url: str
    upload_url: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a form: how it is shown, what was typed, and what is wrong with it."""

    name: str
    id: str
    label: str
    kind: str
    value: str
    options: tuple[Option, ...]
    language: str | None
    is_code: bool
    expected: str | None
    """A message, there if the value was refused."""
    reason: str
    """The reason in English, as the check of the registration says it."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim that a purpose may ask for, with what was chosen."""

    name: str
    field: str
    id: str
    chosen: str


@dataclass(frozen=True, slots=True)
class FormView:
    """The form of a service, of a purpose, or of both."""

    title: str
    service: LocalText | None
    groups: tuple[tuple[str, tuple[FieldRow, ...]], ...]
    """Fields under the message that is their heading."""
    claims: tuple[ClaimRow, ...]
    claim_options: tuple[Option, ...]
    claims_expected: str | None
    whole: str
    """What is wrong with the whole, in English."""
    problem: Problem | None
    has_mistakes: bool
    post_url: str
    form_token: str
    hidden: Mapping[str, str]
    back_url: str


@dataclass(frozen=True, slots=True)
class UploadView:
    """A registration file, pasted."""

    text: str
    reasons: tuple[str, ...]
    problem: Problem | None
    post_url: str
    form_token: str
    back_url: str


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """A purpose of a service."""

    id: str
    name: LocalText
    law: LocalText
    claims: tuple[str, ...]
    days: int
    edit_url: str
    remove_url: str | None
    remove_token: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that production needs, and whether it is there."""

    message: str
    done: bool
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A form of one button."""

    url: str
    token: str
    hidden: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """The page of a service."""

    name: LocalText
    client_id: str
    seen: str
    """The fingerprint of the registration that is shown."""
    sector: LocalText
    stage: Stage
    is_retired: bool
    has_draft: bool
    waits_since: int | None
    purposes: tuple[PurposeRow, ...]
    steps: tuple[Step, ...]
    urls: Mapping[str, str]
    enter_sandbox: Action | None
    submit: Action | None
    recall: Action | None
    discard: Action | None
    reasons: tuple[str, ...]
    """Why operators refused this registration."""
    answer_due: int | None = None
    """By when the first answer to a dispute is due; None: none is missing."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the code that stands for them, and what an owner called them."""

    code: str
    label: str
    is_you: bool


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """An owner of a service."""

    person: Person
    since: int
    hidden: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnersView:
    """The owners of a service; `link` is a fresh invitation, shown this once."""

    name: LocalText
    rows: tuple[OwnerRow, ...]
    open_invitations: tuple[tuple[str, int], ...]
    link: str | None
    problem: Problem | None
    invite_url: str
    invite_token: str
    remove_url: str
    remove_token: str
    back_url: str


@dataclass(frozen=True, slots=True)
class JoinView:
    """An invitation, before it is used."""

    name: LocalText
    label: str
    until: int
    post_url: str
    form_token: str
    home_url: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of a service's log."""

    entry: LogEntry
    message: str
    person: Person


@dataclass(frozen=True, slots=True)
class LogView:
    """Who did what to a service."""

    name: LocalText
    rows: tuple[LogRow, ...]
    older_url: str | None
    newer_url: str | None
    back_url: str


@dataclass(frozen=True, slots=True)
class RefusalsView:
    """What our endpoints refused a service."""

    name: LocalText
    rows: tuple[Refusal, ...]
    codes: tuple[tuple[str, str, bool], ...]
    """Code, address of the page with this code alone, and whether it is this page."""
    all_url: str
    is_all: bool
    back_url: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key that a service offers now."""

    kid: str
    kind: str


@dataclass(frozen=True, slots=True)
class KeysView:
    """The keys of a service: offered now, and used lately."""

    name: LocalText
    jwks_uri: str | None
    offered: tuple[KeyRow, ...]
    failure: str
    """Why the keys could not be had, in English; empty if they could."""
    used: tuple[KeyUse, ...]
    fetch: Action | None
    back_url: str


@dataclass(frozen=True, slots=True)
class TestView:
    """The self-test of a service: how to prepare it, and its latest runs."""

    __test__ = False

    name: LocalText
    issuer: str
    initiate_login_uri: str | None
    is_for_this: bool
    """Whether the latest run was made with this very registration."""
    latest: SelfTest | None
    checks: tuple[Mapping[str, Any], ...]
    earlier: tuple[SelfTest, ...]
    start: Action | None
    back_url: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """The services that wait for operators."""

    rows: tuple[tuple[ServiceRow, int], ...]


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """Everything that an operator needs to decide."""

    name: LocalText
    client_id: str
    sector: LocalText
    since: int
    live: Document | None
    draft: Document
    differences: tuple[tuple[str, str, str], ...]
    """Member, and its value before and after, as JSON."""
    purposes: tuple[PurposeRow, ...]
    test: SelfTest | None
    decisions: tuple[tuple[Decision, Person], ...]
    may_decide: bool
    decide: Action
    problem: Problem | None
    back_url: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding, its owner and its clock."""

    title: str
    """A message, as `owner` and `state` are."""
    url: str
    client_id: str | None
    owner: str
    state: str
    raised_at: int
    due_at: int
    is_overdue: bool
    is_closed: bool
    taken_by: Person | None


@dataclass(frozen=True, slots=True)
class FindingsView:
    """Findings that wait, or those that were answered."""

    rows: tuple[FindingRow, ...]
    has_more: bool
    is_closed: bool
    open_url: str
    closed_url: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, and what to do about it."""

    row: FindingRow
    step: str
    """A message: what to do."""
    detail: str
    """In English, for experts."""
    answer: str
    closed_at: int | None
    take: Action | None
    close: Action | None
    problem: Problem | None
    back_url: str


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error page: what happened, whose fault it is, what to do next."""

    problem: Problem
    reference: str
    service: LocalText | None = None
    back_url: str | None = None


View = (
    HomeView
    | FormView
    | UploadView
    | ServiceView
    | OwnersView
    | JoinView
    | LogView
    | RefusalsView
    | KeysView
    | TestView
    | QueueView
    | ApprovalView
    | FindingsView
    | FindingView
    | ErrorView
)
