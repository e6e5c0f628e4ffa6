"""Publishing: what a quorum of witnesses has cosigned, and nothing else, is shown."""

import asyncio
from collections.abc import Sized
from functools import partial

import pytest

from specimen_log import NOON
from stored_log import OftenAway, open_log
from thiqa.base import StorageUnavailableError, ThiqaError
from thiqa.ledger.checkpoint import verify_checkpoint
from thiqa.ledger.errors import NotYetIntegratedError, QuorumError
from thiqa.ledger.models import Publication
from thiqa.ledger.publisher import FRESH_SECONDS, LEASE_SECONDS
from thiqa.ledger.receipt import verify_receipt
from thiqa.ledger.receipts import Receipts
from witness_hall import Hall, grow, hall, is_published, published, until


async def _are_there(things: Sized) -> bool:
    return len(things) > 0


def _cosigners(shown: Publication, hall: Hall) -> list[str]:
    checkpoint = verify_checkpoint(shown.checkpoint, hall.policy)
    return [each.key.name for each in checkpoint.cosigned_by]


def test_a_head_is_shown_with_all_its_cosignatures(database_url: str) -> None:
    async def main() -> None:
        three = hall()
        async with open_log(database_url) as log:
            await grow(log, 0, 5)
            assert await three.publisher(log.database).publish()
            shown = await published(log)
            assert (shown.size, shown.published_at) == (5, NOON)
            assert len(_cosigners(shown, three)) == 3

    asyncio.run(main())


def test_a_receipt_carries_the_cosignatures(database_url: str) -> None:
    async def main() -> None:
        three = hall()
        async with open_log(database_url) as log:
            receipts = Receipts(log.database, three.policy)
            publisher = three.publisher(log.database)
            for first in range(0, 12, 4):
                await grow(log, first, 4)
                await publisher.publish()
            (newest, *_) = await receipts.history("p-4")
            receipt = await receipts.receipt_for_person(newest.id, "p-4")
            verified = verify_receipt(receipt.text, three.policy)
            assert len(verified.checkpoint.cosigned_by) == 3
            assert verified.checkpoint.head.size == 12

    asyncio.run(main())


def test_what_is_signed_and_not_published_is_not_shown(database_url: str) -> None:
    async def main() -> None:
        three = hall()
        async with open_log(database_url) as log:
            receipts = Receipts(log.database, three.policy)
            with pytest.raises(NotYetIntegratedError):
                await receipts.checkpoint()
            publisher = three.publisher(log.database)
            await grow(log, 0, 3)
            await publisher.publish()
            shown = await receipts.checkpoint()
            await grow(log, 3, 1)
            assert await receipts.checkpoint() == shown
            (waiting,) = await receipts.history("p-3")
            with pytest.raises(NotYetIntegratedError):
                await receipts.receipt_for_person(waiting.id, "p-3", wait_seconds=0)

    asyncio.run(main())


def test_nothing_new_is_not_published_again_until_it_is_old(database_url: str) -> None:
    async def main() -> None:
        three = hall()
        async with open_log(database_url) as log:
            publisher = three.publisher(log.database)
            assert not await publisher.publish()
            await grow(log, 0, 1)
            assert await publisher.publish()
            assert not await publisher.publish()
            three.now += FRESH_SECONDS
            assert await publisher.publish()
            shown = await published(log)
            cosigned = verify_checkpoint(shown.checkpoint, three.policy).cosigned_by
            assert {each.at for each in cosigned} == {three.now}

    asyncio.run(main())


def test_a_new_policy_is_met_before_anything_new_happens(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            await grow(log, 0, 1)
            assert await log.publisher.publish()
            three = hall()
            with pytest.raises(QuorumError):
                await Receipts(log.database, three.policy).checkpoint()
            assert await three.publisher(log.database).publish()
            assert await Receipts(log.database, three.policy).checkpoint()

    asyncio.run(main())


def test_a_publisher_finds_out_what_witnesses_have_seen(database_url: str) -> None:
    async def main() -> None:
        three = hall()
        async with open_log(database_url) as log:
            await grow(log, 0, 5)
            await three.publisher(log.database).publish()
            three.now += LEASE_SECONDS
            await grow(log, 5, 300)
            await three.publisher(log.database).publish()
            assert [each.old_size for each in three.witnesses[0].asked] == [0, 0, 5]
            assert (await published(log)).size == 305

    asyncio.run(main())


def test_one_process_asks_the_witnesses_at_a_time(database_url: str) -> None:
    async def main() -> None:
        three = hall()
        async with open_log(database_url) as one, open_log(database_url) as other:
            first, second = three.publisher(one.database), three.publisher(other.database)
            await grow(one, 0, 1)
            assert await first.publish()
            await grow(one, 1, 1)
            assert not await second.publish()
            assert await first.publish()
            await grow(one, 2, 1)
            three.now += LEASE_SECONDS
            assert await second.publish()
            await grow(one, 3, 1)
            assert not await first.publish()

    asyncio.run(main())


def test_who_is_stopped_leaves_its_place_to_another_one(database_url: str) -> None:
    async def main() -> None:
        three = hall()
        async with open_log(database_url) as one, open_log(database_url) as other:
            await grow(one, 0, 1)
            publishing = asyncio.create_task(
                three.publisher(one.database, publish_seconds=0.0).run()
            )
            await until(partial(is_published, one))
            publishing.cancel()
            await asyncio.gather(publishing, return_exceptions=True)
            await grow(one, 1, 1)
            assert await three.publisher(other.database).publish()

    asyncio.run(main())


def test_a_publication_replaces_the_one_it_was_made_from_and_only_grows(database_url: str) -> None:
    async def main() -> None:
        three = hall()
        async with open_log(database_url) as log:
            await grow(log, 0, 3)
            await three.publisher(log.database).publish()
            now = await published(log)

            async def put(old: Publication, new: Publication) -> bool:
                return await log.database.run(
                    lambda records: records.ledger.put_publication(old, new)
                )

            stale = Publication(0, "", 0)
            assert not await put(stale, Publication(9, "forged", 1))
            assert not await put(Publication(3, "other", 0), Publication(9, "forged", 1))
            assert not await put(now, Publication(2, "smaller", 1))
            assert await published(log) == now

    asyncio.run(main())


def test_a_publisher_goes_on_when_witnesses_come_back(database_url: str) -> None:
    reported: list[ThiqaError] = []

    async def main() -> None:
        three = hall()
        for each in three.witnesses[:2]:
            each.down = True
        async with open_log(database_url) as log:
            await grow(log, 0, 1)
            publishing = asyncio.create_task(
                three.publisher(log.database, report=reported.append).run()
            )
            await until(partial(_are_there, reported))
            for each in three.witnesses:
                each.down = False
            await until(partial(is_published, log))
            publishing.cancel()
        assert sorted(three.reported) == [
            ("w0.example", ""),
            ("w0.example", "nothing answers"),
            ("w1.example", ""),
            ("w1.example", "nothing answers"),
        ]

    asyncio.run(main())
    assert {type(error) for error in reported} == {QuorumError}


def test_a_publisher_goes_on_when_its_database_comes_back(database_url: str) -> None:
    reported: list[ThiqaError] = []

    async def main() -> None:
        three = hall()
        async with open_log(database_url) as log:
            await grow(log, 0, 1)
            publishing = asyncio.create_task(
                three.publisher(OftenAway(log.database, every=4), report=reported.append).run()
            )
            await until(partial(is_published, log))
            publishing.cancel()

    asyncio.run(main())
    assert {type(error) for error in reported} == {StorageUnavailableError}
