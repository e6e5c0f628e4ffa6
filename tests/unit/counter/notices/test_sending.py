"""Messages that are sent by tasks, at carriers that fail."""

from dataclasses import dataclass, field

import pytest

from counter_databases import CounterUnits
from counter_desk import LIFE
from fake_provider import CITIZEN
from thiqa.counter.app import FRAME_FOLDER, OUR_FOLDER
from thiqa.counter.database import CounterDatabase
from thiqa.counter.notices.carriers import Notices
from thiqa.counter.notices.errors import NotSentError, UndeliverableError
from thiqa.counter.notices.models import Channel, Contact, Message, Place
from thiqa.counter.notices.sending import Sending
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen, by_others
from thiqa.counter.tasks.worker import do_what_is_due
from thiqa.web import Language, load_catalogues

NOW = 1_795_341_600
HOUR = 3600
CATALOGUES = load_catalogues([FRAME_FOLDER / "locale", OUR_FOLDER / "locale"])
MAIL = Place(Channel.EMAIL, "reader@example.ma")
CONTACT = Contact("contact", "pairwise-salma", MAIL, Language.FR, NOW, NOW + 10**8)


@dataclass
class Carrier:
    """A carrier that fails as long as a test wants."""

    fails: list[type[Exception]] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    tried: int = 0

    async def send(self, message: Message) -> None:
        self.tried += 1
        if self.fails:
            raise self.fails.pop(0)("as the test wants")
        self.taken.append(message)


@dataclass
class Clock:
    now: int = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def units(counter_url: str) -> CounterUnits:
    return CounterUnits(counter_url)


async def completed(database: CounterDatabase) -> str:
    """Let a request become complete, which leaves something to tell."""

    async def unit(records: Records) -> str:
        await records.notices.put_contact(CONTACT)
        draft = await by_citizen.open_draft(
            LIFE, records, "fiche-anthropometrique", CONTACT.subject, CITIZEN, NOW
        )
        await by_citizen.submit(LIFE, records, draft.number, CONTACT.subject, NOW)
        await by_others.mark_paid(LIFE, records, draft.number, NOW)
        return draft.number

    return await database.run(unit)


async def work(database: CounterDatabase, carrier: Carrier, hours: int) -> None:
    """Let some hours pass, in which tasks are looked at."""
    clock = Clock()
    notices = Notices({Channel.EMAIL: carrier})
    sending = Sending(database, notices, CATALOGUES, "https://guichet.example", clock)
    until = NOW + hours * HOUR
    while clock.now <= until:
        while await do_what_is_due(database, sending.handlers(), clock):
            pass
        clock.now += HOUR


def test_a_message_is_tried_until_it_is_taken_over_and_is_the_same_each_time(
    units: CounterUnits,
) -> None:
    carrier = Carrier([NotSentError, NotSentError])

    async def test(database: CounterDatabase) -> str:
        number = await completed(database)
        await work(database, carrier, 6)
        return number

    number = units.with_database(test)
    (message,) = carrier.taken
    assert carrier.tried == 3
    assert number in message.text


def test_a_message_that_nobody_takes_is_given_up(units: CounterUnits) -> None:
    carrier = Carrier([NotSentError] * 1000)

    async def test(database: CounterDatabase) -> int:
        await completed(database)
        await work(database, carrier, 80)
        tried = carrier.tried
        await work(database, carrier, 100)
        return tried

    assert units.with_database(test) == carrier.tried < 100
    assert carrier.taken == []


def test_a_place_that_cannot_be_reached_is_told_to_the_citizen(units: CounterUnits) -> None:
    carrier = Carrier([UndeliverableError])

    async def failed(database: CounterDatabase) -> int | None:
        found = await database.read(lambda records: records.notices.get_contact(CONTACT.id))
        assert found is not None
        return found.failed_at

    async def test(database: CounterDatabase) -> tuple[int | None, int | None]:
        await completed(database)
        await work(database, carrier, 1)
        before = await failed(database)
        await completed_again(database)
        await work(database, carrier, 1)
        return before, await failed(database)

    async def completed_again(database: CounterDatabase) -> None:
        async def unit(records: Records) -> None:
            draft = await by_citizen.open_draft(
                LIFE, records, "fiche-anthropometrique", CONTACT.subject, CITIZEN, NOW
            )
            await by_citizen.submit(LIFE, records, draft.number, CONTACT.subject, NOW)
            await by_others.mark_paid(LIFE, records, draft.number, NOW)

        await database.run(unit)

    before, after = units.with_database(test)
    assert (before is not None, after) == (True, None)
    assert len(carrier.taken) == 1
