"""The tasks that send: one finds out whom to tell, then there is one for each of their places."""

import logging
from dataclasses import dataclass, field

from thiqa.base import Clock, Database
from thiqa.counter.notices.carriers import Notices
from thiqa.counter.notices.contacts import DAY_SECONDS, UNUSED_SECONDS, Limits, may_send
from thiqa.counter.notices.errors import UndeliverableError
from thiqa.counter.notices.models import Contact
from thiqa.counter.notices.texts import waiting_message
from thiqa.counter.records import Records
from thiqa.counter.requests.life import NOTIFY, number_of
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task
from thiqa.counter.tasks.worker import Handler
from thiqa.web import Catalogues

SEND = "send_notice"
"""A task for one place; its key is the contact's id and the key of the task before it."""
MAX_ATTEMPTS = 60
"""With an hour between the later ones: about two days."""

logger = logging.getLogger("thiqa.counter.notices")


@dataclass(frozen=True, slots=True)
class Sending:
    """What tells citizens that something waits."""

    database: Database[Records]
    notices: Notices
    catalogues: Catalogues
    url: str
    """The counter's own address."""
    clock: Clock
    limits: Limits = field(default_factory=Limits)

    def handlers(self) -> dict[str, Handler]:
        """Return who does which tasks."""
        return {NOTIFY: self.find_places, SEND: self.send}

    async def find_places(self, task: Task) -> None:
        """Leave a task for each place of the citizen whom a step concerns."""

        async def unit(records: Records) -> None:
            request = await records.requests.get(number_of(task.key))
            if request is None:
                return
            for contact in await records.notices.list_contacts(request.subject):
                await records.tasks.ensure(SEND, f"{contact.id} {task.key}", self.clock())

        await self.database.run(unit)

    async def send(self, task: Task) -> None:
        """Send one message; a place that was taken away in the meantime gets none."""
        contact_id, _, event = task.key.partition(" ")
        contact = await self._counted(contact_id, event)
        if contact is None or task.attempts > MAX_ATTEMPTS:
            return
        number = number_of(event)
        message = waiting_message(
            contact,
            number,
            f"{self.url}/requests/{number}",
            f"{self.url}/notices/stop/{contact.id}",
            self.catalogues,
            event,
        )
        try:
            await self.notices.send(message)
        except UndeliverableError as error:
            logger.warning("notice given up: %s", error)
            await self._mark(contact, self.clock())
        else:
            await self._mark(contact, None)

    async def _counted(self, contact_id: str, event: str) -> Contact | None:
        """Return a contact once its message is counted; raise TryLaterError after enough of them.

        A message is counted once, however often it is tried.
        """
        now = self.clock()

        async def unit(records: Records) -> Contact | None:
            contact = await records.notices.get_contact(contact_id)
            if contact is None:
                return None
            if not await may_send(records, contact, event, self.limits, now):
                raise TryLaterError("enough for today", seconds=DAY_SECONDS - now % DAY_SECONDS)
            return contact

        return await self.database.run(unit)

    async def _mark(self, contact: Contact, failed_at: int | None) -> None:
        await self.database.run(
            lambda records: records.notices.mark_contact(
                contact.id, failed_at, self.clock() + UNUSED_SECONDS
            )
        )
