"""The adapter for a provider that exchanges signed letters with us, as the sandbox's does."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thiqa.base import EncodingError, parse_json_object
from thiqa.counter.letters import (
    Correspondent,
    Letter,
    LetterRefusedError,
    NotAnsweredError,
    QuestionRefusedError,
)
from thiqa.counter.payments import kinds
from thiqa.counter.payments.errors import (
    GatewayError,
    ReportRefusedError,
    StatementRefusedError,
)
from thiqa.counter.payments.models import (
    Event,
    Movement,
    Order,
    RefundOrder,
    RefundReport,
    Report,
    Statement,
)
from thiqa.counter.payments.wire import read_movement, read_refund, read_report, write_money

MAX_STATEMENT_BYTES = 64 * 1_048_576
"""About 300,000 movements of a day."""


@dataclass(frozen=True, slots=True)
class SignedGateway:
    """Implements `Gateway`."""

    provider: Correspondent

    async def create(self, order: Order) -> Report:
        """See the protocol."""
        body = {
            "key": order.key,
            "reference": order.reference,
            "amount": write_money(order.amount),
            "description": dict(order.description),
            "return_url": order.return_url,
            "language": order.language,
        }
        letter = await self._ask(kinds.ORDERS_PATH, kinds.ORDER, body, kinds.PAYMENT)
        report = _about(letter, order.key)
        if report.amount != order.amount or report.reference != order.reference:
            raise GatewayError("the provider made another payment of our order")
        if not report.page_url.startswith(f"{self.provider.name}/"):
            raise GatewayError("the page to pay at does not lie at the provider")
        return report

    async def status(self, key: str) -> Report | None:
        """See the protocol."""
        letter = await self._ask(kinds.STATUS_PATH, kinds.QUESTION, {"key": key}, kinds.PAYMENT)
        return None if letter.body.get("unknown") is True else _about(letter, key)

    async def refund(self, order: RefundOrder) -> RefundReport:
        """See the protocol."""
        body = {
            "key": order.key,
            "payment": order.payment_key,
            "amount": write_money(order.amount),
        }
        letter = await self._ask(kinds.REFUNDS_PATH, kinds.REFUND_ORDER, body, kinds.REFUND)
        try:
            report = read_refund(letter.body)
        except ReportRefusedError as error:
            raise GatewayError(str(error)) from error
        if report.key != order.key or report.payment.key != order.payment_key:
            raise GatewayError("the answer is about another refund")
        return report

    async def read_notification(self, body: bytes) -> Event:
        """See the protocol."""
        text = body.decode("ascii", errors="replace")
        try:
            letter = await self.provider.read(text, kinds.EVENT)
        except NotAnsweredError as error:
            raise GatewayError(str(error)) from error
        identifier = letter.body.get("event")
        if not isinstance(identifier, str) or not 0 < len(identifier) <= 64:
            raise ReportRefusedError("an event without an identifier")
        return Event(identifier, read_report(letter.body.get("payment")))

    async def statement(self, day: date) -> Statement:
        """See the protocol."""
        body = {"day": day.isoformat()}
        try:
            letter, lines = await self.provider.fetch(
                kinds.STATEMENTS_PATH,
                kinds.STATEMENT_ORDER,
                body,
                answer=kinds.STATEMENT,
                limit=MAX_STATEMENT_BYTES,
            )
        except (NotAnsweredError, QuestionRefusedError, LetterRefusedError) as error:
            raise GatewayError(str(error)) from error
        return read_statement(letter, lines, day)

    async def _ask(self, path: str, kind: str, body: Mapping[str, Any], answer: str) -> Letter:
        try:
            return await self.provider.ask(path, kind, body, answer=answer)
        except (NotAnsweredError, QuestionRefusedError, LetterRefusedError) as error:
            raise GatewayError(f"{path}: {error}") from error


def read_statement(letter: Letter, lines: bytes, day: date) -> Statement:
    """Return a statement whose lines are those that were signed.

    1. the letter is about this day; 2. the lines have the digest that was signed; 3. there are
    as many as was signed; 4. each can be read.
    """
    digest = hashlib.sha256(lines).hexdigest()
    if letter.body.get("day") != day.isoformat():  # 1
        raise StatementRefusedError("the statement is of another day")
    if letter.body.get("sha256") != digest:  # 2
        raise StatementRefusedError("the lines are not those that were signed")
    movements = tuple(_read_line(line) for line in lines.splitlines())  # 4
    if letter.body.get("lines") != len(movements):  # 3
        raise StatementRefusedError("the statement does not have as many lines as it says")
    return Statement(day, digest, movements)


def _read_line(line: bytes) -> Movement:
    try:
        return read_movement(parse_json_object(line))
    except (EncodingError, ReportRefusedError) as error:
        raise StatementRefusedError(f"a line cannot be read: {error}") from error


def _about(letter: Letter, key: str) -> Report:
    try:
        report = read_report(letter.body.get("payment"))
    except ReportRefusedError as error:
        raise GatewayError(str(error)) from error
    if report.key != key:
        raise GatewayError("the answer is about another payment")
    return report
