"""The tasks of this room: a document ordered and kept, an answer made, both taken back."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import Clock, Database, new_secret
from thiqa.counter.delivery.facts import case_facts
from thiqa.counter.delivery.issuer import Issued, Issuer
from thiqa.counter.delivery.models import Answer, Document, Order
from thiqa.counter.delivery.ordering import answer_form, document_form, last_second
from thiqa.counter.errors import RequestRefusedError
from thiqa.counter.records import Records
from thiqa.counter.requests.by_others import deliver
from thiqa.counter.requests.life import DELIVER, WITHDRAW_DOCUMENT, Life, number_of
from thiqa.counter.requests.models import Request, State
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task
from thiqa.counter.tasks.worker import Handler

ANSWER = "answer_for_recipient"
"""An answer is made; the task's key names it."""
REFUSED_SECONDS = 3_600
"""The provider refused: our registration, or a dispute. Somebody has to mend it."""

logger = logging.getLogger("thiqa.counter.delivery")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Orders at the provider what was granted; each task may be done twice."""

    life: Life
    database: Database[Records]
    issuer: Issuer
    clock: Clock

    def handlers(self) -> Mapping[str, Handler]:
        """Return who does the tasks of this room."""
        return {DELIVER: self.deliver, WITHDRAW_DOCUMENT: self.take_back, ANSWER: self.answer}

    async def deliver(self, task: Task) -> None:
        """Have the document of a decision made, keep it, and say that it is there.

        1. The order is drawn up once and kept: what was decided, not what is known later.
        2. The provider makes it, or gives again what it made.
        3. Document and step are kept in one unit of work.
        """
        order = await self.database.run(lambda records: self._order(records, task.key))  # 1
        if order is None:
            return
        issued = await self._made(order, self.issuer.document)  # 2
        await self.database.run(lambda records: self._keep(records, order, issued))  # 3

    async def _order(self, records: Records, task_key: str) -> Order | None:
        number = number_of(task_key)
        request = await records.requests.get(number)
        if request is None or request.state is not State.DECIDED or not request.is_granted:
            return None
        known = await records.delivery.get_order(task_key)
        if known is not None:
            return known
        service = self.life.service(request.service)
        if service.document is None:
            await deliver(records, number, self.clock())
            return None
        facts = await case_facts(self.life, records, request)
        form = document_form(service, request, facts, self.life.calendar.timezone)
        before = await records.delivery.document(number)
        if before is not None and before.withdrawn_at is None:
            form["replaces"] = before.document
        return await records.delivery.order(_order(task_key, number, form))

    async def _keep(self, records: Records, order: Order, issued: Issued) -> None:
        document = Document(
            number=order.number,
            document=issued.number,
            pdf=issued.pdf,
            code=issued.text("code"),
            issued_at=issued.issued_at,
            valid_until=issued.valid_until,
        )
        await records.delivery.put_document(document)
        await records.delivery.drop_order(order.id)
        request = await records.requests.get(order.number)
        if request is None or not request.is_granted:  # decided otherwise in the meantime
            await records.tasks.leave(WITHDRAW_DOCUMENT, order.id, self.clock())
        elif request.state is State.DECIDED:
            await deliver(records, order.number, self.clock())

    async def answer(self, task: Task) -> None:
        """Have an answer made for its recipient."""
        order = await self.database.run(lambda records: self._answer_order(records, task.key))
        if order is None:
            return
        issued = await self._made(order, self.issuer.answer)

        async def keep(records: Records) -> None:
            text, until = issued.text("answer"), issued.valid_until or issued.issued_at
            await records.delivery.fill_answer(task.key, issued.number, text, until)
            await records.delivery.drop_order(order.id)

        await self.database.run(keep)

    async def _answer_order(self, records: Records, answer_id: str) -> Order | None:
        answer = await records.delivery.answer(answer_id)
        if answer is None or answer.text is not None:
            return None
        known = await records.delivery.get_order(answer_id)
        request = await records.requests.get(answer.number)
        if known is not None or request is None or not request.is_granted:
            return known
        form = await self._answer_form(records, request, answer)
        return await records.delivery.order(_order(answer_id, answer.number, form))

    async def _answer_form(
        self, records: Records, request: Request, answer: Answer
    ) -> dict[str, str]:
        service, timezone = self.life.service(request.service), self.life.calendar.timezone
        template = service.answer
        if template is None:
            raise RequestRefusedError("the service gives no answers any more")
        facts = await case_facts(self.life, records, request)
        until = last_second(answer.asked_at, template.valid_days, timezone)
        return answer_form(service, request, template, facts, answer.audience, until)

    async def take_back(self, task: Task) -> None:
        """Take back what was delivered: somebody decided otherwise."""
        number = number_of(task.key)
        document = await self.database.read(lambda records: records.delivery.document(number))
        answers = await self.database.read(lambda records: records.delivery.answers(number))
        if document is not None and document.withdrawn_at is None:
            await self.issuer.withdraw(document.document)
            now = self.clock()
            await self.database.run(lambda records: records.delivery.end_document(number, now))
        for answer in answers:
            if answer.document is not None and answer.withdrawn_at is None:
                await self._take_answer_back(answer.id, answer.document)

    async def _take_answer_back(self, answer_id: str, document: str) -> None:
        await self.issuer.withdraw(document)
        now = self.clock()
        await self.database.run(lambda records: records.delivery.end_answer(answer_id, now))

    async def _made(self, order: Order, ask: Any) -> Issued:
        """Return what the provider made; what it made too long ago is replaced by a new one."""
        form: dict[str, str] = {**json.loads(order.form), "key": order.key}
        try:
            issued: Issued = await ask(form)
        except RequestRefusedError as error:
            logger.warning("order refused by the provider: %s", error)
            raise TryLaterError("refused", seconds=REFUSED_SECONDS) from error
        if issued.is_whole:
            return issued
        again = _order(
            order.id, order.number, {**json.loads(order.form), "replaces": issued.number}
        )

        async def anew(records: Records) -> None:
            await records.delivery.drop_order(order.id)
            await records.delivery.order(again)

        await self.database.run(anew)
        raise TryLaterError("made too long ago: ordered anew", seconds=1)


def _order(order_id: str, number: str, form: Mapping[str, str]) -> Order:
    return Order(order_id, number, new_secret(), json.dumps(form, ensure_ascii=False))
