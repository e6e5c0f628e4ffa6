"""Receipts and histories for those whom the entries concern, on both databases."""

import asyncio
import time

import pytest

from specimen_log import NOON, ORIGIN, Event, one_of_each_kind, release, signer
from stored_log import CITIZENS, SERVICES, numbered, open_log
from thiqa.ledger.errors import EntryNotFoundError, NotYetIntegratedError
from thiqa.ledger.history import MAX_PAGE_ENTRIES
from thiqa.ledger.models import Wanted, parse_entry_id
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import verify_receipt

KEY = signer().verifier_key


def test_citizen_and_service_get_receipts_that_hold_offline(database_url: str) -> None:
    async def main() -> list[tuple[Event, str]]:
        async with open_log(database_url) as log:
            ids = await log.append_many(0, 600)
            await log.integrate_all()
            texts = []
            for number in (0, 1, 255, 256, 511, 512, 599):
                event, citizen, service = numbered(number)
                for receipt in (
                    await log.receipts.receipt_for_person(ids[number], citizen),
                    await log.receipts.receipt_for_client(ids[number], service),
                ):
                    assert receipt.entry_id == ids[number]
                    texts.append((event, receipt.text))
            return texts

    for event, text in asyncio.run(main()):
        verified = verify_receipt(text, LogPolicy.of_log(KEY))
        assert verified.entry.event == event
        assert (verified.checkpoint.origin, verified.checkpoint.head.size) == (ORIGIN, 600)


def test_every_kind_of_event_has_its_receipt(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            for event in one_of_each_kind():
                entry_id = await log.append(event)
                await log.integrate_all()
                receipt = await log.receipts.receipt_for_person(entry_id, "p-1")
                assert verify_receipt(receipt.text, LogPolicy.of_log(KEY)).entry.event == event

    asyncio.run(main())


def test_a_receipt_is_waited_for_and_not_for_ever(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            entry_id = await log.append(release())
            start = time.monotonic()
            with pytest.raises(NotYetIntegratedError):
                await log.receipts.receipt_for_person(entry_id, "p-1", wait_seconds=0.2)
            assert 0.2 <= time.monotonic() - start < 5
            waiting = asyncio.create_task(log.receipts.receipt_for_person(entry_id, "p-1"))
            await asyncio.sleep(0.1)
            await log.integrate_all()
            assert (await waiting).verified.index == 0

    asyncio.run(main())


def test_a_history_is_read_page_by_page_newest_first(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            for first in range(0, 210, 70):
                await log.append_many(first, 70)
                await log.integrate_all()
            whole = await log.receipts.history("p-3")
            expected = [numbered(n)[0] for n in range(210) if n % CITIZENS == 3][::-1]
            assert [entry.event for entry in whole] == expected
            pages = [await log.receipts.history("p-3", limit=8)]
            while pages[-1]:
                older = Wanted(before=pages[-1][-1].id)
                pages.append(await log.receipts.history("p-3", older, limit=8))
            assert [entry for page in pages for entry in page] == whole
            of_service = await log.receipts.history_of_client("c-1")
            newest = [numbered(n)[0] for n in range(210) if n % SERVICES == 1][::-1]
            assert [entry.event for entry in of_service] == newest[:MAX_PAGE_ENTRIES]

    asyncio.run(main())


def test_a_page_is_not_longer_than_its_limit(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            for number in range(MAX_PAGE_ENTRIES + 5):
                await log.append(release(NOON + number))
            assert len(await log.receipts.history("p-1", limit=10**9)) == MAX_PAGE_ENTRIES

    asyncio.run(main())


def test_a_history_shows_an_entry_before_it_has_its_place(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            entry_id = await log.append(release())
            (before,) = await log.receipts.history("p-1")
            assert (before.id, before.event, before.index) == (entry_id, release(), None)
            await log.integrate_all()
            (after,) = await log.receipts.history("p-1")
            assert (after.id, after.index) == (entry_id, 0)

    asyncio.run(main())


def test_an_entry_of_nobody_is_in_nobodys_history(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            await log.append(release(), person_id=None, client_id="tax-office")
            await log.append(release(), person_id="p-1", client_id=None)
            assert len(await log.receipts.history("p-1")) == 1
            assert len(await log.receipts.history_of_client("tax-office")) == 1

    asyncio.run(main())


def test_an_entrys_identifier_is_read_from_its_text(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            entry_id = await log.append(release())
            assert parse_entry_id(entry_id.hex()) == entry_id

    asyncio.run(main())


@pytest.mark.parametrize("text", ["", "zz", "00", "AB" * 18, "ab" * 19, " " + "ab" * 18, "٣" * 36])
def test_a_text_that_names_no_entry_is_the_same_as_an_entry_that_is_not_there(text: str) -> None:
    with pytest.raises(EntryNotFoundError):
        parse_entry_id(text)
