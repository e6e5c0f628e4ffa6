"""How payments, refunds and movements are written in letters, and read strictly."""

from collections.abc import Mapping
from typing import Any

from thiqa.base import Money, MoneyError
from thiqa.counter.payments.errors import ReportRefusedError
from thiqa.counter.payments.models import Movement, RefundReport, Report, State

MAX_TEXT_CHARACTERS = 512


def write_money(amount: Money) -> dict[str, Any]:
    """Return an amount as letters have it."""
    return {"minor": amount.minor, "currency": amount.currency}


def read_money(value: object) -> Money:
    """Return an amount; a fraction, a text or another member is refused."""
    if not isinstance(value, dict) or value.keys() != {"minor", "currency"}:
        raise ReportRefusedError("not an amount")
    try:
        return Money(value["minor"], value["currency"])
    except (MoneyError, TypeError) as error:
        raise ReportRefusedError("not an amount") from error


def write_report(report: Report) -> dict[str, Any]:
    """Return a payment as letters have it."""
    return {
        "id": report.provider_id,
        "key": report.key,
        "reference": report.reference,
        "state": report.state.value,
        "amount": write_money(report.amount),
        "refunded": write_money(report.refunded),
        "sequence": report.sequence,
        "paid_at": report.paid_at,
        "page_url": report.page_url,
    }


def read_report(body: object) -> Report:
    """Return what a provider says of a payment.

    1. every member has its form; 2. a paid payment says when, and no other does; 3. no more
    is given back than was paid, in the same currency.
    """
    if not isinstance(body, dict):
        raise ReportRefusedError("not a payment")
    report = Report(  # 1
        provider_id=_text(body, "id"),
        key=_text(body, "key"),
        reference=_text(body, "reference"),
        state=_state(body),
        amount=read_money(body.get("amount")),
        refunded=read_money(body.get("refunded")),
        sequence=_number(body, "sequence"),
        paid_at=None if body.get("paid_at") is None else _number(body, "paid_at"),
        page_url=_text(body, "page_url"),
    )
    if (report.state is State.PAID) != (report.paid_at is not None):  # 2
        raise ReportRefusedError("paid without a time, or a time without being paid")
    given_back = report.refunded
    if given_back.currency != report.amount.currency or given_back.minor > report.amount.minor:
        raise ReportRefusedError("more is given back than was paid")  # 3
    if given_back.minor and report.state is not State.PAID:  # 3
        raise ReportRefusedError("money is given back that was not paid")
    return report


def read_refund(body: Mapping[str, Any]) -> RefundReport:
    """Return what a provider did with a refund order."""
    done = body.get("done")
    if not isinstance(done, bool):
        raise ReportRefusedError("neither given back nor refused")
    return RefundReport(
        _text(body, "key"), done, _number(body, "at"), read_report(body.get("payment"))
    )


def write_movement(movement: Movement) -> dict[str, Any]:
    """Return a line of a statement."""
    return {
        "payment": movement.payment_key,
        "refund": movement.refund_key,
        "id": movement.provider_id,
        "amount": write_money(movement.amount),
        "at": movement.at,
    }


def read_movement(line: Mapping[str, Any]) -> Movement:
    """Return a line of a statement."""
    return Movement(
        payment_key=_text(line, "payment"),
        refund_key=None if line.get("refund") is None else _text(line, "refund"),
        provider_id=_text(line, "id"),
        amount=read_money(line.get("amount")),
        at=_number(line, "at"),
    )


def _state(body: Mapping[str, Any]) -> State:
    try:
        state = State(_text(body, "state"))
    except ValueError as error:
        raise ReportRefusedError("a state that is not known") from error
    if state is State.NEW:
        raise ReportRefusedError("a state that is ours alone")
    return state


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT_CHARACTERS:
        raise ReportRefusedError(f"without a text ({name})")
    return value


def _number(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise ReportRefusedError(f"without a number ({name})")
    return value
