"""What the console knows: services in the making, their owners, approvals, tests, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from thiqa.oidc.models import Stage

Document = Mapping[str, Any]
"""A registration as JSON, without its stage: the stage is what the console decides."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service as its owners work on it; what is live lies with the provider."""

    client_id: str
    document: Document
    fingerprint: str
    changed_at: int
    submitted_at: int | None = None
    """Since when this very registration waits for approval."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A person who may change a service; `label` is what the inviter called them."""

    client_id: str
    person_id: str
    label: str
    since: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way to become an owner, for one person; only the digest of its code is kept."""

    digest: bytes
    client_id: str
    label: str
    invited_by: str
    expires_at: int


class Act(StrEnum):
    """What somebody did to a service, as its owners read it."""

    CREATED = "created"
    CHANGED = "changed"
    NARROWED = "narrowed"
    SANDBOX = "sandbox"
    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    TESTED = "tested"
    SUBMITTED = "submitted"
    RECALLED = "recalled"
    APPROVED = "approved"
    REFUSED = "refused"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of a service's log: who, when, what; `detail` is a label or a reason."""

    id: bytes
    client_id: str
    at: int
    person_id: str
    act: Act
    detail: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What one operator decided about one registration of a service."""

    client_id: str
    fingerprint: str
    person_id: str
    approved: bool
    reason: str
    at: int


class TestState(StrEnum):
    """How far a self-test is."""

    __test__ = False

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """A run of the self-test against one registration; `checks` grow while it runs."""

    id: str
    client_id: str
    fingerprint: str
    state: TestState
    started_at: int
    beat_at: int
    """When it last gave a sign of life."""
    checks: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What one of our endpoints refused a service, and how to mend it; equal ones are counted."""

    id: bytes
    client_id: str
    at: int
    times: int
    proved: bool
    """Whether the caller had proved to be the service."""
    endpoint: str
    code: str
    description: str
    rule: str
    parameter: str
    mend: str


@dataclass(frozen=True, slots=True)
class KeyUse:
    """When a key of a service last proved something to us."""

    kid: str
    at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a service stands: what is live, and what its owners work on."""

    service: Service
    stage: Stage
    live_fingerprint: str | None
    is_retired: bool = False
    """Whether an operator has shut it out."""

    @property
    def has_draft(self) -> bool:
        """Whether what the owners work on is not what is live."""
        return self.live_fingerprint != self.service.fingerprint
