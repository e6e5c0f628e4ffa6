"""How payments, refunds and compared days lie in their tables."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from thiqa.base import Money
from thiqa.counter.payments.models import (
    Assessment,
    AssessmentLine,
    AssessmentState,
    Difference,
    Kind,
    Payment,
    ReconciledDay,
    Refund,
    RefundReason,
    RefundState,
    State,
)
from thiqa.database import INTEGER, TEXT
from thiqa.database.statement import Row

PAYMENT_COLUMNS = {
    "id": TEXT,
    "number": TEXT,
    "body": TEXT,
    "attempt": INTEGER,
    "amount_minor": INTEGER,
    "currency": TEXT,
    "created_at": INTEGER,
    "state": TEXT,
    "sequence": INTEGER,
    "refunded_minor": INTEGER,
    "ordered_back": INTEGER,
    "provider_id": TEXT,
    "page_url": TEXT,
    "paid_at": INTEGER,
}
ASSESSMENT_COLUMNS = {
    "number": TEXT,
    "state": TEXT,
    "asked_at": INTEGER,
    "amount_minor": INTEGER,
    "currency": TEXT,
    "lines": TEXT,
    "letter": TEXT,
}
REFUND_COLUMNS = {
    "id": TEXT,
    "payment_id": TEXT,
    "amount_minor": INTEGER,
    "currency": TEXT,
    "reason": TEXT,
    "ordered_at": INTEGER,
    "state": TEXT,
    "done_at": INTEGER,
}


def payment_values(payment: Payment) -> tuple[Any, ...]:
    """Return the values of a payment's row."""
    return (
        payment.id,
        payment.number,
        payment.body,
        payment.attempt,
        payment.amount.minor,
        payment.amount.currency,
        payment.created_at,
        payment.state.value,
        payment.sequence,
        None if payment.refunded is None else payment.refunded.minor,
        payment.ordered_back,
        payment.provider_id,
        payment.page_url,
        payment.paid_at,
    )


def payment_of(row: Row) -> Payment:
    """Return the payment of a row."""
    refunded, currency = row["refunded_minor"], row["currency"]
    return Payment(
        id=row["id"],
        number=row["number"],
        body=row["body"],
        attempt=row["attempt"],
        amount=Money(row["amount_minor"], currency),
        created_at=row["created_at"],
        state=State(row["state"]),
        sequence=row["sequence"],
        refunded=None if refunded is None else Money(refunded, currency),
        ordered_back=row["ordered_back"],
        provider_id=row["provider_id"],
        page_url=row["page_url"],
        paid_at=row["paid_at"],
    )


def refund_values(refund: Refund) -> tuple[Any, ...]:
    """Return the values of a refund's row."""
    return (
        refund.id,
        refund.payment_id,
        refund.amount.minor,
        refund.amount.currency,
        refund.reason.value,
        refund.ordered_at,
        refund.state.value,
        refund.done_at,
    )


def refund_of(row: Row) -> Refund:
    """Return the refund of a row."""
    return Refund(
        id=row["id"],
        payment_id=row["payment_id"],
        amount=Money(row["amount_minor"], row["currency"]),
        reason=RefundReason(row["reason"]),
        ordered_at=row["ordered_at"],
        state=RefundState(row["state"]),
        done_at=row["done_at"],
    )


def assessment_values(assessment: Assessment) -> tuple[Any, ...]:
    """Return the values of an assessment's row."""
    lines = [
        [dict(each.label), each.amount.minor, each.amount.currency] for each in assessment.lines
    ]
    amount = assessment.amount
    return (
        assessment.number,
        assessment.state.value,
        assessment.asked_at,
        None if amount is None else amount.minor,
        None if amount is None else amount.currency,
        json.dumps(lines, ensure_ascii=False),
        assessment.letter,
    )


def assessment_of(row: Row) -> Assessment:
    """Return the assessment of a row."""
    minor = row["amount_minor"]
    lines = json.loads(row["lines"])
    return Assessment(
        number=row["number"],
        state=AssessmentState(row["state"]),
        asked_at=row["asked_at"],
        amount=None if minor is None else Money(minor, row["currency"]),
        lines=tuple(AssessmentLine(label, Money(*amount)) for label, *amount in lines),
        letter=row["letter"],
    )


def day_values(day: ReconciledDay) -> tuple[Any, ...]:
    """Return the values of a compared day's row."""
    differences = json.dumps([asdict(each) for each in day.differences])
    return (day.day.isoformat(), day.digest, day.movements, differences, day.at)


def day_of(row: Row) -> ReconciledDay:
    """Return the compared day of a row."""
    differences = tuple(_difference(each) for each in json.loads(row["differences"]))
    day = date.fromisoformat(row["day"])
    return ReconciledDay(day, row["digest"], row["movements"], differences, row["at"])


def _difference(members: dict[str, Any]) -> Difference:
    amounts = {
        name: None if members[name] is None else Money(**members[name])
        for name in ("ours", "theirs")
    }
    return Difference(**{**members, **amounts, "kind": Kind(members["kind"])})
