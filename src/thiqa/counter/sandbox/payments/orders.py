"""What merchants ask of the provider."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import Clock, Money, new_secret
from thiqa.counter.letters import Letter, QuestionRefusedError
from thiqa.counter.payments.errors import ReportRefusedError
from thiqa.counter.payments.models import State
from thiqa.counter.payments.wire import read_money, write_report
from thiqa.counter.sandbox.payments.paying import Till
from thiqa.counter.sandbox.payments.store import Payment, Store
from thiqa.counter.sandbox.payments.switches import Course

OPEN_SECONDS = 1800
"""So long somebody may take to pay."""
MAX_TEXT_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Orders:
    """Answers the letters of merchants."""

    url: str
    till: Till
    clock: Clock

    @property
    def store(self) -> Store:
        """What the provider keeps."""
        return self.till.store

    async def create(self, letter: Letter) -> Mapping[str, Any]:
        """Make a payment ready; the same key and the same order are the same payment."""
        payment = self._read_order(letter)
        kept = self.store.add(payment)
        if _ordered(kept) != _ordered(payment):
            raise QuestionRefusedError("key_used_for_another_order")
        return {"payment": write_report(kept.report())}

    async def status(self, letter: Letter) -> Mapping[str, Any]:
        """Say how far a payment is."""
        payment = self.store.of_key(letter.sender, _text(letter.body, "key"))
        if payment is None:
            return {"unknown": True}
        return {"payment": write_report(payment.report())}

    async def refund(self, letter: Letter) -> Mapping[str, Any]:
        """Give money back once for each key, as long as enough of it is left."""
        key, payment_key = _text(letter.body, "key"), _text(letter.body, "payment")
        payment = self.store.of_key(letter.sender, payment_key)
        if payment is None:
            raise QuestionRefusedError("unknown_payment")
        amount = _money(letter.body.get("amount"))
        if amount.currency != payment.currency:
            raise QuestionRefusedError("other_currency")
        payment = self.till.give_back(payment, key, amount)
        found = self.store.refund(letter.sender, key)
        if found is None or found[:2] != (payment.id, amount.minor):
            raise QuestionRefusedError("key_used_for_another_refund")
        return {
            "key": key,
            "done": found[2],
            "at": found[3],
            "payment": write_report(payment.report()),
        }

    def _read_order(self, letter: Letter) -> Payment:
        body, now, secret = letter.body, self.clock(), new_secret()
        amount = _money(body.get("amount"))
        return_url, language = _text(body, "return_url"), _text(body, "language")
        if amount.minor == 0:
            raise QuestionRefusedError("nothing_to_pay")
        if not return_url.startswith(f"{letter.sender}/"):
            raise QuestionRefusedError("return_url_of_somebody_else")
        return Payment(
            id=secret,
            merchant=letter.sender,
            key=_text(body, "key"),
            reference=_text(body, "reference"),
            amount=amount.minor,
            currency=amount.currency,
            description=json.dumps(_texts(body.get("description")), ensure_ascii=False),
            return_url=return_url,
            page_url=f"{self.url}/pay/{secret}?lang={language}",
            state=State.CREATED.value,
            course=Course.PAID.value,
            sequence=1,
            refunded=0,
            paid_at=None,
            settles_at=None,
            expires_at=now + OPEN_SECONDS,
        )


def _ordered(payment: Payment) -> tuple[object, ...]:
    return (
        payment.reference,
        payment.amount,
        payment.currency,
        payment.description,
        payment.return_url,
    )


def _money(value: object) -> Money:
    try:
        return read_money(value)
    except ReportRefusedError as error:
        raise QuestionRefusedError("not_an_amount") from error


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT_CHARACTERS:
        raise QuestionRefusedError(f"lacks_{name}")
    return value


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise QuestionRefusedError("lacks_description")
    return {name: _text(value, name) for name in ("ar", "fr", "zgh", "en")}
