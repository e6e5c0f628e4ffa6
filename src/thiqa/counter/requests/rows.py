"""A request as a row of the database, and back."""

import json
from collections.abc import Mapping
from typing import Any

from thiqa.base import Money
from thiqa.counter.catalogue.models import Outcome
from thiqa.counter.requests.models import Decision, Event, Need, Request, Role, State, Step
from thiqa.database import INTEGER, TEXT, Row
from thiqa.database.statement import ColumnType

COLUMNS: Mapping[str, ColumnType] = {
    "number": TEXT,
    "service": TEXT,
    "version": TEXT,
    "body": TEXT,
    "subject": TEXT,
    "opened_at": INTEGER,
    "state": TEXT,
    "revision": INTEGER,
    "claims": TEXT,
    "needs": INTEGER,
    "fee_minor": INTEGER,
    "fee_currency": TEXT,
    "eligible": INTEGER,
    "submitted_at": INTEGER,
    "complete_at": INTEGER,
    "due_at": INTEGER,
    "days_left": INTEGER,
    "taken_by": TEXT,
    "taken_until": INTEGER,
    "proposal": TEXT,
    "proposed_by": TEXT,
    "decision": TEXT,
    "decided_at": INTEGER,
    "decided_by": TEXT,
    "contested_at": INTEGER,
    "delivered_at": INTEGER,
    "expires_at": INTEGER,
}
"""Of a request."""

STEP_COLUMNS: Mapping[str, ColumnType] = {
    "number": TEXT,
    "place": INTEGER,
    "event": TEXT,
    "at": INTEGER,
    "by_role": TEXT,
    "body": TEXT,
    "note": TEXT,
}


def values_of(request: Request) -> tuple[Any, ...]:
    """Return the values of a request's row, in the order of `COLUMNS`."""
    fee = request.due_fee
    return (
        request.number,
        request.service,
        request.version,
        request.body,
        request.subject,
        request.opened_at,
        request.state.value,
        request.revision,
        _json(request.claims),
        int(request.needs),
        None if fee is None else fee.minor,
        None if fee is None else fee.currency,
        None if request.eligible is None else int(request.eligible),
        request.submitted_at,
        request.complete_at,
        request.due_at,
        request.days_left,
        request.taken_by,
        request.taken_until,
        _decision_text(request.proposal),
        request.proposed_by,
        _decision_text(request.decision),
        request.decided_at,
        " ".join(request.decided_by),
        request.contested_at,
        request.delivered_at,
        request.expires_at,
    )


def request_of(row: Row) -> Request:
    """Return the request of a row with all columns."""
    values = dict(zip(COLUMNS, row, strict=True))
    minor, currency = values.pop("fee_minor"), values.pop("fee_currency")
    eligible = values["eligible"]
    return Request(
        **values
        | {
            "state": State(values["state"]),
            "claims": json.loads(values["claims"]),
            "needs": Need(values["needs"]),
            "due_fee": None if minor is None else Money(minor, currency),
            "eligible": None if eligible is None else bool(eligible),
            "proposal": _decision(values["proposal"]),
            "decision": _decision(values["decision"]),
            "decided_by": tuple(values["decided_by"].split()),
        }
    )


def step_values(step: Step) -> tuple[Any, ...]:
    """Return the values of a step's row, in the order of `STEP_COLUMNS`."""
    note = _json(step.note)
    return step.number, step.place, step.event.value, step.at, step.by.value, step.body, note


def step_of(row: Row) -> Step:
    """Return the step of a row."""
    number, place, event, at, role, body, note = row
    return Step(number, place, Event(event), at, Role(role), body, json.loads(note))


def _decision_text(decision: Decision | None) -> str | None:
    if decision is None:
        return None
    members = {
        "outcome": decision.outcome.value,
        "reason": dict(decision.reason),
        "fields": dict(decision.fields),
    }
    return _json(members)


def _decision(text: str | None) -> Decision | None:
    if text is None:
        return None
    members = json.loads(text)
    return Decision(Outcome(members["outcome"]), members["reason"], members["fields"])


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, separators=(",", ":"))
