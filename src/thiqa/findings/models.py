"""Findings: their kinds, who answers each, and how soon."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from thiqa.base import b64url_encode

HOUR = 3_600
DAY = 86_400

ID_BYTES = 18
MAX_DETAIL_CHARACTERS = 2_000


class Kind(StrEnum):
    """What can be found."""

    HELD_BY_SERVICE_ONLY = "held_by_service_only"
    """A service holds what our record lacks."""
    HELD_BY_US_ONLY = "held_by_us_only"
    """A service lacks what our record holds."""
    NOT_OUR_RECEIPT = "not_our_receipt"
    """A service holds a receipt that our record never gave."""
    BROKEN_PROMISE = "broken_promise"
    """An entry was promised a place in the record and has none."""
    DAMAGED_RECORD = "damaged_record"
    """What is stored is not what was signed."""
    LOG_FORK = "log_fork"
    """Two heads of our record cannot both be true."""
    DISPUTE_OVERDUE = "dispute_overdue"
    """A citizen was not answered in time."""


class Party(StrEnum):
    """Who answers a finding."""

    OPERATOR = "operator"
    SERVICE = "service"


class State(StrEnum):
    """How far a finding is."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who answers findings of a kind, and within which time."""

    owner: Party
    seconds: int


RULES: Mapping[Kind, Rule] = {
    Kind.HELD_BY_SERVICE_ONLY: Rule(Party.OPERATOR, DAY),
    Kind.HELD_BY_US_ONLY: Rule(Party.SERVICE, 7 * DAY),
    Kind.NOT_OUR_RECEIPT: Rule(Party.SERVICE, 3 * DAY),
    Kind.BROKEN_PROMISE: Rule(Party.OPERATOR, DAY),
    Kind.DAMAGED_RECORD: Rule(Party.OPERATOR, DAY),
    Kind.LOG_FORK: Rule(Party.OPERATOR, HOUR),
    Kind.DISPUTE_OVERDUE: Rule(Party.OPERATOR, DAY),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, its owner and its clock; nothing in it says who a citizen is."""

    id: str
    kind: Kind
    key: str
    """What was found: of one kind, each is raised once."""
    detail: str
    """What an expert needs to look further, in English."""
    client_id: str | None
    """The service that it is about; its owners see it."""
    owner: Party
    raised_at: int
    due_at: int
    state: State = State.OPEN
    taken_by: str | None = None
    """The person who looks into it."""
    answer: str = ""
    closed_at: int | None = None

    def is_overdue(self, now: int) -> bool:
        """Whether an answer is due and missing."""
        return self.state is not State.CLOSED and self.due_at <= now


def new_finding(
    kind: Kind, key: str, *, now: int, detail: str, client_id: str | None = None
) -> Finding:
    """Return a finding with the owner and the clock of its kind."""
    rule = RULES[kind]
    identity = hashlib.sha256(f"{kind}\n{key}".encode()).digest()
    return Finding(
        id=b64url_encode(identity[:ID_BYTES]),
        kind=kind,
        key=key,
        detail=detail[:MAX_DETAIL_CHARACTERS],
        client_id=client_id,
        owner=rule.owner,
        raised_at=now,
        due_at=now + rule.seconds,
    )
