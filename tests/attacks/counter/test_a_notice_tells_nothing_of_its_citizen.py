"""Whoever sees a citizen's screen, or carries a message, wants to know what it is about."""

import asyncio
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest

from counter_databases import CounterUnits
from counter_desk import LIFE
from fake_provider import CITIZEN
from thiqa.counter.app import FRAME_FOLDER, OUR_FOLDER
from thiqa.counter.database import CounterDatabase
from thiqa.counter.notices.carriers import Notices
from thiqa.counter.notices.models import Channel, Contact, Place
from thiqa.counter.notices.sending import Sending
from thiqa.counter.notices.spool import Spool
from thiqa.counter.purpose import SERVICE_NAME
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen, by_clerk, by_others
from thiqa.counter.requests.models import Clerk
from thiqa.counter.tasks.worker import do_what_is_due
from thiqa.web import Language, load_catalogues

NOW = 1_795_341_600
URL = "https://guichet.example"
SPOOL = "spool"
CATALOGUES = load_catalogues([FRAME_FOLDER / "locale", OUR_FOLDER / "locale"])
PLACES = (Place(Channel.EMAIL, "reader@example.ma"), Place(Channel.TEXT, "+212612345678"))
SERVICE = "fiche-anthropometrique"
QUESTION = "In which street did you live as a child?"


def contact(place: Place, language: Language) -> Contact:
    return Contact(f"contact-{place.channel}", "pairwise-salma", place, language, NOW, NOW + 86_400)


async def ask_back(database: CounterDatabase, language: Language) -> str:
    """Let a body ask a citizen something; return the number of the request."""
    clerk = Clerk("hind", "dgsn")

    async def unit(records: Records) -> str:
        for place in PLACES:
            await records.notices.put_contact(contact(place, language))
        draft = await by_citizen.open_draft(LIFE, records, SERVICE, "pairwise-salma", CITIZEN, NOW)
        await by_citizen.submit(LIFE, records, draft.number, "pairwise-salma", NOW)
        await by_others.mark_paid(LIFE, records, draft.number, NOW)
        return draft.number

    number = await database.run(unit)
    await database.run(lambda records: by_clerk.take(records, number, clerk, NOW))
    words = dict.fromkeys(("ar", "fr", "zgh", "en"), QUESTION)
    await database.run(lambda records: by_clerk.ask_back(LIFE, records, number, clerk, words, NOW))
    return number


async def send_all(database: CounterDatabase, folder: Path) -> None:
    spool = Spool(folder / SPOOL, "counter@guichet.example", SERVICE_NAME, lambda: NOW)
    notices = Notices(dict.fromkeys(Channel, spool))
    sending = Sending(database, notices, CATALOGUES, URL, lambda: NOW)
    while await do_what_is_due(database, sending.handlers(), lambda: NOW):
        pass


def texts_of(file: Path) -> str:
    if file.suffix == ".txt":
        return file.read_text()
    mail = message_from_bytes(file.read_bytes(), policy=SMTP)
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), mail.get_content()])


@pytest.mark.parametrize("language", list(Language))
def test_a_message_names_the_number_and_the_counter_alone(
    counter_url: str, tmp_path: Path, language: Language
) -> None:
    async def test(database: CounterDatabase) -> str:
        number = await ask_back(database, language)
        await send_all(database, tmp_path)
        return number

    number = CounterUnits(counter_url).with_database(test)
    files = sorted((tmp_path / SPOOL).iterdir())
    assert {file.suffix for file in files} == {".eml", ".txt"}
    service = LIFE.service(SERVICE)
    secret = [QUESTION, "pairwise-salma", "hind", SERVICE, *service.name.values()]
    secret += [*service.body.name.values(), *service.purpose.name.values()]
    for value in CITIZEN.values():
        secret += [str(each) for each in (value.values() if isinstance(value, dict) else [value])]
    for file in files:
        text = texts_of(file)
        assert number in text
        assert f"{URL}/requests/{number}" in text
        assert [each for each in secret if len(each) > 2 and each in text] == []


def test_messages_after_those_of_a_day_wait_for_the_next_one(
    counter_url: str, tmp_path: Path
) -> None:
    async def test(database: CounterDatabase) -> None:
        for _ in range(4):
            await ask_back(database, Language.FR)
        await send_all(database, tmp_path)

    CounterUnits(counter_url).with_database(test)
    assert len(list((tmp_path / SPOOL).glob("*.txt"))) == 5


def test_who_has_taken_an_address_back_hears_nothing_more(counter_url: str, tmp_path: Path) -> None:
    async def test(database: CounterDatabase) -> None:
        await ask_back(database, Language.FR)
        await asyncio.gather(
            *(
                database.run(lambda records, c=place.channel: records.notices.stop(f"contact-{c}"))
                for place in PLACES
            )
        )
        await send_all(database, tmp_path)

    CounterUnits(counter_url).with_database(test)
    assert not (tmp_path / SPOOL).exists()
