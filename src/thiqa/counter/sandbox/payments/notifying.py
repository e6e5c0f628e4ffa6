"""Telling merchants what became of their payments: again and again until they take it."""

import logging
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from thiqa.base import Clock, new_secret
from thiqa.counter.letters import MEDIA_TYPE, NotAnsweredError, Writer
from thiqa.counter.letters.http import new_letters_client, request_bytes
from thiqa.counter.payments.kinds import EVENT, NOTIFICATIONS_PATH
from thiqa.counter.payments.models import State
from thiqa.counter.payments.wire import write_report
from thiqa.counter.sandbox.payments.store import DueEvent, Payment, Store
from thiqa.counter.sandbox.payments.switches import Course

BACK_OFF_SECONDS = (1, 2, 5, 15, 60, 300, 900, 3600)
"""Between two attempts; the last one from then on."""
MAX_ATTEMPTS = 80
"""About three days."""
REORDERED_SECONDS = 3
REPEATED_COPIES = 3
EVENTS_AT_ONCE = 50
MAX_ANSWER_BYTES = 4_096

logger = logging.getLogger("thiqa.counter.sandbox")


@dataclass(frozen=True, slots=True)
class Notifier:
    """Keeps notifications with the change that they tell of, and sends them."""

    store: Store
    writer: Writer
    clock: Clock

    def note(self, payment: Payment) -> None:
        """Keep a notification of a payment as it is now, in the way that its trial wants."""
        if payment.course == Course.SILENT:
            return
        identifier, now = new_secret(), self.clock()
        is_held = payment.course == Course.REORDERED and payment.state == State.PROCESSING
        body = {"event": identifier, "payment": write_report(payment.report())}
        copies = REPEATED_COPIES if payment.course == Course.REPEATED else 1
        for copy in range(copies):
            due_at = now + (REORDERED_SECONDS if is_held else 0)
            self.store.add_event(identifier, copy, payment, body, due_at)

    async def send_due(self) -> int:
        """Send what is due, one after the other; return how many were."""
        due = self.store.due_events(self.clock(), EVENTS_AT_ONCE)
        if due:
            async with new_letters_client() as http:
                for event in due:
                    await self._send(http, event)
        return len(due)

    async def _send(self, http: httpx.AsyncClient, event: DueEvent) -> None:
        text = self.writer.write(EVENT, event.merchant, event.body)
        request = http.build_request(
            "POST",
            event.merchant + NOTIFICATIONS_PATH,
            content=text.encode(),
            headers={"content-type": MEDIA_TYPE},
        )
        try:
            status, _ = await request_bytes(http, request, limit=MAX_ANSWER_BYTES)
        except NotAnsweredError:
            status = 0
        now = self.clock()
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            self.store.event_taken(event, now)
            return
        logger.warning("notification %s: attempt %d, status %d", event.id, event.attempts, status)
        if event.attempts + 1 >= MAX_ATTEMPTS:
            self.store.event_taken(event, now)
            return
        pause = BACK_OFF_SECONDS[min(event.attempts, len(BACK_OFF_SECONDS) - 1)]
        self.store.event_later(event, now + pause)
