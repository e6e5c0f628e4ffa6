"""An entry is shown to the citizen and the service that it concerns; to others it is not there."""

import asyncio

import pytest

from specimen_log import release
from stored_log import StoredLog, open_log
from thiqa.ledger.errors import EntryNotFoundError
from thiqa.ledger.models import ENTRY_ID_BYTES, EntryId
from thiqa.ledger.receipts import IssuedReceipt


async def _refused(asking: "asyncio.Future[IssuedReceipt]") -> str:
    with pytest.raises(EntryNotFoundError) as refused:
        await asking
    return str(refused.value)


def test_others_are_told_what_they_are_told_of_an_entry_that_does_not_exist(
    database_url: str,
) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            entry_id = await log.append(release(), person_id="p-1", client_id="tax-office")
            await _check(log, entry_id)
            await log.integrate_all()
            await _check(log, entry_id)
            assert (await log.receipts.receipt_for_person(entry_id, "p-1")).entry_id == entry_id

    async def _check(log: StoredLog, entry_id: EntryId) -> None:
        nowhere = EntryId(bytes(ENTRY_ID_BYTES))
        answers = {
            await _refused(asyncio.ensure_future(asking))
            for asking in (
                log.receipts.receipt_for_person(entry_id, "p-2", wait_seconds=0),
                log.receipts.receipt_for_person(entry_id, "tax-office", wait_seconds=0),
                log.receipts.receipt_for_client(entry_id, "p-1", wait_seconds=0),
                log.receipts.receipt_for_client(entry_id, "customs", wait_seconds=0),
                log.receipts.receipt_for_person(nowhere, "p-1", wait_seconds=0),
                log.receipts.receipt_for_client(nowhere, "tax-office", wait_seconds=0),
            )
        }
        assert len(answers) == 1

    asyncio.run(main())


def test_histories_of_others_are_empty(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            await log.append(release(), person_id="p-1", client_id="tax-office")
            for other in ("p-2", "tax-office", "P-1", "p-1 ", "%", "p-%", ""):
                assert await log.receipts.history(other) == []
            for other in ("p-1", "customs", "Tax-office", "%", ""):
                assert await log.receipts.history_of_client(other) == []

    asyncio.run(main())


def test_an_entry_that_concerns_nobody_is_given_to_nobody(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            entry_id = await log.append(release(), person_id=None, client_id=None)
            await log.integrate_all()
            for asking in (
                log.receipts.receipt_for_person(entry_id, ""),
                log.receipts.receipt_for_client(entry_id, ""),
            ):
                await _refused(asyncio.ensure_future(asking))

    asyncio.run(main())
