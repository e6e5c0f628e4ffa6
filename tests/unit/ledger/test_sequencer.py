"""Durable entries get their places, on both databases."""

import asyncio
import json
from typing import Any

import pytest

from specimen_log import NOON, POLICY, release, signer
from stored_log import KEYS, LedgerRecords, OftenAway, fetch, leaves, numbered, open_log
from thiqa.base import StorageUnavailableError, ThiqaError, system_clock
from thiqa.ledger.checkpoint import TreeHead, verify_checkpoint
from thiqa.ledger.edge import EMPTY_EDGE, extend
from thiqa.ledger.errors import UnknownKeyError, WrongOriginError
from thiqa.ledger.merkle import EMPTY_ROOT, hash_leaf
from thiqa.ledger.models import LAST_ENTRY_ID, StoredHead
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.receipt import verify_receipt
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.sequencer import Sequencer
from thiqa.ledger.tiles import TileId


def _signed(checkpoint: str) -> TreeHead:
    return verify_checkpoint(checkpoint, POLICY).head


def test_a_new_log_signs_that_it_is_empty(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            assert await log.sequencer.integrate() == 0
            await log.integrate_all()
            assert _signed(await log.receipts.checkpoint()) == TreeHead(0, EMPTY_ROOT)
            assert await log.sequencer.integrate() == 0

    asyncio.run(main())


def test_entries_get_places_in_the_order_in_which_they_were_appended(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            ids = [await log.append(release(NOON, subject=f"s-{n}")) for n in range(20)]
            assert await log.sequencer.integrate() == 20
            history = await log.receipts.history("p-1")
            assert [entry.id for entry in history] == ids[::-1]
            assert [entry.index for entry in history] == list(range(20))[::-1]

    asyncio.run(main())


def test_the_signed_root_is_the_one_of_the_leaves(database_url: str) -> None:
    async def main() -> str:
        async with open_log(database_url) as log:
            for first in (0, 1, 300, 556):
                await log.append_many(first, {0: 1, 1: 299, 300: 256, 556: 10}[first])
                await log.integrate_all()
            return await log.receipts.checkpoint()

    checkpoint = asyncio.run(main())
    edge, _ = extend(EMPTY_EDGE, map(hash_leaf, leaves(database_url)))
    assert _signed(checkpoint) == TreeHead(566, edge.root)


def test_a_batch_is_not_larger_than_its_limit(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url, batch_limit=10) as log:
            await log.append_many(0, 25)
            assert [await log.sequencer.integrate() for _ in range(4)] == [10, 10, 5, 0]

    asyncio.run(main())


def test_another_process_goes_on_where_one_left(database_url: str) -> None:
    async def main() -> None:
        for first in range(0, 600, 100):
            async with open_log(database_url) as log:
                await log.append_many(first, 100)
                await log.integrate_all()
        async with open_log(database_url) as one, open_log(database_url) as other:
            for first in range(600, 640, 10):
                await one.append_many(first, 5)
                await one.integrate_all()
                await other.append_many(first + 5, 5)
                await other.integrate_all()
            assert _signed(await one.receipts.checkpoint()).size == 640

    asyncio.run(main())
    edge, _ = extend(EMPTY_EDGE, map(hash_leaf, leaves(database_url)))
    assert edge.size == 640


def test_a_running_sequencer_is_woken_by_an_append(database_url: str) -> None:
    async def main() -> None:
        async with (
            open_log(database_url, poll_seconds=60.0, gather_seconds=0.05) as log,
            log.running(),
        ):
            await asyncio.sleep(0.1)
            entry_id = await log.append(*numbered(1))
            receipt = await log.receipts.receipt_for_person(entry_id, "p-1", wait_seconds=10)
            assert receipt.verified.index == 0

    asyncio.run(main())


def test_a_running_sequencer_finds_the_entries_of_other_processes(database_url: str) -> None:
    async def main() -> None:
        async with (
            open_log(database_url) as mine,
            open_log(database_url) as theirs,
            mine.running(),
        ):
            await asyncio.sleep(0.1)
            entry_id = await theirs.append(*numbered(1))
            receipt = await theirs.receipts.receipt_for_person(entry_id, "p-1", wait_seconds=10)
            assert receipt.verified.index == 0

    asyncio.run(main())


def test_an_entry_that_comes_an_hour_late_gets_its_place_too(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log, log.running():
            timely = await log.append(release(NOON))
            await log.receipts.receipt_for_person(timely, "p-1", wait_seconds=10)
            late = await log.append(release(NOON - 3600))
            receipt = await log.receipts.receipt_for_person(late, "p-1", wait_seconds=10)
            assert receipt.verified.index == 1

    asyncio.run(main())


def test_a_search_that_begins_at_an_entry_finds_it_and_later_ones_alone(
    database_url: str,
) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            ids = [await log.append(release(NOON + n)) for n in range(3)]

            async def unit(records: LedgerRecords) -> list[list[Any]]:
                found = [await records.ledger.list_pending(9, since) for since in ids]
                assert not await records.ledger.has_pending(LAST_ENTRY_ID)
                return [[each.entry_id for each in pending] for pending in found]

            assert await log.database.read(unit) == [ids, ids[1:], ids[2:]]

    asyncio.run(main())


def test_an_entry_is_durable_with_what_else_its_unit_wrote_or_not_at_all(
    database_url: str,
) -> None:
    class RefusedError(Exception):
        pass

    async def main() -> None:
        async with open_log(database_url) as log:

            async def unit(records: LedgerRecords) -> None:
                await log.recorder.append(records, release(), person_id="p-1", client_id="c")
                raise RefusedError

            with pytest.raises(RefusedError):
                await log.database.run(unit)
            assert await log.receipts.history("p-1") == []
            await log.integrate_all()
            assert _signed(await log.receipts.checkpoint()).size == 0

    asyncio.run(main())


def test_full_tiles_stay_and_partial_ones_only_grow(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            await log.append_many(0, 300)
            await log.integrate_all()

            async def put(records: LedgerRecords, tile: TileId, hashes: bytes) -> bool:
                return await records.ledger.put_tiles({tile: hashes})

            async def attempt(tile: TileId, hashes: bytes) -> bool:
                return await log.database.run(lambda records: put(records, tile, hashes))

            tiles = await log.database.read(
                lambda records: records.ledger.get_tiles([TileId(0, 0), TileId(0, 1)])
            )
            full, partial = tiles[TileId(0, 0)], tiles[TileId(0, 1)]
            assert not await attempt(TileId(0, 0), bytes([full[0] ^ 1]) + full[1:])
            assert not await attempt(TileId(0, 1), partial[:-32])
            assert not await attempt(TileId(0, 1), bytes(32) + partial[32:] + bytes(32))
            assert await attempt(TileId(0, 1), partial + bytes(32))

    asyncio.run(main())


def test_a_head_is_published_only_in_the_place_of_the_one_it_was_made_from(
    database_url: str,
) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            await log.sequencer.integrate()
            head = await log.database.read(lambda records: records.ledger.get_head())
            for stale in (StoredHead(1, head.checkpoint), StoredHead(0, ""), StoredHead(0, "x")):

                async def publish(records: LedgerRecords, stale: StoredHead = stale) -> bool:
                    return await records.ledger.put_head(stale, StoredHead(9, "forged"))

                assert not await log.database.run(publish)
            assert await log.database.read(lambda records: records.ledger.get_head()) == head

    asyncio.run(main())


def test_what_is_public_holds_nothing_of_what_is_opened(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            await log.append(release(client_id="tax-office", subject="s-secret"))
            await log.integrate_all()

    asyncio.run(main())
    (leaf,) = leaves(database_url)
    assert json.loads(leaf).keys() == {"commitment", "hour", "kind", "version"}
    (opening,) = (bytes(row[0]) for row in fetch(database_url, "SELECT opening FROM ledger_entry"))
    assert b"s-secret" in opening


def test_a_log_is_not_taken_up_under_another_name(database_url: str) -> None:

    async def main() -> None:
        async with open_log(database_url) as log:
            await log.sequencer.integrate()
            stranger = signer(0, "log.example/other")
            sequencer = Sequencer(log.database, stranger, [stranger.verifier_key])
            with pytest.raises(WrongOriginError):
                await sequencer.integrate()

    asyncio.run(main())


def test_a_new_key_goes_on_where_an_older_one_left(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            old_receipt_id = await log.append(*numbered(0))
            await log.integrate_all()
            keys = [signer(1).verifier_key, *KEYS]
            sequencer = Sequencer(log.database, signer(1), keys)
            await log.append(*numbered(1))
            assert await sequencer.integrate() == 1
            both = LogPolicy.of_log(*keys)
            await Publisher(log.database, both, system_clock).publish()
            with pytest.raises(UnknownKeyError):
                await log.receipts.checkpoint()
            receipts = Receipts(log.database, both)
            receipt = await receipts.receipt_for_person(old_receipt_id, "p-0")
            assert verify_receipt(receipt.text, LogPolicy.of_log(signer(1).verifier_key)).index == 0

    asyncio.run(main())


def test_a_sequencer_goes_on_when_its_database_comes_back(database_url: str) -> None:
    reported: list[ThiqaError] = []

    async def main() -> None:
        async with open_log(database_url) as log:
            sequencer = Sequencer(
                OftenAway(log.database), signer(), KEYS, poll_seconds=0.01, report=reported.append
            )
            sequencing = asyncio.create_task(sequencer.run())
            publishing = asyncio.create_task(log.publisher.run())
            for number in range(3):
                entry_id = await log.append(*numbered(number))
                sequencer.wake()
                await log.receipts.receipt_for_person(entry_id, f"p-{number}")
            sequencing.cancel()
            publishing.cancel()

    asyncio.run(main())
    assert {type(error) for error in reported} == {StorageUnavailableError}
